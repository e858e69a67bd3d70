"""`trr serve`, run as a user runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from scripts.serve import _listen
from tests.open_folder import home, open_folder
from tests.project_files import ROOT
from trr_backend.repositories.embedded import stop_server

__all__ = ["home", "open_folder"]


def start(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """Start the command."""
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.serve", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[str]:
    """Yield the address, then expect Ctrl-C to end it well."""
    process = start("--port", "0", *arguments, **environment)
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(4)]
        base = lines[0].removeprefix("serving on ").strip()
        assert lines == [
            f"serving on {base}\n",
            f"  shows      {base}/\n",
            f"  API        {base}/api/v1/shows\n",
            f"  reference  {base}/docs and {base}/openapi.json\n",
        ]
        yield base
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def fails(*arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command that cannot serve; return its exit code and stderr."""
    process = start(*arguments, **environment)
    out, err = process.communicate(timeout=60)
    assert out == ""
    return process.returncode, err


def test_embedded(home: Path) -> None:
    """Without a database of one's own, one is started and brought up to date."""
    try:
        with serving(TRR_HOME=str(home)) as base:
            ready = httpx2.get(f"{base}/health/ready")
            shows = httpx2.get(f"{base}/api/v1/shows")
    finally:
        stop_server(home)
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    assert (shows.status_code, shows.json()["items"]) == (200, [])
    assert "server" not in shows.headers


def test_workers(database_url: str) -> None:
    """Several processes answer on one port."""
    with serving("--workers", "2", TRR_DATABASE_URL=database_url) as base:
        for _ in range(20):
            assert httpx2.get(f"{base}/health/ready").json() == {"status": "ok"}


def test_no_answer_waits_for_the_receipt_of_its_head() -> None:
    """A connection that is kept is no slower than a new one."""
    with (
        _listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_port_is_taken(database_url: str) -> None:
    """A busy port is one line and exit code 2, before anything is started."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, err = fails("--port", str(port), TRR_DATABASE_URL=database_url)
    assert code == 2
    assert err == (
        f"Error: 127.0.0.1:{port} cannot be served: address already in use; "
        "choose another --port\n"
    )


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
def test_host_is_not_ours(database_url: str, host: str) -> None:
    """An address of another machine is one line and exit code 2."""
    code, err = fails("--host", host, "--port", "0", TRR_DATABASE_URL=database_url)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith(f"Error: {host}:0 cannot be served: ")


def test_pending_migrations(empty_database_url: str) -> None:
    """A database of one's own is not migrated unasked."""
    code, err = fails("--port", "0", TRR_DATABASE_URL=empty_database_url)
    assert (code, err.count("\n")) == (2, 1)
    assert "run `trr db migrate` first" in err


def test_database_is_away() -> None:
    """A database that does not answer is one line and exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    code, err = fails(
        "--port", "0", TRR_DATABASE_URL=f"postgresql://u:secret@127.0.0.1:{port}/d"
    )
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("Error: the database cannot be reached: ")
    assert "secret" not in err


def test_keep_alive_does_not_hold_the_end_up(database_url: str) -> None:
    """Ctrl-C ends it at once though a client keeps its connection."""
    with httpx2.Client() as client:
        with serving(TRR_DATABASE_URL=database_url) as base:
            assert client.get(f"{base}/health/live").status_code == 200
            start_of_end = time.monotonic()
        assert time.monotonic() - start_of_end < 10
