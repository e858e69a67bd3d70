"""One client of the feed: what it follows, its mailbox, and what it is answered.

What it asks for is done in its order by one task, which lives only while there is
something to do: an idle client costs no task. What the hub tells goes past that task.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Hashable, Sequence
from uuid import UUID

from msgspec import UnsetType

from api.realtime.catching_up import catch_up, resync
from api.realtime.hub import Hub
from api.realtime.interests import Interests
from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message, Resync, message, progress_message
from api.realtime.reading import FeedReader
from api.realtime.topics import UnknownTopic
from api.realtime.wire import (
    MOST_TOPICS,
    ErrorCode,
    Misunderstood,
    Ping,
    Said,
    Subscribe,
    Unsubscribe,
)
from api.realtime.writer import Gone, Writer
from trr_backend.errors import CursorExpired, StorageError
from trr_backend.models.feed import RUNS, is_of_runs

_LOG = logging.getLogger(__name__)
# Wishes that wait for the one before: to find ids and to replay takes its time.
_WISHES = 32
_PATIENCE_SECONDS = 10
# A client that is told so often in a minute does not know the protocol.
_MOST_ERRORS = 20
_ERRORS_SECONDS = 60
# WebSocket close codes.
POLICY = 1008
FAULT = 1011
RESTART = 1012


class SocketClient:
    """A client behind a connection that `writer` writes to."""

    def __init__(
        self,
        hub: Hub,
        reader: FeedReader,
        mailbox: Mailbox,
        writer: Writer,
        *,
        is_admin: bool,
    ) -> None:
        self.interests = Interests()
        self._hub = hub
        self._reader = reader
        self._mailbox = mailbox
        self._writer = writer
        self._is_admin = is_admin
        self._wishes: deque[Said] = deque()
        self._task: asyncio.Task[None] | None = None
        # As it was named, to what it is called here.
        self._named: dict[str, str] = {}
        self._is_live = False
        self._errors: deque[float] = deque(maxlen=_MOST_ERRORS)
        # Runs that were told of while their rows were being read.
        self._runs_heard: set[Hashable] | None = None

    @property
    def waiting(self) -> int:
        """How many messages it has not taken."""
        return len(self._mailbox)

    def tell(self, message: Message) -> None:
        """Put it into the mailbox; where that is full, the client has to resync."""
        if self._runs_heard is not None:
            self._runs_heard.add(message.key)
        if not self._mailbox.put(message):
            self.lose(message.cursor or self._hub.head or 0, "overflow")

    def wake(self) -> None:
        """Write what the connection takes just now."""
        self._writer.wake()

    def lose(self, cursor: int, reason: Resync) -> None:
        """Say that events up to `cursor` were not told."""
        self._mailbox.drop()
        self.interests.restart(cursor)
        self._hub.note_resync()
        topics = self.interests.of_events
        self._mailbox.put(
            message("resync", cursor=cursor, key="resync", reason=reason, topics=topics)
        )

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

    def obey(self, said: Said) -> None:
        """Do what a message asks for, behind those before it. Raises Misunderstood."""
        if len(self._wishes) >= _WISHES:
            raise Misunderstood(
                "busy", "too many messages wait; wait for the answers before you go on"
            )
        if isinstance(said, Ping) and self._task is None:
            self._pong()
            return
        self._wishes.append(said)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    def leave(self) -> None:
        """Stop everything: the connection has ended."""
        self._writer.stop()
        if self._task is not None:
            self._task.cancel()
        self._hub.leave(self, self.interests.topics)

    async def _work(self) -> None:
        try:
            while self._wishes or not self._is_live:
                if self._wishes:
                    await self._follow(self._wishes.popleft())
                if not self._is_live:
                    self._is_live = await catch_up(self, self._hub, self._reader)
        except Gone:
            return
        except StorageError:
            _LOG.exception("a client of the feed cannot be served")
            self.end(FAULT, "this should not have happened; come back later")
        finally:
            self._task = None

    async def _follow(self, said: Said) -> None:
        try:
            match said:
                case Subscribe():
                    await self._subscribe(said)
                case Unsubscribe(topics=names):
                    await self._unsubscribe(names)
                case Ping():
                    self._pong()
        except Misunderstood as error:
            self.refuse(error.code, error.said)
        except (StorageError, TimeoutError):
            self._regret("the database is away; try again soon")

    def _regret(self, said: str) -> None:
        """Say that something is away, which is no fault of the client."""
        self.reply(message("error", code="unavailable", message=said))
        self.wake()

    def _pong(self) -> None:
        self.reply(message("pong"))
        self.wake()

    async def _unsubscribe(self, names: Sequence[str]) -> None:
        known = self._named.keys() | set(self.interests.topics)
        if known.issuperset(names):
            topics = [self._named.get(name, name) for name in names]
        else:
            topics = await self._topics(names)
        self.interests.remove(topics)
        self._hub.unsubscribe(self, topics)

    async def _subscribe(self, said: Subscribe) -> None:
        named = await self._topics(said.topics)
        topics = list(dict.fromkeys(named))
        self._check_room(topics)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            head = await self._hub.reached()
        since = head if isinstance(said.since, UnsetType) else said.since
        expired = await self._expiry(since)
        cursor = head if expired else since
        self._pause()
        self.interests.add(topics, cursor)
        self._named.update(zip(said.topics, named, strict=True))
        self.reply(message("subscribed", cursor=cursor, topics=topics))
        if expired:
            resync(self, self._hub, expired, since)
        self.wake()
        await self._tell_runs([one for one in topics if is_of_runs(one)])

    async def _topics(self, names: Sequence[str]) -> list[str]:
        for name in names:
            if is_of_runs(name) and not self._is_admin:
                raise Misunderstood(
                    "forbidden",
                    f"{name} is for admins; connect with the key or token of one",
                )
        try:
            return await self._reader.topics(names)
        except UnknownTopic as error:
            raise Misunderstood("unknown_topic", str(error)) from None

    def _check_room(self, topics: Sequence[str]) -> None:
        if len(self.interests) + self.interests.missing(topics) > MOST_TOPICS:
            raise Misunderstood(
                "too_many_topics",
                f"a connection follows {MOST_TOPICS} topics at most; unsubscribe some, "
                "or follow catalog",
            )

    async def _expiry(self, since: int) -> CursorExpired | None:
        """Return why the feed cannot go on from there; None: it can."""
        if self._hub.recent(since) is not None:
            return None
        try:
            await self._reader.check(since)
        except CursorExpired as error:
            return error
        return None

    def _pause(self) -> None:
        """Hear nothing more of the hub: from here on the client is caught up anew."""
        topics = self.interests.of_events
        if self._is_live and self._hub.head is not None:
            self.interests.note(self._hub.head)
        self._hub.unsubscribe(self, topics)
        self._is_live = False

    async def _tell_runs(self, topics: Sequence[str]) -> None:
        """Enter topics of runs, and say how far those are that go on."""
        if not topics:
            return
        ids = [UUID(one.partition(":")[2]) for one in topics if one != RUNS]
        self._runs_heard = set()
        self._hub.subscribe(self, topics)
        try:
            told = await self._reader.progress(None if RUNS in topics else ids)
        except StorageError:
            self.refuse(
                "unavailable", "how far runs are is unknown; what comes is told"
            )
            told = []
        heard, self._runs_heard = self._runs_heard, None
        for one in map(progress_message, told):
            if one.key not in heard:
                self.tell(one)
        self.wake()
