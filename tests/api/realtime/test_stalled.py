"""Clients that take nothing: they are told what they missed, or let go."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from websockets.frames import Frame, Opcode

from tests.api.realtime.served import Said, Served, client, serving
from tests.api.realtime.told import tell
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

# More than the buffers of both ends hold, and a mailbox.
_EVENTS = 900
_LARGE = ["x" * 8000]


@contextmanager
def stalled(served: Served) -> Iterator[IO[bytes]]:
    """Follow the catalogue, then read nothing: pings are not answered either."""
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.settimeout(10)
        opened.connect(("127.0.0.1", served.port))
        opened.sendall(
            b"GET /api/v1/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Version: 13\r\n\r\n"
        )
        with opened.makefile("rb") as file:
            assert b" 101 " in file.readline()
            while file.readline() != b"\r\n":
                pass
            wish = json.dumps({"type": "subscribe", "topics": ["catalog"]}).encode()
            opened.sendall(Frame(Opcode.TEXT, wish).serialize(mask=True))
            assert next(read(file))["type"] == "subscribed"
            yield file


def read(file: IO[bytes]) -> Iterator[Said]:
    """Read at last: every message of a server's unmasked text frames."""
    while head := file.read(2):
        size = head[1]
        if size == 126:
            size = int.from_bytes(file.read(2), "big")
        payload = file.read(size)
        if head[0] & 15 == Opcode.TEXT:
            yield json.loads(payload)


def until_resync(file: IO[bytes]) -> list[Said]:
    """Return what comes up to a resync, and two messages behind it."""
    heard = []
    for said in read(file):
        heard.append(said)
        if len(heard) > 2 and heard[-3]["type"] == "resync":
            return heard
    return heard


@pytest.mark.long
async def test_stalled(settings: Settings, database: Database, tmp_path: Path) -> None:
    """It keeps nobody waiting, hears of its gap, and is let go if it stays silent."""
    with serving(settings, tmp_path, TRR_SOCKET_IDLE_SECONDS="5") as served:
        async with client(served) as fast:
            await fast.ask("subscribe", topics=["catalog"])
            with stalled(served) as slow, stalled(served):
                await served.becomes("trr_feed_clients", 3)
                await tell(database, _EVENTS, fields=_LARGE)
                async with asyncio.timeout(5):
                    heard = [await fast.hear() for _ in range(_EVENTS)]
                cursors = [one["cursor"] for one in heard]
                assert cursors == sorted(set(cursors))
                await tell(database, 2)

                slowly = await asyncio.to_thread(until_resync, slow)
                places = [one["cursor"] for one in slowly]
                assert places == sorted(set(places))
                assert len(slowly) < _EVENTS
                gap = slowly[-3]
                assert gap["type"] == "resync"
                assert (gap["reason"], gap["topics"]) == ("overflow", ["catalog"])
                # Nothing is missing behind it.
                assert gap["cursor"] in cursors
                assert [one["cursor"] for one in slowly[-2:]] == [
                    *range(gap["cursor"] + 1, gap["cursor"] + 3)
                ]
                # The other one has not read to this moment.
                await served.becomes("trr_feed_clients", 1)
            assert len(await fast.rest()) == 2
        assert served.log == ""
