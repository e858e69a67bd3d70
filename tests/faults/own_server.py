"""A Postgres of these tests' own: they stop it, kill it and let another take over.

It forgets nothing that was committed: what a crash would lose anyway is no finding.
Clients come through a passage, whose address stays while the server's changes.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGQUIT
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import SERVER_OPTIONS, TEMPLATE, ease_login, make_template
from tests.dumps import Connection
from tests.faults.background import in_background
from tests.faults.passage import Address, Passage, passage_to
from tests.guardian import guardian
from tests.memory import new_folder
from trr_backend.repositories.embedded import ensure_server, process, stop_server
from trr_backend.repositories.embedded.binaries import binaries_for
from trr_backend.repositories.embedded.layout import Layout, layout_of

_OPTIONS = {
    **SERVER_OPTIONS,
    "synchronous_commit": "on",
    "wal_level": "replica",
    "max_wal_senders": "4",
    # A new standby asks for a checkpoint and for this much.
    "min_wal_size": "32MB",
}
_PATIENCE_SECONDS = 30


@dataclass
class OwnServer:
    """A server in a home of its own, and the passage that clients take to it."""

    home: Path
    passage: Passage
    _guardians: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    _url: str = ""

    def start(self) -> None:
        """Start it where it is down, and let clients in."""
        self._url = ensure_server(self.home, _OPTIONS)
        with self.connected() as connection:
            ease_login(connection, self._url)
            make_template(connection, self._url)
        self.passage.lead_to(_address(self._url))

    def stop(self) -> None:
        """Let it end, whatever clients are at."""
        self.passage.is_shut = True
        stop_server(self.home)

    def crash(self) -> None:
        """End it as if the power was cut."""
        self.passage.shut()
        _crash(layout_of(self.home))

    def end_sessions(self) -> int:
        """End all connections to all databases; return how many that were."""
        with self.connected() as connection:
            ended = connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where pid <> pg_backend_pid() and backend_type = 'client backend'"
            ).fetchall()
        return len(ended)

    @contextmanager
    def standby(self) -> Iterator[Path]:
        """Yield the home of a server that has all that is committed here.

        Nothing is committed in the block before it has it, too.
        """
        home = new_folder("trr-faults-")
        self._guardians.append(guardian(home))
        layout = layout_of(home)
        layout.make_folder()
        _copy(self._url, layout)
        shutil.copy(layout_of(self.home).password, layout.password)
        _start_standby(layout)
        with self.connected() as connection:
            _wait_for_standby(connection)
            connection.execute("alter system set synchronous_standby_names = '*'")
            connection.execute("select pg_reload_conf()")
        yield home

    def fail_over(self, home: Path) -> None:
        """End this server for good; the standby takes its place, at its address."""
        self.crash()
        shutil.rmtree(layout_of(self.home).data)
        self.home = home
        with psycopg.connect(_standby_url(home), autocommit=True) as connection:
            connection.execute("alter system reset synchronous_standby_names")
            connection.execute("select pg_promote()")
        self.start()

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the name of a new migrated database.

        In the end the server is up again, whatever befell it in the block.
        """
        name = sql.Identifier(f"test_{uuid4().hex}")
        clone = sql.SQL("create database {} template {} strategy file_copy")
        with self.connected() as connection:
            connection.execute(clone.format(name, sql.Identifier(TEMPLATE)))
        try:
            yield name.as_string().strip('"')
        finally:
            self.passage.losses = 0
            self.start()
            with self.connected() as connection:
                drop = sql.SQL("drop database {} with (force)")
                connection.execute(drop.format(name))

    def connected(self, database: str = "postgres") -> Connection:
        """Open a connection that does not take the passage."""
        return psycopg.connect(self.url_of(database), autocommit=True)

    def url_of(self, database: str) -> str:
        """Return the URL of a database, at the server itself as it is now."""
        return self._url.replace("/postgres?", f"/{database}?")

    def end(self) -> None:
        """Take it away."""
        for one in self._guardians:
            one.communicate()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Yield a server that was started, with the migrated template of the tests."""
    home = new_folder("trr-faults-")
    with in_background(passage_to(("127.0.0.1", 0))) as passage:
        server = OwnServer(home, passage, [guardian(home)])
        try:
            server.start()
            yield server
        finally:
            server.end()


def through(url: str, passage: Passage) -> str:
    """Return the URL of the same database through the passage."""
    host, port = _address(url)
    return url.replace(f"@{host}:{port}/", f"@127.0.0.1:{passage.port}/")


def _address(url: str) -> Address:
    parts = conninfo_to_dict(url)
    return str(parts["host"]), int(str(parts["port"]))


def _crash(layout: Layout) -> None:
    postmaster = process.read_postmaster(layout)
    assert postmaster is not None
    os.kill(postmaster.pid, SIGQUIT)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.is_locked(layout):
        assert time.monotonic() < deadline, "the server does not end"
        time.sleep(0.01)


def _copy(url: str, layout: Layout) -> None:
    """Copy a running server's data for one that follows it from now on."""
    program = binaries_for(layout.account) / "pg_basebackup"
    layout.data.mkdir(mode=0o700)
    layout.account.give(layout.data)
    subprocess.run(
        [program, "-d", url, "-D", layout.data, "-R", "-c", "fast", "--no-sync"],
        check=True,
        capture_output=True,
        cwd="/",
        **layout.account.popen_arguments(),
    )


def _start_standby(layout: Layout) -> None:
    lock = process.try_lock(layout)
    assert lock is not None
    try:
        process.start(layout, binaries_for(layout.account), _OPTIONS, lock)
    finally:
        # The server has inherited the lock and keeps it.
        os.close(lock)


def _standby_url(home: Path) -> str:
    layout = layout_of(home)
    found = process.read_postmaster(layout)
    assert found is not None
    password = layout.password.read_text(encoding="utf-8")
    return f"postgresql://postgres:{password}@127.0.0.1:{found.port}/postgres"


def _wait_for_standby(connection: Connection) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    streaming = "select from pg_stat_replication where state = 'streaming'"
    while connection.execute(streaming).fetchone() is None:
        assert time.monotonic() < deadline, "no standby follows"
        time.sleep(0.02)
