"""The door to Postgres: transactions, rehearsals, and errors in our words."""

import asyncio
import time
from pathlib import Path

import psycopg
import pytest

from tests.open_folder import home, open_folder
from tests.shut import shut
from trr_backend.config import Settings
from trr_backend.errors import (
    ConfigError,
    Conflict,
    Contended,
    DatabaseUnavailable,
    Missing,
    StorageError,
)
from trr_backend.repositories import db
from trr_backend.repositories.database_url import database_url
from trr_backend.repositories.db import Database, open_database, rehearse
from trr_backend.repositories.embedded import stop_server

__all__ = ["home", "open_folder"]


def server_url(url: str) -> str:
    """Return the URL of the server's own database."""
    return psycopg.conninfo.make_conninfo(url, dbname="postgres")


async def _count(database: Database) -> int:
    async with database.transaction() as tx:
        cursor = await tx.execute("select count(*) from core.lists")
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def _insert(database: Database, key: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.lists (source, key, name) values ('test', %s, 'x')", [key]
        )


async def test_transaction_commits(database: Database) -> None:
    """What a transaction wrote is there for the next one."""
    await _insert(database, "a")
    assert await _count(database) == 1


async def test_transaction_rolls_back(database: Database) -> None:
    """An exception undoes what its transaction wrote, and goes on unchanged."""

    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.execute(
                "insert into core.lists (source, key, name) values ('t', 'k', 'x')"
            )
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await fail()
    assert await _count(database) == 0


async def test_rehearsal_leaves_nothing(database: Database) -> None:
    """A rehearsal sees its own writes, survives an error and leaves nothing."""
    async with rehearse(database) as stage:
        await _insert(stage, "a")
        with pytest.raises(Conflict):
            await _insert(stage, "a")
        await _insert(stage, "b")
        assert await _count(stage) == 2
    assert await _count(database) == 0


@pytest.mark.parametrize(
    ("statement", "kind", "message"),
    [
        (
            "insert into core.genres values (gen_random_uuid(), null, now())",
            StorageError,
            (
                'null value in column "name" of relation "genres" violates not-null '
                "constraint (SQLSTATE 23502)"
            ),
        ),
        (
            (
                "insert into core.lists (source, key, name) values ('a','b','c'), "
                "('a','b','c')"
            ),
            Conflict,
            'duplicate key value violates unique constraint "lists_source_key_key"',
        ),
        (
            (
                "insert into core.list_items (list_id, show_id, position) "
                "values (gen_random_uuid(), gen_random_uuid(), 1)"
            ),
            Missing,
            (
                'insert or update on table "list_items" violates foreign key '
                'constraint "list_items_list_id_fkey"'
            ),
        ),
        (
            "select * from core.nothing",
            StorageError,
            'relation "core.nothing" does not exist; run `trr db migrate` first',
        ),
        (
            "select pg_terminate_backend(pg_backend_pid())",
            DatabaseUnavailable,
            (
                "the database went away: terminating connection due to administrator "
                "command"
            ),
        ),
    ],
)
async def test_driver_errors_are_translated(
    database: Database, statement: str, kind: type[StorageError], message: str
) -> None:
    """Each refusal of Postgres becomes one line of the right kind."""

    async def run() -> None:
        async with database.transaction() as tx:
            await tx.execute(statement.encode())

    with pytest.raises(StorageError) as caught:
        await run()
    assert (type(caught.value), str(caught.value)) == (kind, message)


async def test_a_deadlock_is_a_contention(database: Database) -> None:
    """Of two that wait for each other one is told that others are writing."""
    for key in ("a", "b"):
        await _insert(database, key)
    locked = asyncio.Barrier(2)

    async def lock(*keys: str) -> str | None:
        try:
            async with database.transaction() as tx:
                await tx.execute("set local deadlock_timeout = '50ms'")
                for key in keys:
                    await tx.execute(
                        "update core.lists set name = 'y' where key = %s", [key]
                    )
                    if key == keys[0]:
                        await locked.wait()
        except Contended as error:
            return str(error)
        return None

    told = await asyncio.gather(lock("a", "b"), lock("b", "a"))

    assert sorted(told, key=str) == [
        None,
        "others are writing the same rows: deadlock detected; try again",
    ]


