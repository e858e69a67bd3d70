"""What one client is told: its mailbox, and how its connection is written to and ends.

A socket answers what it was asked and closes with a code; a stream overrides both.
"""

import time
from collections import deque

from api.realtime.hub import Hub
from api.realtime.interests import Interests
from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message, Resync, message
from api.realtime.wire import ErrorCode
from api.realtime.writer import Writer

# A client that is told so often in a minute does not know the protocol.
_MOST_ERRORS = 20
_ERRORS_SECONDS = 60
# WebSocket close codes.
POLICY = 1008
FAULT = 1011
RESTART = 1012


class Outlet:
    """The way out to a client, which `writer` writes to from `mailbox`."""

    def __init__(self, hub: Hub, mailbox: Mailbox, writer: Writer) -> None:
        self.interests = Interests()
        self._hub = hub
        self._mailbox = mailbox
        self._writer = writer
        self._errors: deque[float] = deque(maxlen=_MOST_ERRORS)

    @property
    def waiting(self) -> int:
        """How many messages it has not taken."""
        return len(self._mailbox)

    def tell(self, message: Message) -> None:
        """Put it into the mailbox; where that is full, the client has to resync."""
        if not self._mailbox.put(message):
            self._begin_anew(message.cursor or self._hub.head or 0, "overflow")

    def wake(self) -> None:
        """Write what the connection takes just now."""
        self._writer.wake()

    def lose(self, cursor: int, reason: Resync) -> None:
        """Say that events up to `cursor` were not told, if it follows any."""
        if self.interests.of_events:
            self._mailbox.drop()
            self._begin_anew(cursor, reason)

    def close(self, reconnect_seconds: float) -> None:
        """Flush, and let it come back after so long."""
        words = f"reconnect in {round(reconnect_seconds * 1000)} ms"
        self.end(RESTART, words)

    def end(self, code: int, reason: str) -> None:
        """Close the connection behind what waits."""
        self._writer.end({"type": "websocket.close", "code": code, "reason": reason})

    async def taken(self) -> None:
        """Wait until nothing waits for it. Raises Gone."""
        await self._writer.emptied()

    def reply(self, answer: Message) -> None:
        """Put an answer behind what waits; who lets them pile up is let go."""
        if not self._mailbox.reply(answer):
            self.end(POLICY, "answers are not taken")

    def refuse(self, code: ErrorCode, said: str) -> None:
        """Answer that a message had no effect; who goes on like that is let go."""
        self.reply(message("error", code=code, message=said))
        now = time.monotonic()
        self._errors.append(now)
        if (
            len(self._errors) == _MOST_ERRORS
            and now - self._errors[0] < _ERRORS_SECONDS
        ):
            self.end(POLICY, "too many messages had no effect")
        self.wake()

    def regret(self, said: str) -> None:
        """Say that something is away, which is no fault of the client."""
        self.reply(message("error", code="unavailable", message=said))
        self.wake()

    def _begin_anew(self, cursor: int, reason: Resync) -> None:
        topics = self.interests.of_events
        if not topics:
            return
        self.interests.restart(cursor)
        self._hub.note_resync()
        self._mailbox.put(
            message("resync", cursor=cursor, key="resync", reason=reason, topics=topics)
        )
