"""The API in a process of its own, as `trr serve` runs it, and its clients."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
from websockets.asyncio.client import ClientConnection, connect

from tests.forked import Forked
from tests.processes import started
from trr_backend.config import Settings

ADMIN = "a-key-of-an-admin-0123456789"
SUBPROTOCOL = "trr.v1.json"
Said = dict[str, Any]


@dataclass(frozen=True)
class Served:
    """A server that answers at `port`."""

    process: Forked
    port: int

    @property
    def url(self) -> str:
        """Where its sockets are."""
        return f"ws://127.0.0.1:{self.port}/api/v1/ws"

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return (self.process.folder / "err").read_text()

    def figure(self, name: str) -> float:
        """Return one of its metrics."""
        answer = httpx2.get(f"http://127.0.0.1:{self.port}/metrics")
        lines = answer.text.splitlines()
        return float(next(x for x in lines if x.startswith(f"{name} ")).split()[1])

    async def becomes(self, name: str, value: float, seconds: float = 10) -> None:
        """Wait until a metric has a value."""
        until = time.monotonic() + seconds
        while (found := await asyncio.to_thread(self.figure, name)) != value:
            assert time.monotonic() < until, f"{name} is {found}"
            await asyncio.sleep(0.05)


@contextmanager
def serving(settings: Settings, folder: Path, **environment: str) -> Iterator[Served]:
    """Run a server; rates and clients are not limited unless they are set."""
    usual = {
        "TRR_API_KEYS": ADMIN,
        "TRR_RATE_LIMIT": "none",
        "TRR_KEY_RATE_LIMIT": "none",
        "TRR_SOCKET_CLIENTS_PER_ADDRESS": "10000",
    }
    arguments = ("scripts.serve", "--port", "0", "--no-worker")
    with (
        patch.dict(os.environ, {**usual, **environment}),
        started(settings, folder, *arguments) as process,
    ):
        yield Served(process, _port(process))


def _port(process: Forked) -> int:
    printed = process.folder / "out"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if printed.exists() and "reference" in (text := printed.read_text()):
            return int(text.partition("\n")[0].rpartition(":")[2])
        time.sleep(0.02)
    raise AssertionError((process.folder / "err").read_text())


class Client:
    """A client that says and hears objects."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, kind: str, **fields: object) -> None:
        """Send a message."""
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def hear(self, seconds: float = 10) -> Said:
        """Return the next message."""
        async with asyncio.timeout(seconds):
            said = json.loads(await self.socket.recv())
        assert isinstance(said, dict)
        return said

    async def ask(self, kind: str, **fields: object) -> Said:
        """Send a message, return the next one that comes."""
        await self.say(kind, **fields)
        return await self.hear()

    async def rest(self) -> list[Said]:
        """Return what comes until a ping is answered."""
        await self.say("ping")
        heard = []
        while (said := await self.hear())["type"] != "pong":
            heard.append(said)
        return heard


@asynccontextmanager
async def client(served: Served, key: str | None = None) -> AsyncIterator[Client]:
    """Connect a client, with a key or as nobody in particular."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with connect(
        served.url,
        subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]  # a NewType of str
        additional_headers=headers,
        compression=None,
        # Else what was not read yet keeps it from seeing the end.
        max_queue=None,
    ) as socket:
        yield Client(socket)
