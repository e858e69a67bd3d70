"""Lists as rows: one show however often and by whatever it is named."""

import asyncio
from datetime import UTC, datetime, timedelta

from trr_backend.models.lists import ListEntry, ListRecord
from trr_backend.repositories import lists
from trr_backend.repositories.db import Database
from trr_backend.repositories.lists import ListOutcome
from trr_backend.repositories.work import Work

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _list(*entries: ListEntry, key: str = "a") -> ListRecord:
    return ListRecord("file", key, key, None, entries, {})


async def _store(
    database: Database, record: ListRecord, at: datetime = NOW
) -> tuple[ListOutcome, list[str]]:
    """Store a list; return the outcome and the kinds of what changed."""
    async with database.transaction() as tx:
        work = Work(tx, at)
        outcome = await lists.store(work, record)
    return outcome, [change.kind for change in work.changes.all()]


async def _shows(database: Database) -> list[tuple[object, ...]]:
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select s.name, array(select e.source || ':' || e.id"
            " from core.external_ids e where e.entity_id = s.id order by 1)"
            " from core.shows s order by s.name"
        )
        return await cursor.fetchall()


async def test_a_list_makes_a_show_of_each_entry_once(database: Database) -> None:
    """By id, or by title and year where there is none; again nothing is new."""
    record = _list(
        ListEntry(1, imdb_id="tt0000001", title="One"),
        ListEntry(2, tmdb_id=2),
        ListEntry(3, title="Three", year=2003),
        ListEntry(4, title="THREE", year=2003),
        ListEntry(5, title="Three", year=2013),
        ListEntry(6, tmdb_id=2, title="Two"),
    )
    first = await _store(database, record)

    assert first == (ListOutcome(shows=4, new_shows=4), ["created"] * 4)
    assert await _shows(database) == [
        ("One", ["imdb:tt0000001"]),
        ("Three", []),
        ("Three", []),
        ("tmdb:2", ["tmdb:2"]),
    ]
    assert await _store(database, record) == (ListOutcome(shows=4, new_shows=0), [])


async def test_an_entry_with_two_ids_makes_one_of_two_stubs(database: Database) -> None:
    """Whoever was known by one of them is absorbed; its place in lists moves."""
    await _store(database, _list(ListEntry(1, imdb_id="tt0000001"), key="a"))
    await _store(database, _list(ListEntry(1, tmdb_id=1), key="b"))

    both = _list(ListEntry(1, imdb_id="tt0000001", tmdb_id=1), key="c")
    assert await _store(database, both) == (ListOutcome(1, 0), ["merged"])

    assert await _shows(database) == [("tmdb:1", ["imdb:tt0000001", "tmdb:1"])]
    async with database.transaction() as tx:
        cursor = await tx.execute("select count(*) from core.list_items")
        assert await cursor.fetchone() == (3,)


async def test_ids_of_two_shows_with_details_are_a_conflict(database: Database) -> None:
    """Nothing is joined that TMDb keeps apart; the entry is named."""
    known = _list(
        ListEntry(1, tmdb_id=1, imdb_id="tt0000001"),
        ListEntry(2, tmdb_id=2, imdb_id="tt0000002"),
    )
    await _store(database, known)
    before = await _shows(database)

    crossed = _list(ListEntry(1, tmdb_id=1, imdb_id="tt0000002"), key="b")
    outcome, changes = await _store(database, crossed)

    assert outcome == ListOutcome(1, 0, ("entry 1: its ids belong to two shows",))
    assert changes == []
    assert await _shows(database) == before


async def test_what_a_list_no_longer_holds_is_marked(database: Database) -> None:
    """The show stays; back in the list the mark goes."""
    one, two = ListEntry(1, tmdb_id=1), ListEntry(2, tmdb_id=2)
    marks = "select missing_since from core.list_items order by position"
    await _store(database, _list(one, two))
    await _store(database, _list(one), NOW + timedelta(days=1))
    async with database.transaction() as tx:
        assert await (await tx.execute(marks)).fetchall() == [
            (None,),
            (NOW + timedelta(days=1),),
        ]
    await _store(database, _list(one, two))
    async with database.transaction() as tx:
        assert await (await tx.execute(marks)).fetchall() == [(None,), (None,)]
    assert len(await _shows(database)) == 2


async def test_lists_imported_at_once_make_one_show(database: Database) -> None:
    """Whoever comes second waits and finds the show."""
    outcomes = await asyncio.gather(
        *(
            _store(database, _list(ListEntry(1, tmdb_id=1, title="One"), key=str(n)))
            for n in range(6)
        )
    )

    assert sum(outcome.new_shows for outcome, _ in outcomes) == 1
    assert await _shows(database) == [("One", ["tmdb:1"])]
