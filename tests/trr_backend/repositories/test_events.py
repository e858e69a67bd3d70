"""The feed of changes, as a reader with a cursor sees it."""

import asyncio
import random
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from tests.seed_whole import seed_island
from trr_backend.models.changes import Change
from trr_backend.repositories import events
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.migrations import MIGRATIONS
from trr_backend.repositories.work import Work

_WRITERS = 40


class _GiveUpError(Exception):
    """A writer that changes its mind."""


async def test_no_event_appears_behind_a_cursor_that_was_read(
    database: Database,
) -> None:
    """Whoever asks for what came after the last number misses nothing, ever."""
    drawn = random.Random(7)
    written: list[UUID] = []
    gate = asyncio.Semaphore(6)

    async def write(number: int) -> None:
        show = uuid4()
        delays = drawn.uniform(0, 0.02), drawn.uniform(0, 0.02)
        async with gate:
            try:
                async with database.transaction() as tx:
                    await asyncio.sleep(delays[0])
                    await _emit(tx, show)
                    await asyncio.sleep(delays[1])
                    _give_up_on(number)
            except _GiveUpError:
                return
        written.append(show)

    writers = asyncio.gather(*(write(number) for number in range(_WRITERS)))
    seen: list[tuple[int, UUID]] = []
    while not writers.done():
        seen += await _read(database, seen[-1][0] if seen else 0)
    await writers
    seen += await _read(database, seen[-1][0] if seen else 0)

    assert [number for number, _ in seen] == sorted(number for number, _ in seen)
    assert sorted(show for _, show in seen) == sorted(written)
    assert len(written) == _WRITERS * 4 // 5
    async with database.transaction() as tx:
        cursor = await tx.execute("select count(*) from ops.events where seq is null")
        assert await cursor.fetchone() == (0,)


async def test_one_event_an_entity_names_all_its_fields(database: Database) -> None:
    """Two changes of an entity in a transaction are one event; a show is touched."""
    show, run = uuid4(), uuid4()
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.shows (id, name, updated_at) values (%s, 'A', 'epoch')",
            [show],
        )
        work = Work(tx, datetime.now(UTC))
        work.changes.add(Change("show", show, "created", "A", {"name": (None, "A")}))
        work.changes.add(Change("show", show, "updated", "A", {"genres": ([], ["B"])}))

        await events.emit(work, run)

    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select entity, entity_id, kind, fields, run_id from ops.events"
        )
        assert await cursor.fetchall() == [
            ("show", show, "created", ["genres", "name"], run)
        ]
        cursor = await tx.execute("select updated_at > '2000-01-01' from core.shows")
        assert await cursor.fetchone() == (True,)


@pytest.mark.direct
async def test_listeners_are_woken_when_an_event_is_there(database: Database) -> None:
    """The notification comes with the commit, not before."""
    async with database.reading() as listener:
        await listener.execute("listen trr_events")
        async with database.transaction() as tx:
            await _emit(tx, uuid4())
            assert [one async for one in listener.notifies(timeout=0.05)] == []
        got = [one.channel async for one in listener.notifies(timeout=5, stop_after=1)]
        await listener.execute("unlisten *")
    assert got == ["trr_events"]


def _give_up_on(number: int) -> None:
    if number % 5 == 0:
        raise _GiveUpError


async def test_old_events_are_given_their_show(database: Database) -> None:
    """Those from before events kept it: of a show, of its seasons and episodes."""
    (file,) = MIGRATIONS.glob("*_events_of_shows.sql")
    async with database.transaction() as tx:
        island = await seed_island(tx)
        told = {"show": island.show, "season": island.seasons[0]}
        told |= {"episode": island.episodes[0], "person": island.ann}
        for entity, entity_id in told.items():
            await tx.execute(
                "insert into ops.events (entity, entity_id, kind, fields) "
                "values (%s, %s, 'updated', '{}')",
                [entity, entity_id],
            )
    async with database.transaction() as tx:
        await tx.execute(file.read_bytes())
        cursor = await tx.execute("select entity, show_id from ops.events")
        assert dict(await cursor.fetchall()) == {
            "show": island.show,
            "season": island.show,
            "episode": island.show,
            "person": None,
        }


async def _emit(tx: Transaction, show: UUID) -> None:
    work = Work(tx, datetime.now(UTC))
    work.changes.add(Change("network", show, "updated", "A", {"name": ("B", "A")}))
    await events.emit(work, None)


async def _read(database: Database, after: int) -> list[tuple[int, UUID]]:
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select seq, entity_id from ops.events where seq > %s order by seq", [after]
        )
        return [(seq, entity) for seq, entity in await cursor.fetchall()]
