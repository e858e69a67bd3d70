"""Two shows that are one: merged, chained, undone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.dumps import differences, dump
from tests.seed import Seeded, seed_show
from trr_backend.config import Settings
from trr_backend.errors import Contended, InputError, StorageError
from trr_backend.models.selection import ShowRef
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import events, merging, resolving, shows
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.work import Work

NOW = datetime(2026, 1, 2, tzinfo=UTC)
# A person's word and the feed tell of what was done; the rest is as it was.
_TOLD = {"ops.merges", "ops.events", "ops.review_items"}


async def test_a_merged_show_leads_to_the_survivor(database: Database) -> None:
    """By its id, its slug and its upstream ids; it is told of in the feed."""
    async with database.transaction() as tx:
        one, two = await _seed(tx, 1, 2)
        work = Work(tx, NOW)
        await merging.merge(work, one, two, "the same")
        await events.emit(work, None)
        found = [await _find(tx, ref) for ref in (str(one), "show-1", "tmdb:1")]
        cursor = await tx.execute(
            "select id, superseded_at is null from core.external_ids"
            " where entity = 'show' and source = 'tmdb' and entity_id = %s order by id",
            [two],
        )
        ids = await cursor.fetchall()
        cursor = await tx.execute(
            "select entity_id, kind, fields from ops.events order by id"
        )
        told = await cursor.fetchall()
    assert found == [two] * 3
    assert ids == [("1", False), ("2", True)]
    assert told == [(one, "merged", ["id"]), (two, "updated", ["external_ids"])]


async def test_unmerging_restores_everything(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Ids, list places, marks and redirects are as they were before."""
    async with database.transaction() as tx:
        one, two = await _seed(tx, 1, 2)
        await _list(tx, "a", one)
        await _list(tx, "both", one, two)
        await _list(tx, "lost", one, two)
        await tx.execute(
            "update core.list_items set missing_since = now() where show_id = %s"
            " and list_id = (select id from core.lists where key = 'lost')",
            [two],
        )
        await tx.execute(
            "insert into core.redirects (entity, from_id, to_id, reason)"
            " values ('show', %s, %s, 'a stub')",
            [uuid4(), one],
        )
    before = _dump(settings, tmp_path)
    async with database.transaction() as tx:
        await merging.merge(Work(tx, NOW), one, two, "the same")
        cursor = await tx.execute(
            "select l.key, i.missing_since from core.list_items i"
            " join core.lists l on l.id = i.list_id where i.show_id = %s order by 1",
            [two],
        )
        assert await cursor.fetchall() == [("a", None), ("both", None), ("lost", None)]
    assert {"core.shows", "core.external_ids"} < _changed(before, settings, tmp_path)

    await _unmerge(database, f"{one}")

    assert _changed(before, settings, tmp_path) <= _TOLD


