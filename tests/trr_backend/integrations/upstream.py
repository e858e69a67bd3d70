"""An upstream on this machine that answers exact bytes, and a limiter in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from trr_backend.integrations.http import Http

PUBLIC_URL = "https://api.example.org"
SECRET = "secret-token-0123456789"  # what no log or error may show


@dataclass(slots=True)
class Asked:
    """One request as it arrived: when (loop time), for what, with which headers."""

    at: float
    target: str
    headers: dict[str, str]


@dataclass(slots=True)
class Upstream:
    """Where the server listens and what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)


Handler = Callable[[Asked], bytes | Awaitable[bytes] | AsyncIterator[bytes]]


@asynccontextmanager
async def serve(handler: Handler) -> AsyncIterator[Upstream]:
    """Answer every request with the handler's bytes, then close the connection.

    What a handler yields is sent as it comes, until nobody listens any more.
    """
    upstream = Upstream()

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            asked = _asked(head)
            upstream.asked.append(asked)
            async for part in _parts(handler(asked)):
                writer.write(part)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield upstream


async def _parts(
    replied: bytes | Awaitable[bytes] | AsyncIterator[bytes],
) -> AsyncIterator[bytes]:
    if isinstance(replied, AsyncIterator):
        async for part in replied:
            yield part
    else:
        yield replied if isinstance(replied, bytes) else await replied


def _asked(head: str) -> Asked:
    first, *lines = head.strip().split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    headers = {name.lower(): value for name, value in pairs}
    return Asked(asyncio.get_running_loop().time(), first.split(" ")[1], headers)


def reply(
    status: int = 200,
    body: bytes = b'{"id":1}',
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a whole HTTP/1.1 reply."""
    lines = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


def json_reply(value: Any) -> bytes:
    """Return a reply of status 200 that holds a JSON value."""
    return reply(body=json.dumps(value).encode())


@dataclass(slots=True)
class FakeLimiter:
    """Lets every request go at once and remembers what it was told."""

    reserved: list[str] = field(default_factory=list)
    pushed: list[float] = field(default_factory=list)

    async def wait(self, upstream: str) -> None:
        """Return at once."""
        self.reserved.append(upstream)

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Remember the seconds."""
        assert upstream
        self.pushed.append(seconds)


@asynccontextmanager
async def opened(base_url: str, **options: Any) -> AsyncIterator[Http]:
    """Open a client of one upstream that carries the secret and hardly waits."""
    settings: dict[str, Any] = {
        "source": "example",
        "public_url": PUBLIC_URL,
        "limiter": FakeLimiter(),
        "user_agent": "trr-backend/0 (+test)",
        "headers": {"Authorization": f"Bearer {SECRET}"},
        "secrets": [SECRET],
        "wait_scale": 0.001,
    }
    client = Http(base_url=base_url, **(settings | options))
    try:
        yield client
    finally:
        await client.aclose()
