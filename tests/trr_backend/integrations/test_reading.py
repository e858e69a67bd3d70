"""Bodies that are bad, slow or large, over real connections, and the room they take."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from tests.trr_backend.integrations.upstream import (
    Asked,
    Handler,
    opened,
    reply,
    serve,
)
from trr_backend.errors import Changed, NotFound, Refused, Unavailable, UpstreamError
from trr_backend.utils.room import ByteRoom

KIB = 1024
CAP = 256 * KIB
ENDLESS = b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n"
PNG = "/original/a.png"


@dataclass(slots=True)
class Watched:
    """A room that remembers how much was asked of it."""

    room: ByteRoom = field(default_factory=lambda: ByteRoom(10 * CAP))
    takes: list[int] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, size: int) -> None:
        """Take some, and remember it."""
        self.takes.append(size)
        self.asked.set()
        await self.room.take(size)

    def give(self, size: int) -> None:
        """Give some back."""
        self.room.give(size)


def dripping(
    head: bytes, part: bytes, seconds: float, times: int = 10_000
) -> Callable[[Asked], AsyncIterator[bytes]]:
    """Return a handler that sends a part every some seconds after the headers."""

    async def drip(asked: Asked) -> AsyncIterator[bytes]:
        assert asked.target
        yield head
        for _ in range(times):
            yield part
            await asyncio.sleep(seconds)

    return drip


def announced(length: int, body: bytes = b"") -> bytes:
    """Return headers that announce so many bytes, and these bytes."""
    return reply(body=body, headers={"Content-Length": str(length)})


BOMB = reply(
    body=gzip.compress(b" " * 64 * CAP, 9), headers={"Content-Encoding": "gzip"}
)


@pytest.mark.parametrize(
    ("handler", "error", "words", "tries", "takes"),
    [
        (
            dripping(announced(900), b"x", 0.01),
            Unavailable,
            "TooSlow",
            4,
            [900] * 4,
        ),
        (
            dripping(ENDLESS, b"x" * KIB, 0.01),
            Unavailable,
            "TimeoutError",
            4,
            [CAP] * 4,
        ),
        (
            dripping(announced(900), b"x", 60),
            Unavailable,
            "ReadTimeout",
            4,
            [900] * 4,
        ),
        (dripping(ENDLESS, b"x" * 64 * KIB, 0), Refused, "0.25 MiB", 1, [CAP]),
        (lambda _: announced(CAP + 1), Refused, "larger than 0.25 MiB", 1, []),
        (
            lambda _: announced(900, b"x" * 800),
            Unavailable,
            "RemoteProtocolError",
            4,
            [900] * 4,
        ),
        (lambda _: BOMB, Refused, "larger than 0.25 MiB", 1, [CAP]),
        (lambda _: reply(404, b"x" * 900), NotFound, "404", 1, []),
    ],
    ids=[
        *("a byte now and then", "endless and slow", "it stops", "endless and fast"),
        *("announces too much", "shorter than announced", "gzip bomb", "no picture"),
    ],
)
async def test_a_bad_body_ends_soon_and_holds_no_room(
    handler: Handler,
    error: type[UpstreamError],
    words: str,
    tries: int,
    takes: list[int],
) -> None:
    """Each has its error and its tries; not much more than the cap is ever read."""
    room = Watched()
    async with (
        serve(handler) as upstream,
        opened(upstream.url, timeout_seconds=0.1, max_bytes=CAP) as http,
        asyncio.timeout(10),
    ):
        with pytest.raises(error, match=words):
            await http.get(PNG, expect="bytes", room=room)
        asked = len(upstream.asked)
        assert http.received_bytes <= 2 * CAP
    assert (asked, room.takes, room.room.taken) == (tries, takes, 0)


async def test_a_large_answer_has_longer_than_a_small_one() -> None:
    """Four read timeouts for all, and a second more for each 64 KiB announced."""
    part = b"x" * 4 * KIB
    slow = dripping(announced(16 * len(part)), part, 0.04, times=16)
    async with (
        serve(slow) as upstream,
        opened(upstream.url, timeout_seconds=0.1) as http,
    ):
        answer = await http.get(PNG, expect="bytes")
        assert (len(answer.body), http.requests) == (16 * len(part), 1)


async def test_more_bytes_than_announced_are_not_read() -> None:
    """The picture ends where it was said; the next answer is not made of the rest."""
    stray = reply(body=b"first and more", headers={"Content-Length": "5"}) + reply()
    answers = [stray, reply(body=b"second")]
    async with (
        serve(lambda _: answers.pop(0)) as upstream,
        opened(upstream.url) as http,
    ):
        bodies = [(await http.get(PNG, expect="bytes")).body for _ in range(2)]
    assert bodies == [b"first", b"second"]


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, 900),
        ({"Content-Length": "", "Transfer-Encoding": "chunked"}, CAP),
        ({"Content-Encoding": "identity"}, 900),
        ({"Content-Encoding": "gzip"}, CAP),
    ],
)
async def test_a_body_takes_room_before_it_is_read(
    headers: dict[str, str], taken: int
) -> None:
    """What is announced, else what it may be; in the end as much as it is."""
    body, room = b"x" * 900, Watched()
    sent = {"gzip": gzip.compress(body)}.get(headers.get("Content-Encoding", ""), body)
    if "Transfer-Encoding" in headers:
        sent = b"384\r\n" + body + b"\r\n0\r\n\r\n"
    answer = reply(body=sent, headers=headers).replace(b"Content-Length: \r\n", b"")
    async with (
        serve(lambda _: answer) as upstream,
        opened(upstream.url, max_bytes=CAP) as http,
    ):
        found = await http.get(PNG, expect="bytes", room=room)
    assert (found.body, room.takes, room.room.taken) == (body, [taken], 900)


async def test_waiting_for_room_is_not_the_upstream_s_fault() -> None:
    """The deadline stands still meanwhile, and the answer comes after all."""
    room = Watched()
    await room.take(10 * CAP)
    async with (
        serve(lambda _: reply(body=b"x" * 900)) as upstream,
        opened(upstream.url, timeout_seconds=0.1) as http,
    ):
        task = asyncio.create_task(http.get(PNG, expect="bytes", room=room))
        await asyncio.sleep(0.6)
        waited = not task.done()
        room.give(10 * CAP)
        answer = await task
        assert (waited, len(answer.body), http.requests) == (True, 900, 1)
    assert room.room.taken == 900


async def test_who_is_stopped_while_waiting_or_reading_holds_no_room() -> None:
    """Ctrl-C leaves the room as it was."""
    room = Watched()
    async with (
        serve(dripping(announced(900), b"x", 60)) as upstream,
        opened(upstream.url) as http,
    ):
        reading = asyncio.create_task(http.get(PNG, expect="bytes", room=room))
        await room.asked.wait()
        await room.take(10 * CAP - 900)
        room.asked.clear()
        waiting = asyncio.create_task(http.get(PNG, expect="bytes", room=room))
        await room.asked.wait()
        for task in (reading, waiting):
            task.cancel()
        await asyncio.gather(reading, waiting, return_exceptions=True)
    assert room.room.taken == 10 * CAP - 900


async def test_an_answer_that_is_not_accepted_holds_no_room() -> None:
    """A page in the place of JSON was read whole, and is given back."""
    room = Watched()
    async with (
        serve(lambda _: reply(body=b"<html>")) as upstream,
        opened(upstream.url) as http,
    ):
        with pytest.raises(Changed):
            await http.get("/3/tv/7", room=room)
    assert (room.takes, room.room.taken) == ([6], 0)
