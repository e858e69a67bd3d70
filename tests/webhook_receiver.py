"""A real receiver of webhooks: it verifies what comes, and answers as a test wants."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks.webhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


def status(line: str, *headers: str, body: bytes = b"") -> bytes:
    """Return an answer such as `500 Internal Server Error`."""
    head = [f"HTTP/1.1 {line}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came, verified."""

    id: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]


# The bytes to answer with, the last of which may be long in coming; None: never.
Answer = Callable[[Received], bytes | Awaitable[bytes] | None]


@dataclass(slots=True)
class Receiver:
    """Where it listens, all that came, and how much of that at once."""

    url: str
    answer: Answer = lambda _: OK
    received: list[Received] = field(default_factory=list)
    in_flight: dict[str, int] = field(default_factory=dict)
    most_in_flight: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def has_all(self, cursors: Iterable[int], path: str = "/") -> None:
        """Wait until these events came to a path."""
        while not set(cursors) <= set(self.cursors(path)):
            self.news.clear()
            await self.news.wait()

    def ids(self, path: str = "/") -> list[str]:
        """Return the ids of the messages that came to a path."""
        return [one.id for one in self.received if one.path == path]

    def cursors(self, path: str = "/") -> list[int]:
        """Return the cursors of the events that came to a path."""
        return [
            event["cursor"]
            for one in self.received
            if one.path == path
            for event in one.body.get("events", [])
        ]


@asynccontextmanager
async def receiving(
    answer: Answer = lambda _: OK, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Receiver]:
    """Yield a receiver at a free port; every message must have been signed."""
    listener = socket.create_server(("127.0.0.1", 0))
    receiver = Receiver(f"http://127.0.0.1:{listener.getsockname()[1]}", answer)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while await _exchange(receiver, reader, writer):
                    pass
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            writer.close()
            tasks.discard(task)

    server = await asyncio.start_server(serve, sock=listener, ssl=tls)
    try:
        yield receiver
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert receiver.faults == []


async def _exchange(
    receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Take one message and answer it; return whether the connection stays."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    named = (line.partition(": ") for line in head[1:] if line)
    headers = {name.lower(): value for name, _, value in named}
    body = await reader.readexactly(int(headers["content-length"]))
    path = head[0].split()[1]
    try:
        Webhook(SECRET).verify(body, headers)
    except Exception as error:
        receiver.faults.append(f"{head[0]}: {error!r}")
        raise
    message = Received(headers["webhook-id"], path, json.loads(body), headers)
    receiver.received.append(message)
    receiver.news.set()
    now = receiver.in_flight.get(path, 0) + 1
    receiver.in_flight[path] = now
    receiver.most_in_flight[path] = max(now, receiver.most_in_flight.get(path, 0))
    try:
        await asyncio.sleep(0.005)
        made = receiver.answer(message)
        answer = await made if isinstance(made, Awaitable) else made
        if answer is None:
            await reader.read()
            return False
        writer.write(answer)
        await writer.drain()
    finally:
        receiver.in_flight[path] -= 1
    return answer == OK