async def test_chains_end_at_the_last_survivor(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """A into B into C leads to C, whichever is undone first."""
    async with database.transaction() as tx:
        ids = await _seed(tx, 1, 2, 3)
    before = _dump(settings, tmp_path)
    for order in ((0, 1), (1, 0)):
        async with database.transaction() as tx:
            for index in (0, 1):
                await merging.merge(Work(tx, NOW), ids[index], ids[index + 1], "same")
            assert [await _find(tx, f"tmdb:{n}") for n in (1, 2, 3)] == [ids[2]] * 3
            assert [await _find(tx, str(one)) for one in ids] == [ids[2]] * 3
        await _unmerge(database, f"tmdb:{order[0] + 1}")
        async with database.transaction() as tx:
            found = [await _find(tx, str(one)) for one in ids]
        expected = {0: [ids[0], ids[2], ids[2]], 1: [ids[1], ids[1], ids[2]]}
        assert found == expected[order[0]]
        await _unmerge(database, f"tmdb:{order[1] + 1}")
        assert _changed(before, settings, tmp_path) <= _TOLD


async def test_a_chain_cannot_become_a_ring(database: Database) -> None:
    """What is merged already is found as its survivor, and is not merged by its id."""
    async with database.transaction() as tx:
        one, two = await _seed(tx, 1, 2)
        await merging.merge(Work(tx, NOW), one, two, "same")
        assert await _find(tx, str(one)) == two
        with pytest.raises(InputError, match="one show already"):
            await merging.merge(Work(tx, NOW), two, two, "same")
        with pytest.raises(Contended):
            await merging.merge(Work(tx, NOW), two, one, "same")


async def test_details_are_not_merged_into_a_wish(database: Database) -> None:
    """The other way round they are."""
    async with database.transaction() as tx:
        (one,) = await _seed(tx, 1)
        wish = uuid4()
        await shows.create(Work(tx, NOW), wish, "A wish", "list")
        with pytest.raises(InputError, match="other way round"):
            await merging.merge(Work(tx, NOW), one, wish, "same")
        await merging.merge(Work(tx, NOW), wish, one, "same")
        assert await _find(tx, str(wish)) == one


async def test_what_a_person_decided_of_a_pair_is_not_asked(
    database: Database,
) -> None:
    """Neither while they are merged nor after it was undone, from either side."""
    async with database.transaction() as tx:
        one, two = await _seed(tx, 1, 2)
        work = Work(tx, NOW)
        await _ask(work, two, "1")
        await merging.merge(work, one, two, "same")
        await _ask(work, two, "1")
        assert len(work.notes) == 1
    await _unmerge(database, "tmdb:1")
    async with database.transaction() as tx:
        work = Work(tx, NOW)
        await _ask(work, two, "1")
        await _ask(work, one, "2")
        cursor = await tx.execute("select decision -> 'same' from ops.review_items")
        assert (work.notes, await cursor.fetchall()) == ([], [(False,)])


async def test_a_wish_with_others_merged_into_it_can_be_absorbed(
    database: Database,
) -> None:
    """They lead on to whoever absorbs it."""
    async with database.transaction() as tx:
        (series,) = await _seed(tx, 1)
        first, second = uuid4(), uuid4()
        for wish in (first, second):
            await shows.create(Work(tx, NOW), wish, "A wish", "list")
        await merging.merge(Work(tx, NOW), first, second, "same")
        await resolving.absorb_stub(Work(tx, NOW), second, series, "list")
        assert await _find(tx, str(first)) == series
        cursor = await tx.execute("select merged_into from core.shows order by 1")
        assert await cursor.fetchall() == [(series,), (None,)]


async def test_two_merges_at_once_leave_one(database: Database) -> None:
    """A into B and B into A: one happens, the other says that it is too late."""
    async with database.transaction() as tx:
        one, two = await _seed(tx, 1, 2)

    async def merge(first: UUID, second: UUID) -> str:
        try:
            async with database.transaction() as tx:
                await merging.merge(Work(tx, NOW), first, second, "same")
        except StorageError as error:
            return type(error).__name__
        return "merged"

    outcomes = await asyncio.gather(merge(one, two), merge(two, one))
    assert sorted(outcomes) == ["Contended", "merged"]


async def _seed(tx: Transaction, *tmdb_ids: int) -> list[UUID]:
    return [
        await seed_show(tx, Seeded(f"show-{one}", f"Show {one}", tmdb_id=one))
        for one in tmdb_ids
    ]


async def _list(tx: Transaction, key: str, *show_ids: UUID) -> None:
    cursor = await tx.execute(
        "insert into core.lists (source, key, name) values ('file', %s, %s)"
        " returning id",
        [key, key],
    )
    row = await cursor.fetchone()
    assert row is not None
    for position, show_id in enumerate(show_ids):
        await tx.execute(
            "insert into core.list_items (list_id, show_id, position)"
            " values (%s, %s, %s)",
            [row[0], show_id, position],
        )


async def _ask(work: Work, show_id: UUID, tmdb_id: str) -> None:
    taken: Sequence[ExternalId] = [ExternalId("tmdb", tmdb_id)]
    await resolving.ask_same_show(work, show_id, "It", taken)


async def _find(tx: Transaction, ref: str) -> UUID | None:
    return await shows.find(tx, ShowRef.parse(ref))


async def _unmerge(database: Database, ref: str) -> None:
    async with database.transaction() as tx:
        merged = await merging.find_merged(tx, ShowRef.parse(ref))
        assert merged is not None
        await merging.unmerge(Work(tx, NOW), merged, "they differ")


def _dump(settings: Settings, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    direct = settings.database_direct_url or settings.database_url
    assert direct is not None
    url = direct.get_secret_value()
    with psycopg.connect(url, autocommit=True) as connection:
        return dump(connection, folder)


def _changed(
    before: dict[str, list[tuple[object, ...]]], settings: Settings, folder: Path
) -> set[str]:
    return set(differences(before, _dump(settings, folder)))
