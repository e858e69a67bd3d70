"""`trr serve`, run as a user runs it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

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
        with serving("--no-worker", TRR_HOME=str(home)) as base:
            ready = httpx2.get(f"{base}/health/ready")
            shows = httpx2.get(f"{base}/api/v1/shows")
    finally:
        stop_server(home)
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    assert (shows.status_code, shows.json()["items"]) == (200, [])
    assert "server" not in shows.headers


def children(pid: int) -> dict[int, str]:
    """Return the processes that one has started, and what they are."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(one): _command(int(one)) for one in told}


def _command(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return words[2].decode() if len(words) > 2 else ""


def until(condition: Callable[[], object]) -> None:
    """Wait for something that is about to be so."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_workers(database_url: str, tmp_path: Path) -> None:
    """Several answer on one port; who is killed is replaced, and none outlives it."""
    # One that is killed leaves its folder behind.
    where = {"TRR_DATABASE_URL": database_url, "TMPDIR": str(tmp_path)}
    process = start("--port", "0", "--workers", "2", **where)
    assert process.stdout is not None
    base = process.stdout.readline().removeprefix("serving on ").strip()

    def processes() -> list[str]:
        return sorted(children(process.pid).values())

    def figure(name: str) -> float:
        told = httpx2.get(f"{base}/metrics").text
        return sum(
            float(line.split()[1])
            for line in told.splitlines()
            if line.startswith(name)
        )

    whole = ["scripts._server", "scripts._server", "scripts.worker"]
    until(lambda: processes() == whole)
    for _ in range(20):
        assert httpx2.get(f"{base}/health/ready").json() == {"status": "ok"}
    until(lambda: figure("trr_http_requests_total") >= 20)

    killed = next(
        pid for pid, name in children(process.pid).items() if name == whole[0]
    )
    os.kill(killed, signal.SIGKILL)
    until(lambda: processes() == whole and killed not in children(process.pid))
    assert figure("trr_http_requests_total") >= 20
    until(lambda: figure("trr_processes ") == 2)

    last = children(process.pid)
    process.kill()
    _, err = process.communicate(timeout=30)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in last))
    assert re.fullmatch(
        r"\S+ WARNING scripts._supervisor: process \d of the API ended and is started "
        r"again exit_code=-9 wait_seconds=0.5\n",
        err,
    )


@contextmanager
def waiting(
    database_url: str,
) -> Iterator[
    tuple[
        "subprocess.Popen[str]",
        str,
        "psycopg.Connection[tuple[object, ...]]",
        "Future[int]",
    ]
]:
    """Yield a server, where it is, who locks a table, and the answer that waits."""
    process = start("--port", "0", "--no-worker", TRR_DATABASE_URL=database_url)
    assert process.stdout is not None
    base = process.stdout.readline().removeprefix("serving on ").strip()
    ready = f"{base}/health/ready"
    with (
        psycopg.connect(database_url) as other,
        httpx2.Client() as kept,
        ThreadPoolExecutor() as pool,
    ):
        # A connection that is kept holds nothing up.
        assert kept.get(ready).status_code == 200
        other.execute("lock table supabase_migrations.schema_migrations")
        answer = pool.submit(lambda: httpx2.get(ready).status_code)
        waits = "select count(*) from pg_locks where not granted"
        until(lambda: other.execute(waits).fetchone() == (1,))
        yield process, base, other, answer


def test_requests_in_flight_finish(database_url: str) -> None:
    """At the end clients are told to come back, and whoever waits is answered first."""
    with waiting(database_url) as (process, base, other, answer):
        where = base.replace("http", "ws") + "/api/v1/ws"
        with (
            connect(where, subprotocols=[Subprotocol("trr.v1.json")]) as client,
            httpx2.stream("GET", f"{base}/api/v1/changes/stream") as stream,
        ):
            process.terminate()
            with pytest.raises(ConnectionClosed) as closed:
                client.recv(timeout=5)
            assert len(stream.read()) < 1000
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert re.fullmatch(r"reconnect in \d+ ms", closed.value.rcvd.reason)
        assert (answer.done(), process.poll()) == (False, None)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{base}/health/live")
        other.rollback()
        assert answer.result() == 200
        rest = process.communicate(timeout=10)
    assert (process.returncode, rest[1]) == (0, "")


def test_a_second_signal_ends_it_at_once(database_url: str) -> None:
    """Whoever cannot wait need not."""
    with waiting(database_url) as (process, _, _, answer):
        process.terminate()
        time.sleep(0.2)
        began = time.monotonic()
        process.terminate()
        process.communicate(timeout=10)
        assert process.returncode == 1
        assert time.monotonic() - began < 2
        assert isinstance(answer.exception(), httpx2.TransportError)


def test_no_answer_waits_for_the_receipt_of_its_head() -> None:
    """A connection that is kept is no slower than a new one."""
    with (
        _listen("127.0.0.1", 0, 60) as listener,
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
