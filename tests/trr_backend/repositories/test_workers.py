"""Seats of workers: a name is one's, and who is fenced off opens no session."""

import psycopg
import pytest

from trr_backend.config import Settings
from trr_backend.errors import DatabaseUnavailable, Fenced, StorageError
from trr_backend.models.tasks import Seat
from trr_backend.repositories import workers
from trr_backend.repositories.db import Database, Session, Transaction, open_database
from trr_backend.repositories.direct import Line, open_line

pytestmark = pytest.mark.direct


async def _sit(line: Line, name: str | None) -> Seat:
    return await workers.sit(
        line.connection, name, version="1", queues=["shows"], concurrency=3
    )


async def test_a_name_is_one_workers(settings: Settings) -> None:
    """Another gets the next name of the machine, or hears that it is taken."""
    async with (
        open_line(settings, start=False) as one,
        open_line(settings, start=False) as two,
    ):
        first, second = await _sit(one, None), await _sit(two, None)
        assert (first.name[-2:], second.name[-2:]) == ("-1", "-2")
        with pytest.raises(StorageError, match="TRR_WORKER_NAME or --name"):
            await _sit(two, first.name)
        assert await workers.load_most_at_once(one.connection) == 3
        assert await workers.is_anyone_there(one.connection)
        await workers.leave(one.connection, first)
        await workers.leave(two.connection, second)
        assert not await workers.is_anyone_there(one.connection)


async def test_who_begins_again_is_another_epoch(settings: Settings) -> None:
    """The session of a dead process ends with it, so its name is free at once."""
    async with open_line(settings, start=False) as line:
        first = await _sit(line, "night")
    async with open_line(settings, start=False) as line:
        again = await _sit(line, "night")
        assert (first.epoch, again.epoch) == (1, 2)
        with pytest.raises(Fenced):
            await workers.beat(line.connection, first)
        await workers.beat(line.connection, again)


async def test_the_name_of_a_host_that_is_gone_can_be_had(settings: Settings) -> None:
    """The server would take its session for alive for hours: it is ended."""
    async with (
        open_line(settings, start=False) as gone,
        open_line(settings, start=False) as line,
    ):
        await _sit(gone, "night")
        await line.connection.execute(
            "update ops.workers set seen_at = now() - interval '1 min'"
        )
        assert await _sit(line, "night") == Seat("night", 2)
        with pytest.raises(psycopg.OperationalError):
            await gone.connection.execute("select")


async def test_who_is_fenced_off_writes_nothing(
    settings: Settings, database: Database
) -> None:
    """Its sessions are ended, and no new one passes the check."""
    async with open_line(settings, start=False) as line:
        seat = await _sit(line, "frozen")

    async def check(connection: Transaction) -> None:
        await workers.check(connection, seat)

    session = Session(workers.session_name(seat), check)
    fenced = False
    async with open_database(settings, session=session) as theirs:
        async with theirs.transaction() as tx:
            await tx.execute("insert into ops.limits values ('before', now())")
        async with database.transaction() as tx:
            assert await workers.load_others(tx, seat) == {}
            others = await workers.load_others(tx, Seat("me", 1))
            assert [*others] == [seat]
            await workers.beat(tx, seat)
            assert not await workers.fence(tx, seat, others[seat])
            others = await workers.load_others(tx, Seat("me", 1))
            fenced = await workers.fence(tx, seat, others[seat])
        async with database.transaction() as tx:
            assert await workers.end_sessions(tx, seat) > 0
        with pytest.raises(DatabaseUnavailable):
            async with theirs.transaction() as tx:
                await tx.execute("insert into ops.limits values ('after', now())")
    assert fenced
    async with database.transaction() as tx:
        cursor = await tx.execute("select upstream from ops.limits")
        assert await cursor.fetchall() == [("before",)]


async def test_sessions_of_other_installations_are_left_alone(
    settings: Settings, database: Database, server_url: str
) -> None:
    """On one server, in another database, a worker may have the same name."""
    seat = Seat("night", 7)
    name = workers.session_name(seat)
    async with (
        await Transaction.connect(server_url, application_name=name) as elsewhere,
        open_database(settings, session=Session(name, _pass)) as theirs,
        theirs.transaction() as tx,
        database.transaction() as ours,
    ):
        assert await workers.end_sessions(ours, Seat("night", 9)) > 0
        await elsewhere.execute("select")
        with pytest.raises(psycopg.OperationalError):
            await tx.execute("select")


async def test_who_is_fenced_off_is_so_until_it_is_buried(database: Database) -> None:
    """Whoever finds it silent may die before others have what it had in hand."""
    dead, me = Seat("dead", 1), Seat("me", 1)
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.workers (name, host, pid, version, queues, concurrency)"
            " values ('dead', 'here', 1, '1', '{}', 1)"
        )
        seen_at = (await workers.load_others(tx, me))[dead]
        assert await workers.fence(tx, dead, seen_at)
        assert await workers.load_others(tx, me) == {Seat("dead", 2): seen_at}
        await workers.bury(tx, dead)
        assert await workers.load_others(tx, me) == {Seat("dead", 2): seen_at}
        await workers.bury(tx, Seat("dead", 2))
        assert await workers.load_others(tx, me) == {}


def test_a_session_has_a_name_that_fits() -> None:
    """The server cuts it at 63 bytes, and rewrites what is no ASCII."""
    assert workers.session_name(Seat("w" * 40, 123)) == "trr 123 " + "w" * 40
    long = {workers.session_name(Seat("w" * 70 + end, 10**17)) for end in "12é"}
    assert len(long) == 3
    assert max(len(name) for name in long) <= 63
    assert all(name.isascii() for name in long)


async def _pass(_: Transaction) -> None:
    """Let every session through."""
