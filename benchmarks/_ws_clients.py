"""Many clients of the feed in one process: they check cursors and note the delays.

    python -m benchmarks._ws_clients PATH CLIENTS PORT [PORT ...]

A client upgrades to a WebSocket at PATH (`-`: it speaks to a raw server, where nothing
is upgraded), subscribes, and on a loss comes back to the next port, from its last
cursor. Lines on standard input: `report` (a line of JSON: what was received so far) and
`end`.

A minimal reader of frames, not a library: the measured machine runs this as well.
"""

import asyncio
import base64
import json
import os
import random
import resource
import struct
import sys
import time
from array import array
from dataclasses import dataclass, field

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_BACK_SECONDS = 0.2


@dataclass
class Tally:
    """What all clients of the process saw."""

    doubled: int = 0
    disordered: int = 0
    resyncs: int = 0
    losses: int = 0
    delays: "array[float]" = field(default_factory=lambda: array("d"))


class Client(asyncio.Protocol):
    """One client over all its connections."""

    def __init__(self, path: str, tally: Tally) -> None:
        self.tally = tally
        self.cursor: int | None = None
        self.received = 0
        self.is_subscribed = asyncio.Event()
        self.is_lost = asyncio.Event()
        self._path = path
        self._rest = b""
        self._is_open = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self._rest, self._is_open = transport, b"", self._path == "-"
        self.is_lost.clear()
        if self._is_open:
            self.is_subscribed.set()
            return
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: trr.v1.json\r\n\r\n"
            "".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the keeper know."""
        del exc
        self.is_lost.set()
        self.is_subscribed.clear()

    def data_received(self, data: bytes) -> None:
        """Read whole frames; a server's are unmasked."""
        rest = self._rest + data if self._rest else data
        if not self._is_open:
            head, found, rest = rest.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._upgraded(head)
        at, end = 0, len(rest)
        while end - at >= 2:
            size, start = rest[at + 1], at + 2
            if size == 126:
                if end - at < 4:
                    break
                size, start = int.from_bytes(rest[at + 2 : at + 4], "big"), at + 4
            if end - start < size:
                break
            self._frame(rest[at] & 15, rest[start : start + size])
            at = start + size
        self._rest = rest[at:]

    def _upgraded(self, head: bytes) -> None:
        assert self.transport is not None
        if b" 101 " not in head.partition(b"\r\n")[0]:
            self.transport.abort()
            return
        self._is_open = True
        wish: dict[str, object] = {"type": "subscribe", "topics": ["catalog"]}
        if self.cursor is not None:
            wish["since"] = self.cursor
        self._send(_TEXT, json.dumps(wish).encode())

    def _send(self, opcode: int, payload: bytes) -> None:
        assert self.transport is not None
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        size = (
            bytes([128 | len(payload)])
            if len(payload) < 126
            else b"\xfe" + struct.pack("!H", len(payload))
        )
        self.transport.write(bytes([128 | opcode]) + size + mask + masked)

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == _PING:
            self._send(_PONG, payload)
        elif opcode == _TEXT:
            if payload.startswith(b'{"type":"event","cursor":'):
                self._event(payload)
            else:
                self._other(json.loads(payload))

    def _event(self, payload: bytes) -> None:
        cursor = int(payload[25 : payload.index(b",", 25)])
        at = payload.index(b"sent:") + 5
        tally = self.tally
        tally.delays.append(time.time() - float(payload[at : at + 17]))
        if self.cursor is not None and cursor <= self.cursor:
            tally.doubled += cursor == self.cursor
            tally.disordered += cursor < self.cursor
            return
        self.cursor = cursor
        self.received += 1

    def _other(self, said: dict[str, object]) -> None:
        if said["type"] == "subscribed":
            if self.cursor is None:
                self.cursor = int(str(said["cursor"]))
            self.is_subscribed.set()
        elif said["type"] == "resync":
            self.tally.resyncs += 1


async def keep(client: Client, ports: list[int], turn: int) -> None:
    """Connect a client, again and again, to one port after the other."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            port = ports[turn % len(ports)]
            await loop.create_connection(lambda: client, "127.0.0.1", port)
            await client.is_lost.wait()
        except OSError:
            # Of a process that was killed: the next port is tried.
            pass
        client.tally.losses += 1
        turn += 1
        await asyncio.sleep(random.uniform(0, _BACK_SECONDS))


def report(clients: list[Client], tally: Tally) -> str:
    """Return what was seen so far as JSON; `counts` are the events of each client."""
    delays = sorted(tally.delays)
    said = {
        "events": sum(one.received for one in clients),
        "doubled": tally.doubled,
        "disordered": tally.disordered,
        "resyncs": tally.resyncs,
        "losses": tally.losses,
        "p50": delays[len(delays) // 2] if delays else 0,
        "p99": delays[len(delays) * 99 // 100] if delays else 0,
        "counts": [one.received for one in clients],
    }
    return json.dumps(said)


async def main(path: str, count: int, ports: list[int]) -> None:
    """Connect all, say so, and follow what is asked on standard input."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 200, _most_files()))
    tally = Tally()
    clients = [Client(path, tally) for _ in range(count)]
    tasks = []
    for number, client in enumerate(clients):
        tasks.append(asyncio.create_task(keep(client, ports, number)))
        if number % 50 == 49:
            await client.is_subscribed.wait()
    for client in clients:
        await client.is_subscribed.wait()
    print("ready", flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    while (line := (await lines.readline()).decode().split()) and line[0] != "end":
        print(report(clients, tally), flush=True)
    for task in tasks:
        task.cancel()


def _most_files() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), [int(p) for p in sys.argv[3:]]))
