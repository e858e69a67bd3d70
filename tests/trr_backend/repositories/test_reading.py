"""Reads without a transaction around them, on connections that may have died."""

import psycopg
import pytest

from trr_backend.errors import StorageError
from trr_backend.repositories.db import Database, rehearse


async def test_statements_stand_alone(database: Database) -> None:
    """What one statement begins, the next does not see: each is its own transaction."""
    async with database.reading() as connection:
        for _ in range(2):
            cursor = await connection.execute(
                "select set_config('trr.seen', 'yes', true), "
                "current_setting('trr.seen', true)"
            )
            assert await cursor.fetchone() is not None
            later = await connection.execute("select current_setting('trr.seen', true)")
            assert await later.fetchone() in {(None,), ("",)}


async def test_a_dead_connection_is_replaced(
    database: Database, server_url: str
) -> None:
    """Connections that the server ended while idle are noticed before they are used."""
    for _ in range(3):
        async with database.reading() as connection:
            cursor = await connection.execute("select pg_backend_pid()")
            row = await cursor.fetchone()
        assert row is not None
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s, 5000)", [row[0]])


async def test_errors_are_ours(database: Database) -> None:
    """What Postgres refuses is raised as in a transaction."""
    with pytest.raises(StorageError, match="run `trr db migrate` first"):
        async with database.reading() as connection:
            await connection.execute("select from core.no_such_table")


async def test_rehearsal_reads_what_it_wrote(database: Database) -> None:
    """In a rehearsal, reads see its own writes."""
    async with rehearse(database) as stage:
        async with stage.transaction() as tx:
            await tx.execute("insert into core.shows (name) values ('A Show')")
        async with stage.reading() as connection:
            cursor = await connection.execute("select name from core.shows")
            assert await cursor.fetchall() == [("A Show",)]
