"""The processes of the measurement of sockets: what they are told, what they take."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url

Process = subprocess.Popen[str]


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
    """Return the CPU that the threads of a process took, user and system.

    In nanoseconds: ticks of a hundredth of a second are too coarse for a small run.
    """
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


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


def kill(server: Process) -> None:
    """Kill the process that answers (-9): the command has it as a child, or is it."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    for pid in [*map(int, children.split()), server.pid]:
        os.kill(pid, signal.SIGKILL)
