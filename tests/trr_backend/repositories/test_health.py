"""What a server says of itself, and a server that keeps silent in the middle."""

import time
import uuid

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from trr_backend.errors import DatabaseUnavailable, StorageError
from trr_backend.repositories import health
from trr_backend.repositories.health import BriefDatabase


@pytest.fixture
def brief(database_url: str) -> BriefDatabase:
    """The database, at which each question has half a second."""
    return BriefDatabase(database_url, cut_seconds=0.5)


async def test_a_question_that_takes_too_long_is_cut(brief: BriefDatabase) -> None:
    """The server is not asked to stop it: it may be frozen."""
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        async with brief.transaction() as tx:
            await tx.execute("select pg_sleep(30)")

    assert time.monotonic() - began < 3


async def test_what_is_refused_is_an_error_of_ours(brief: BriefDatabase) -> None:
    """Whoever asks needs to know nothing of the driver; a transaction is undone."""

    async def half() -> None:
        async with brief.transaction() as tx:
            await tx.execute("create table here (id int)")
            await tx.execute("select from not_there")

    with pytest.raises(StorageError, match="trr db migrate"):
        await half()
    async with brief.reading() as connection:
        cursor = await connection.execute("select to_regclass('here')")
        assert await cursor.fetchone() == (None,)


async def test_the_server(brief: BriefDatabase, database_url: str) -> None:
    """Its version, us, and what tells it from every other database."""
    found = await health.load_server(brief)
    again = await health.load_server(brief)

    assert (found.major, found.role, found.is_pooled, found.is_read_only) == (
        18,
        conninfo_to_dict(database_url)["user"],
        False,
        False,
    )
    assert (found.started_at, found.database) == (again.started_at, again.database)
    assert found.bytes > 1_000_000
    assert await health.hears(brief)


async def test_the_smallest_limit_counts(database_url: str) -> None:
    """What the role may have, where that is less than what the server has left."""
    role = f"role_{uuid.uuid4().hex}"
    create = "create role {} login password 'x' connection limit 3"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL(create).format(sql.Identifier(role)))
        theirs = BriefDatabase(make_conninfo(database_url, user=role, password="x"))
        async with theirs.reading() as tx:
            room = await health.load_room(tx)
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))

    assert (room.left, room.most) == (2, 300)
    assert room.taken >= 2


async def test_who_else_is_connected(database_url: str) -> None:
    """Others count, whoever asks does not."""
    before = await health.count_others(database_url)
    with psycopg.connect(database_url):
        assert await health.count_others(database_url) > 0
    assert before > 0
