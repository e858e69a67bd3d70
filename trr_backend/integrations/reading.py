"""The body of one answer: a cap on its bytes, a pace they must keep, room for them.

The cap counts decoded bytes while they arrive, so neither an endless answer nor a
small one that inflates to gigabytes fills the memory; an answer that announces more
than the cap is not read at all. A file too large for memory runs into a sink instead,
undecoded and for as long as bytes come.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx2

from trr_backend.integrations.redirects import STATUSES
from trr_backend.models.limits import Room

# An answer of which less than this comes per second is given up.
LEAST_BYTES_PER_SECOND = 1024
# A large answer may take a second longer for each of these.
_BYTES_A_SECOND_LONGER = 64 * 1024
_MAX_ERROR_BYTES = 64 * 1024
_OK = 200
_PARTIAL = 206


class Sink(Protocol):
    """Where the body of a file runs. Each method may raise an UpstreamError."""

    def headers(self) -> Mapping[str, str]:
        """Return what to ask for now: all of it, or the rest of it."""
        ...

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Take notice of a good answer: 200 is all of it, 206 the rest."""
        ...

    def write(self, part: bytes) -> None:
        """Take some bytes, as they come over the wire."""
        ...

    def end(self) -> None:
        """Take notice that the answer ended; raises Unavailable if it is cut."""
        ...

    def grew(self) -> bool:
        """Tell whether much came since this was asked last."""
        ...


class TooSlow(TimeoutError):
    """Bytes come, but too few of them."""


class _Pace:
    """Measures what comes in windows of some seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._now = asyncio.get_running_loop().time
        self._since = self._now()
        self._received = 0

    def check(self, received: int) -> None:
        """Take notice of the bytes so far. Raises TooSlow."""
        elapsed = self._now() - self._since
        if elapsed < self._seconds:
            return
        if received - self._received < elapsed * LEAST_BYTES_PER_SECOND:
            raise TooSlow
        self._since = self._now()
        self._received = received


@dataclass(slots=True)
class Reading:
    """How one answer is read: to `max_bytes`, into `sink` or where there is `room`.

    `held` are the bytes of the room that are taken. After `body` they are those of a
    good body, and whoever gets the body gives them back.
    """

    max_bytes: int
    sink: Sink | None = None
    room: Room | None = None
    held: int = 0

    async def body(
        self, response: httpx2.Response, deadline: asyncio.Timeout, window: float
    ) -> bytes | None:
        """Return the body; None if it is too large. Raises TooSlow.

        It is empty if it ran into the sink, cut where it is no answer, and not read
        where the answer is a redirect. `deadline` is put off for a large answer and
        for as long as there is no room; the least pace is asked of every `window`
        (seconds).
        """
        status = response.status_code
        if self.sink is not None and status in {_OK, _PARTIAL}:
            return await self._pour(response, self.sink)
        if status in STATUSES:
            return b""
        if status != _OK:
            return await _start(response)
        length = _length(response)
        if length is not None and length > self.max_bytes:
            return None
        await self._take_room(response, length, deadline)
        return await self._whole(response, _Pace(window))

    def give_back(self, but: int = 0) -> None:
        """Give back all the room that is held, but for so many bytes."""
        if self.room is not None:
            self.room.give(self.held - but)
            self.held = but

    async def _take_room(
        self, response: httpx2.Response, length: int | None, deadline: asyncio.Timeout
    ) -> None:
        """Wait for room: as much as is announced, or else as much as it may be."""
        now = asyncio.get_running_loop().time
        ends_at = deadline.when()
        left = None if ends_at is None else ends_at - now()
        if self.room is not None:
            plain = response.headers.get("content-encoding", "identity") == "identity"
            size = length if plain and length is not None else self.max_bytes
            deadline.reschedule(None)
            await self.room.take(size)
            self.held = size
        if left is not None:
            longer = (length or 0) / _BYTES_A_SECOND_LONGER
            deadline.reschedule(now() + left + longer)

    async def _whole(self, response: httpx2.Response, pace: _Pace) -> bytes | None:
        body = bytearray()
        async for part in response.aiter_bytes():
            body += part
            if len(body) > self.max_bytes:
                return None
            pace.check(response.num_bytes_downloaded)
        self.give_back(but=len(body))
        return bytes(body)

    async def _pour(self, response: httpx2.Response, sink: Sink) -> bytes | None:
        sink.begin(response.status_code, response.headers)
        received = 0
        async for part in response.aiter_raw():
            received += len(part)
            if received > self.max_bytes:
                return None
            sink.write(part)
        sink.end()
        return b""


def _length(response: httpx2.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() else None


async def _start(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MAX_ERROR_BYTES:
            break
    return bytes(body[:_MAX_ERROR_BYTES])
