"""The feed over WebSockets: what a frame costs, how late it comes, and none is lost.

Servers, clients and the peer are processes of their own; what is counted is the CPU of
the server's process (user and system) by frame. The peer frames an event once and
writes it to every transport: the floor of anything on asyncio. One client of ours reads
nothing at all: its buffers and its mailbox are full before the others come. Events
have 1 KB, and are rows written by a transaction each.

    python -m benchmarks.ws [--clients 1000 5000] [--events 90] [--frames 16000]

Then two API processes on one database, with all clients spread over them: one process
is killed (-9) in the middle, and the connection on which the other one listens is ended
by the database, both while events are written.
"""

import argparse
import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benchmarks._installation import new_installation
from benchmarks._ws_events import Writer, message, paced
from benchmarks._ws_processes import (
    Process,
    asked,
    clients,
    cpu_seconds,
    kill,
    memory_mb,
    module,
    said,
    served,
    tell,
)
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.migrations import migrate

PATH = "/api/v1/ws"
UPGRADE = (
    f"GET {PATH} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)
SUBSCRIBE = b'{"type":"subscribe","topics":["catalog"]}'
HEADS = ("", "us a frame", "x raw", "p50 ms", "p99 ms", "lost", "doubled", "disordered")


@dataclass(frozen=True)
class Told:
    """What became of some events; `cpu_us` is the server's by frame."""

    cpu_us: float
    lost: int
    report: dict[str, float]


def settled(listening: Process, events: int) -> Told:
    """Wait until every client has all events, or until nothing more comes."""
    before = -1
    while True:
        time.sleep(1)
        report = json.loads(asked(listening, "report"))
        counts = report.pop("counts")
        lost = sum(events - count for count in counts)
        if not lost or report["events"] == before:
            return Told(0, lost, report)
        before = report["events"]


def measured(
    server: Process, listening: Process, events: int, write: Callable[[], None]
) -> Told:
    """Return what became of events, and what they cost the server."""
    begin = cpu_seconds(server.pid)
    write()
    told = settled(listening, events)
    cpu = cpu_seconds(server.pid) - begin
    return replace(told, cpu_us=cpu * 1e6 / told.report["events"])


def raw(count: int, events: int, rate: float) -> Told:
    """Measure the peer, whose clients all read."""
    with (
        module("benchmarks._ws_raw") as server,
        clients("-", count, int(said(server))) as listening,
    ):
        # Those that wait to be accepted are connected already.
        time.sleep(1)

        def write() -> None:
            for number, _ in enumerate(paced(events, rate), 1):
                tell(server, message(number))

        return measured(server, listening, events, write)


def ours(
    settings: Settings, count: int, events: int, rate: float
) -> tuple[Told, float]:
    """Measure the API with one more client that reads nothing; and KB a client."""
    with (
        served(settings) as (server, port),
        Writer(settings) as writer,
        stalled(port),
    ):
        writer.fill()
        bare = memory_mb(server.pid)
        with clients(PATH, count, port) as listening:
            each = (memory_mb(server.pid) - bare) * 1024 / count
            told = measured(
                server, listening, events, lambda: writer.write(events, rate)
            )
            return told, each


@contextlib.contextmanager
def stalled(port: int) -> Iterator[None]:
    """Have a client that follows everything and reads nothing."""
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.connect(("127.0.0.1", port))
        opened.sendall(UPGRADE.encode())
        opened.recv(4096)
        # Masked with zeros.
        head = bytes([0x81, 0x80 | len(SUBSCRIBE), 0, 0, 0, 0])
        opened.sendall(head + SUBSCRIBE)
        opened.recv(4096)
        yield


def broken(settings: Settings, count: int, events: int, rate: float) -> Told:
    """Kill one of two API processes, then the other's listening connection."""
    with (
        served(settings) as (victim, first),
        served(settings) as (server, second),
        clients(PATH, count, first, second) as listening,
        Writer(settings) as writer,
    ):

        def write() -> None:
            writer.write(events // 3, rate)
            kill(victim)
            writer.write(events // 3, rate)
            print(f"listening connections ended: {writer.end_listeners()}")
            writer.write(events - 2 * (events // 3), rate)

        return measured(server, listening, events, write)


async def prepare(settings: Settings) -> None:
    """Bring the database up to date."""
    async with open_database(settings) as database:
        await migrate(database)


def row(name: str, told: Told, floor: float) -> None:
    """Print a line of the table."""
    report = told.report
    figures = (
        f"{told.cpu_us:.1f}",
        f"{told.cpu_us / floor:.1f}",
        f"{report['p50'] * 1000:.0f}",
        f"{report['p99'] * 1000:.0f}",
        told.lost,
        report["doubled"],
        report["disordered"],
    )
    print(f"{name:28}" + "".join(f"{figure!s:>12}" for figure in figures), flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--events", type=int, default=90)
    parser.add_argument("--frames", type=int, default=16_000, help="a second")
    given = parser.parse_args()
    print(f"{'':28}" + "".join(f"{head:>12}" for head in HEADS[1:]))
    for count in given.clients:
        rate = given.frames / count
        floor = raw(count, given.events, rate)
        row(f"{count} clients, raw", floor, floor.cpu_us)
        with new_installation() as settings:
            asyncio.run(prepare(settings))
            told, each = ours(settings, count, given.events, rate)
            row(f"{count} clients, one stalled", told, floor.cpu_us)
            told = broken(settings, count, given.events, rate)
            row(f"{count} clients, two kills", told, floor.cpu_us)
            lost = f"{told.report['losses']:.0f} connections lost"
            print(f"{each:.1f} KB of memory a client; {lost}")


if __name__ == "__main__":
    main()
