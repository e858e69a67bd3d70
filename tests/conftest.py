"""What tests share: one real PostgreSQL a run, one fresh database a test.

The server is the embedded one, started by the first test that needs it and shared by
all workers. A migrated database serves as template; a test gets a clone of it.
"""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from filelock import FileLock
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.aside import mark_aside
from tests.guardian import guardian
from tests.long_first import long_first
from tests.memory import new_folder
from tests.pooler import pooler, through
from tests.real_data import real_data
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, open_database
from trr_backend.repositories.embedded import ensure_server
from trr_backend.repositories.migrations import migrate

TEMPLATE = "trr_template"
# A crash loses nothing that anybody wants, and no database lives for long.
SERVER_OPTIONS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}
_HOME = pytest.StashKey[Path]()
_GUARDIAN = pytest.StashKey[subprocess.Popen[bytes]]()


class _Node(Protocol):
    """The part of pytest-xdist's worker controller that is used here."""

    config: pytest.Config
    workerinput: dict[str, object]


def pytest_configure(config: pytest.Config) -> None:
    """Choose the server's home in the controlling process, workers are told."""
    told: dict[str, object] | None = getattr(config, "workerinput", None)
    if told is not None:
        config.stash[_HOME] = Path(str(told["trr_home"]))
        return
    home = new_folder("trr-tests-")
    config.stash[_HOME] = home
    config.stash[_GUARDIAN] = guardian(home)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests; skip what reads recorded upstream data where there is none."""
    items[:] = long_first(items)
    mark_aside(items)
    if os.environ.get("TRR_TEST_POOLER"):
        _skip(items, "direct", "about connections that no pooler is between")
    folder = real_data()
    if not folder.is_dir():
        _skip(items, "real", f"no recorded data in {folder}; set TRR_REAL_DATA")


def _skip(items: list[pytest.Item], marker: str, reason: str) -> None:
    for item in items:
        if item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start two more than there are processors: tests wait for processes they start."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0)) + 2
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: _Node) -> None:
    """Tell a worker of pytest-xdist where the server's home is."""
    node.workerinput["trr_home"] = str(node.config.stash[_HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the guardian stop the server once the last worker is gone."""
    guardian = config.stash.get(_GUARDIAN, None)
    if guardian is not None:
        guardian.communicate()


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    # Commands that tests start would compile the whole project, each anew.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for name in os.environ.keys() - {"TRR_REAL_DATA", "TRR_FAULT_TABLE"}:
        if name.startswith(("TRR_", "TMDB_", "IMDB_", "FANDOM_", "AWS_", "PG")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of the run's PostgreSQL server, as its superuser."""
    home = request.config.stash[_HOME]
    with FileLock(home / "template.lock"):
        url = ensure_server(home, SERVER_OPTIONS)
        with psycopg.connect(url, autocommit=True) as connection:
            ease_login(connection, url)
            make_template(connection, url)
    return url


def ease_login(connection: psycopg.Connection[tuple[object, ...]], url: str) -> None:
    """Keep the password, hashed once instead of 4096 times: 3 ms a connection."""
    password = conninfo_to_dict(url)["password"]
    connection.execute("set scram_iterations = 1")
    connection.execute(
        sql.SQL("alter role current_user password {}").format(sql.Literal(password))
    )


def make_template(connection: psycopg.Connection[tuple[object, ...]], url: str) -> None:
    """Make the migrated database that others are clones of, where there is none."""
    known = connection.execute(
        "select from pg_database where datname = %s", [TEMPLATE]
    ).fetchone()
    if known is None:
        # Renamed when complete: a run that was cut short leaves no half template.
        connection.execute("create database trr_template_new")
        settings = Settings(
            _env_file=None, database_url=_with_name(url, "trr_template_new")
        )
        asyncio.run(_migrate(settings))
        connection.execute(f"alter database trr_template_new rename to {TEMPLATE}")


async def _migrate(settings: Settings) -> None:
    async with open_database(settings) as opened:
        await migrate(opened)


@contextmanager
def new_database(server_url: str, template: str) -> Iterator[str]:
    """Yield the URL of a clone of `template`; drop it afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    create = sql.SQL("create database {} template {} strategy file_copy")
    drop = sql.SQL("drop database {} with (force)")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            create.format(sql.Identifier(name), sql.Identifier(template))
        )
        yield _with_name(server_url, name)
        connection.execute(drop.format(sql.Identifier(name)))


def _with_name(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """Return the URL of a new database in which nothing was migrated."""
    with new_database(server_url, "template1") as url:
        yield url


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """Return the URL of a new migrated database."""
    with new_database(server_url, TEMPLATE) as url:
        yield url


@pytest.fixture(scope="session")
def pooler_port(request: pytest.FixtureRequest) -> Iterator[int | None]:
    """Return the port of this process's PgBouncer, where the run is to go through it.

    None without TRR_TEST_POOLER=1, which `make test-pooler` sets.
    """
    if not os.environ.get("TRR_TEST_POOLER"):
        yield None
        return
    server_url: str = request.getfixturevalue("server_url")
    with pooler(server_url) as port:
        yield port


@pytest.fixture
def settings(database_url: str, tmp_path: Path, pooler_port: int | None) -> Settings:
    """Return settings on a new database, an empty home and hardly any waiting.

    No answer is kept: rows that a test writes by itself tell nobody.
    """
    pooled = through(database_url, pooler_port) if pooler_port else database_url
    return Settings(
        _env_file=None,
        home=tmp_path / "trr-home",
        database_url=pooled,
        database_direct_url=database_url if pooler_port else None,
        cache_mb=0,
        wait_scale=0.01,
    )


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """Return a new migrated database, open."""
    async with open_database(settings) as opened:
        yield opened
