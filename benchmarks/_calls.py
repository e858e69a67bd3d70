"""Requests to ASGI apps in this process, and the CPU they take here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Scope

PATHS = ("/api/v1/shows/a-show", "/api/v1/shows/a-small-show")
AT_ONCE = 8
Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    etag: str


async def ask(app: ASGIApp, path: str, etag: str | None = None) -> Answer:
    """Send one request to `app`."""
    headers = [(b"host", b"localhost"), (b"accept", b"*/*")]
    if etag is not None:
        headers.append((b"if-none-match", etag.encode()))
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    tags = [value for name, value in sent[0]["headers"] if name == b"etag"]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], body, tags[0].decode() if tags else "")


async def cost(requests: int, call: Call) -> float:
    """Return the CPU microseconds of this process a request, after a few for warmth."""
    await _together(call)
    start = time.process_time()
    for _ in range(requests // AT_ONCE):
        await _together(call)
    return (time.process_time() - start) / requests * 1e6


async def waits(requests: int, call: Call) -> list[float]:
    """Return how many milliseconds each request takes, one after the other."""
    found = []
    for _ in range(requests):
        start = time.perf_counter()
        await call()
        found.append((time.perf_counter() - start) * 1e3)
    return found


async def _together(call: Call) -> None:
    await asyncio.gather(*(call() for _ in range(AT_ONCE)))