async def test_a_rehearsal_gives_way_to_who_writes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits some seconds for a lock, says why it ended, and goes on after it."""
    monkeypatch.setattr(
        db, "_REHEARSAL_LOCK_TIMEOUT", "set local lock_timeout = '50ms'"
    )
    async with rehearse(database) as stage:
        async with database.transaction() as tx:
            await tx.execute(
                "insert into core.lists (source, key, name) values ('test', 'a', 'x')"
            )
            with pytest.raises(Contended) as caught:
                await _insert(stage, "a")
        await _insert(stage, "b")
        assert await _count(stage) == 2
    assert str(caught.value) == (
        "another run is writing the same rows; let it end, then repeat the dry run"
    )


async def test_no_connection_says_why_without_secrets() -> None:
    """An address where nobody listens is named, the password is not."""
    url = "postgresql://me:s3cret@127.0.0.1:1/db"
    settings = Settings(_env_file=None, database_url=url)
    with pytest.raises(DatabaseUnavailable) as caught:
        async with open_database(settings):
            pass
    assert str(caught.value) == (
        "the database cannot be reached: connection failed: connection to server at "
        '"127.0.0.1", port 1 failed: Connection refused'
    )


async def test_restarted_embedded_server_is_found_again(home: Path) -> None:
    """A server that was stopped is started for the next transaction, at any port."""
    settings = Settings(_env_file=None, home=home, wait_scale=0.01)
    ask = b"select inet_server_port(), current_setting('data_directory')"
    answers = set()
    async with open_database(settings) as database:
        for stop in (lambda: None, lambda: stop_server(home)):
            await asyncio.to_thread(stop)
            async with database.transaction() as tx:
                answers.add(await (await tx.execute(ask)).fetchone())
    assert {row[1] for row in answers if row} == {str(home / "postgres" / "data")}
    assert len(answers) == 2


async def test_lost_server_is_named_after_a_while(database_url: str) -> None:
    """A server that stays away ends the wait for a connection with one line."""
    settings = Settings(_env_file=None, database_url=database_url, wait_scale=0)
    async with open_database(settings) as database:
        await _count(database)
        with shut(database_url), pytest.raises(DatabaseUnavailable) as caught:
            await _count(database)
    assert str(caught.value) == (
        "the database cannot be reached: couldn't get a connection after 2.00 sec"
    )


async def test_a_server_that_was_away_is_found_soon(database_url: str) -> None:
    """Who waits has a connection once there is one: pauses do not grow meanwhile."""
    settings = Settings(_env_file=None, database_url=database_url, wait_scale=0.01)
    async with open_database(settings) as database:
        await _count(database)
        with shut(database_url):
            waiting = asyncio.create_task(_count(database))
            # The pool's own tries are at 0, 1, 3 and 7 s.
            await asyncio.sleep(1.2)
        async with asyncio.timeout(0.7):
            assert await waiting == 0


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@[::1/db",
        "postgresql://me:s3@cret@127.0.0.1/db",
        "postgresql://me:s3@host:cret/db",
        "s3cret",
    ],
)
def test_unreadable_url_is_a_config_error_without_secrets(url: str) -> None:
    """A URL the driver would misread is refused without quoting it."""
    settings = Settings(_env_file=None, database_url=url)
    with pytest.raises(ConfigError) as caught:
        database_url(settings)
    assert str(caught.value) == (
        "TRR_DATABASE_URL cannot be read; it looks like "
        "postgresql://user:password@host:5432/name, with @ : / # ? % in the "
        "password written as %40 %3A %2F %23 %3F %25"
    )


async def test_connections_keep_no_session_state(
    database: Database, database_url: str
) -> None:
    """Repeated statements stay unnamed, so a transaction pooler may be in between."""
    for _ in range(12):
        await _count(database)
    async with database.transaction() as tx:
        cursor = await tx.execute("select count(*) from pg_prepared_statements")
        assert await cursor.fetchone() == (0,)
    with psycopg.connect(database_url) as other:
        states = other.execute(
            "select state from pg_stat_activity where datname = current_database() "
            "and pid <> pg_backend_pid() and backend_type = 'client backend'"
        ).fetchall()
    assert set(states) == {("idle",)}


async def test_a_reading_that_takes_too_long_is_ended(settings: Settings) -> None:
    """On the server, too: its connection is free for others at once."""
    async with open_database(settings, max_size=1, reading_seconds=0.1) as database:
        with pytest.raises(DatabaseUnavailable, match=r"took 0\.1 s and was ended"):
            async with database.reading() as tx:
                await tx.execute("select pg_sleep(30)")
        async with database.reading() as tx:
            cursor = await tx.execute(
                "select count(*) from pg_stat_activity where state = 'active' "
                "and query like '%pg_sleep%' and pid <> pg_backend_pid() "
                "and datname = current_database()"
            )
            assert await cursor.fetchone() == (0,)


@pytest.mark.direct
async def test_dead_connections_make_nobody_wait(
    database: Database, database_url: str
) -> None:
    """All that the server ended while they were idle are replaced at once."""
    await _fill_pool(database)
    with psycopg.connect(database_url, autocommit=True) as other:
        ended = other.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where "
            "datname = current_database() and pid <> pg_backend_pid()"
        ).fetchall()
    assert len(ended) == 8

    began = time.monotonic()
    await _fill_pool(database)
    assert time.monotonic() - began < 1


async def _fill_pool(database: Database) -> None:
    """Use as many connections at once as the pool has."""
    together = asyncio.Barrier(8)

    async def use() -> None:
        async with database.transaction() as tx:
            await tx.execute("select 1")
            await together.wait()

    await asyncio.gather(*(use() for _ in range(8)))


async def test_a_cancellation_is_not_lost_while_a_connection_is_handed_over(
    settings: Settings,
) -> None:
    """Whenever it comes; and the connection goes back to the pool."""
    async with open_database(settings, max_size=1) as database:

        async def read() -> None:
            async with database.reading():
                await asyncio.sleep(5)

        for steps in range(8):
            async with database.reading():
                task = asyncio.create_task(read())
                await asyncio.sleep(0.01)
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            done, _ = await asyncio.wait([task], timeout=1)
            assert [one.cancelled() for one in done] == [True], steps
