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
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import psycopg

from benchmarks._installation import new_installation
from trr_backend.config import Settings
from trr_backend.repositories.db import database_url, open_database
from trr_backend.repositories.migrations import migrate

PATH = "/api/v1/ws"
TICKS = os.sysconf("SC_CLK_TCK")
Process = subprocess.Popen[str]
WRITE = """
insert into ops.events (entity, entity_id, kind, fields)
values ('network', gen_random_uuid(), 'updated', %s)
"""
FILL = """
insert into ops.events (entity, entity_id, kind, fields)
select 'network', gen_random_uuid(), 'updated', array[repeat('x', 8000)]
from generate_series(1, 900)
"""
UPGRADE = (
    f"GET {PATH} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)
SUBSCRIBE = b'{"type":"subscribe","topics":["catalog"]}'
END_LISTENERS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and query ~ 'ops.feed'
"""
HEADS = ("", "us a frame", "x raw", "p50 ms", "p99 ms", "lost", "doubled", "disordered")


@dataclass(frozen=True)
class Told:
    """What became of some events; `cpu_us` is the server's by frame."""

    cpu_us: float
    lost: int
    report: dict[str, float]


@contextlib.contextmanager
def module(name: str, *arguments: str, **environment: str) -> Iterator[Process]:
    """Run a module as a process that ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", name, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[tuple[Process, int]]:
    """Run an API process; yield it and its port."""
    with module(
        "scripts.serve",
        *("--port", "0", "--no-worker"),
        TRR_HOME=str(settings.home_path),
        TRR_DATABASE_URL=database_url(settings),
        TRR_SOCKET_CLIENTS_PER_ADDRESS="100000",
        TRR_RATE_LIMIT="none",
    ) as process:
        line = said(process)
        yield process, int(line.rpartition(":")[2])


@contextlib.contextmanager
def clients(path: str, count: int, *ports: int) -> Iterator[Process]:
    """Run so many clients; yield when all have subscribed."""
    with module(
        "benchmarks._ws_clients", path, str(count), *map(str, ports)
    ) as process:
        assert said(process) == "ready"
        yield process


def said(process: Process) -> str:
    """Return the next line that a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: Process, line: str) -> None:
    """Send a line to a process."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def asked(process: Process, line: str) -> str:
    """Send a line to a process, return its answer."""
    tell(process, line)
    return said(process)


def cpu_seconds(pid: int) -> float:
    """Return the CPU that a process took, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> float:
    """Return the memory that a process has for itself."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return (
        sum(
            int(line.split()[1])
            for line in text.splitlines()
            if line.startswith(("Private_Clean", "Private_Dirty"))
        )
        / 1024
    )


def stamp() -> str:
    """Return when it is, as the clients look for it, so that an event has 1 KB."""
    return f"sent:{time.time():017.6f} {'x' * 740}"


class Writer:
    """Writes events at a rate, each in a transaction."""

    def __init__(self, settings: Settings) -> None:
        self._connection = psycopg.connect(database_url(settings), autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def write(self, count: int, rate: float) -> None:
        """Write so many, so many a second."""
        for _ in paced(count, rate):
            self._connection.execute(WRITE, [[stamp()]])

    def fill(self) -> None:
        """Write more than the buffers of a client hold, and let it be told."""
        self._connection.execute(FILL)
        time.sleep(2)

    def end_listeners(self) -> int:
        """End the connections that listen; return how many."""
        row = self._connection.execute(END_LISTENERS).fetchone()
        return row[0] if row else 0


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


def kill(server: Process) -> None:
    """Kill the process that answers (-9): the command has it as a child, or is it."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    for pid in [*map(int, children.split()), server.pid]:
        os.kill(pid, signal.SIGKILL)


async def prepare(settings: Settings) -> None:
    """Bring the database up to date."""
    async with open_database(settings) as database:
        await migrate(database)


def message(number: int) -> str:
    """Return what the API would say, for the peer."""
    event = {
        "cursor": number,
        "entity": "network",
        "id": str(uuid.uuid4()),
        "kind": "updated",
        "fields": [stamp()],
        "show_id": None,
        "run_id": None,
        "at": "2026-11-23T00:00:00.000000Z",
    }
    return json.dumps({"type": "event", **event}, separators=(",", ":"))


def paced(count: int, rate: float) -> Iterator[int]:
    """Yield so many times, so often a second."""
    begin = time.monotonic()
    for number in range(count):
        yield number
        time.sleep(max(0, begin + (number + 1) / rate - time.monotonic()))


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
