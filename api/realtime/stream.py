"""Server-Sent Events: what a socket is told, over plain HTTP; see ADR 0044.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import random
from collections.abc import Sequence
from typing import Final

from fastapi import HTTPException, Request, Response
from msgspec import UNSET
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send

from api.auth.dependencies import identity_of
from api.installation import Installation, installation
from api.realtime.client import SocketClient
from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message
from api.realtime.outlet import FAULT
from api.realtime.seats import Full
from api.realtime.wire import ErrorCode, Subscribe
from api.realtime.writer import Writer

# Proxies give up a connection on which nothing comes for a minute, some for half.
_BEAT_SECONDS: Final = 15
_RETRY_MS: Final = (1000, 3000)
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    # Not kept, and not collected or compressed on its way.
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
)


def too_many(full: Full) -> HTTPException:
    """Return the problem of a client for which there is no seat."""
    wait = {"Retry-After": str(full.retry_seconds)}
    return HTTPException(full.status, full.said, headers=wait)


class ChangeStream(Response):
    """The answer that goes on until the client leaves or the process ends.

    `since`: the client was told everything up to there; None: it begins now.
    """

    def __init__(
        self, request: Request, topics: Sequence[str], since: int | None
    ) -> None:
        super().__init__(media_type="text/event-stream")
        self._here: Installation = installation(request)
        self._is_admin = identity_of(request).is_admin
        self._address = request.client.host if request.client else None
        self._is_head = request.scope["state"].get("method") == "HEAD"
        self._wish = Subscribe([*topics], UNSET if since is None else since)
        idle = self._here.settings.socket_idle_seconds
        self._beat_seconds = min(_BEAT_SECONDS, idle / 2)
        self._idle_seconds = idle

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Serve one client; without a seat for it, say so."""
        start = {
            "type": "http.response.start",
            "status": 200,
            "headers": [*_HEADERS],
        }
        if self._is_head:
            await send(start)
            await send({"type": "http.response.body"})
            return
        try:
            with self._here.seats.taken(self._address):
                await send(start)
                await self._serve(receive, send)
        except Full as full:
            raise too_many(full) from None

    async def _serve(self, receive: Receive, send: Send) -> None:
        client = _StreamClient(self._here, send, is_admin=self._is_admin)
        self._here.hub.join(client)
        client.obey(self._wish)
        try:
            while client.silent_beats * self._beat_seconds < self._idle_seconds:
                try:
                    async with asyncio.timeout(self._beat_seconds):
                        await _left(receive)
                    break
                except TimeoutError:
                    client.beat()
        finally:
            client.leave()


class _StreamClient(SocketClient):
    """A client that has said once what it follows, and is told it in blocks of text.

    For `silent_beats` it has taken nothing of what waits for it.
    """

    def __init__(self, here: Installation, send: Send, *, is_admin: bool) -> None:
        mailbox = Mailbox()
        writer = Writer(mailbox, send, self._block)
        super().__init__(here.hub, here.feed_reader, mailbox, writer, is_admin=is_admin)
        self.silent_beats = 0

    def beat(self) -> None:
        """Say that the connection lives, and up to where there was nothing for it."""
        if self.waiting:
            self.silent_beats += 1
            return
        cursor = self._hub.head if self._is_live else None
        self.tell(Message("pong", b"", cursor=cursor, key="beat"))
        self.wake()

    def close(self, reconnect_seconds: float) -> None:
        """Flush, and let it come back after so long."""
        self._end(round(reconnect_seconds * 1000))

    def end(self, code: int, reason: str) -> None:  # noqa: ARG002 -- words of sockets
        """Let it come back, behind what waits."""
        self._end(random.randint(*_RETRY_MS))  # noqa: S311 -- no secret

    def refuse(self, code: ErrorCode, said: str) -> None:  # noqa: ARG002 -- likewise
        """Let it ask again: there is nothing else that it could do."""
        self.end(FAULT, said)

    def regret(self, said: str) -> None:
        """Let it ask again, when what is away may be back."""
        self.end(FAULT, said)

    def _end(self, milliseconds: int) -> None:
        retry = b"retry: %d\n\n" % milliseconds
        self._writer.end({"type": "http.response.body", "body": retry})

    def _block(self, message: Message) -> AsgiMessage:
        self.silent_beats = 0
        lines = []
        if message.type == "subscribed":
            lines.append(b"retry: %d" % random.randint(*_RETRY_MS))  # noqa: S311 -- no secret
        if message.cursor is not None:
            lines.append(b"id: %d" % message.cursor)
        if message.type == "pong":
            # Without data it is none to the client, which keeps the id.
            lines.append(b":")
        else:
            if message.type != "event":
                lines.append(b"event: %s" % message.type.encode())
            lines.append(b"data: %s" % message.body)
        block = b"\n".join([*lines, b"", b""])
        return {"type": "http.response.body", "body": block, "more_body": True}


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
