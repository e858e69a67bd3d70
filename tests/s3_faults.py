"""A server between a store and its S3 server that breaks requests, then lets them by.

Requests are passed on as they are, signatures and all: S3 clients sign the address that
they call, and the server checks the Host header that it gets.
"""

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

# Closing sends a reset instead of a proper end.
_RESET = struct.pack("ii", 1, 0)
_HEAD_BYTES = 64 * 1024
_SLOW_DOWN = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code>'
    b"<Message>Please reduce your request rate.</Message></Error>"
)


@dataclass
class Faults:
    """What goes wrong with requests of `method` (None: of each) from now on.

    The next `resets` are cut in the middle of their body, the answers to the next
    `losses` are lost, and until `slow_until` all are answered with 503 SlowDown. `seen`
    counts requests, also those that went by. While it `is_away` every connection is
    ended, and each answer takes `delay_seconds` longer.
    """

    address: str
    method: str | None = "PUT"
    resets: int = 0
    losses: int = 0
    slow_until: float = 0.0
    seen: int = 0
    is_away: bool = False
    delay_seconds: float = 0.0

    def befalls(self, head: bytes) -> bool:
        """Say whether a request with this head is one of those."""
        method = head.split(b" ", 1)[0].decode()
        return self.method is None or method == self.method

    def reset(self, times: int) -> None:
        """Reset so many connections in the middle of a body."""
        self.resets = times

    def lose_answers(self, times: int) -> None:
        """Pass so many requests on and reset the connection instead of answering."""
        self.losses = times

    def slow_down(self, seconds: float) -> None:
        """Ask for fewer requests for so long."""
        self.slow_until = time.monotonic() + seconds


@asynccontextmanager
async def faulty(endpoint: str) -> AsyncIterator[Faults]:
    """Yield what stands between a store and the server at `endpoint`."""
    target = urlsplit(endpoint)
    assert target.hostname
    assert target.port
    server_at = (target.hostname, target.port)

    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                while await _exchange(faults, server_at, reader, writer):
                    pass
        finally:
            await _closed(writer)

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        serving.add(task)
        task.add_done_callback(serving.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, limit=_HEAD_BYTES)
    faults = Faults(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        yield faults
        server.close()
        # Clients keep connections open that they may never use again.
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def _exchange(
    faults: Faults,
    server_at: tuple[str, int],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> bool:
    """Pass one request on, or break it; False: the connection is done with."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _length(head)
    if faults.is_away:
        _reset(writer)
        return False
    await asyncio.sleep(faults.delay_seconds)
    if faults.befalls(head):
        faults.seen += 1
        if faults.resets:
            faults.resets -= 1
            await reader.readexactly(length // 2)
            _reset(writer)
            return False
        if time.monotonic() < faults.slow_until:
            await reader.readexactly(length)
            writer.write(_answer(_SLOW_DOWN))
            await writer.drain()
            return True
    answer = await _passed_on(server_at, head, await reader.readexactly(length))
    if faults.losses and faults.befalls(head):
        faults.losses -= 1
        _reset(writer)
        return False
    writer.write(answer)
    await writer.drain()
    return False


async def _passed_on(server_at: tuple[str, int], head: bytes, body: bytes) -> bytes:
    """Return the server's answer; the connection to it is made for this alone."""
    reader, writer = await asyncio.open_connection(*server_at)
    lines = [one for one in head.split(b"\r\n") if one and not _is_connection(one)]
    writer.write(b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body)
    try:
        return await reader.read()
    finally:
        await _closed(writer)


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection; whoever ends it first."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _is_connection(line: bytes) -> bool:
    return line.lower().startswith(b"connection:")


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _answer(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
