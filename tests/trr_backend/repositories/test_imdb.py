"""Slices of what IMDb says: who wins, what is told, what is kept."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.whole_shows import AT, new_show, rows, versions, working
from trr_backend.errors import Suspicious
from trr_backend.models.changes import Change
from trr_backend.models.imdb import (
    ImdbAka,
    ImdbEpisode,
    ImdbName,
    ImdbPrincipal,
    ImdbRating,
    ImdbSlice,
    ImdbSource,
    ImdbTitle,
)
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids, imdb, installation
from trr_backend.repositories.db import Database
from trr_backend.repositories.imdb import SliceOutcome
from trr_backend.repositories.sets import Owner

SERIES = "tt0000001"


def title(one: str, name: str) -> ImdbTitle:
    """Return a title of which only the name is known."""
    return ImdbTitle(one, None, name, None, None, None, None, None, ("News",))


SLICE = ImdbSlice(
    title_ids=(SERIES, "tt0000011"),
    name_ids=("nm0000001", "nm0000002"),
    titles=(title(SERIES, "A Show"), title("tt0000011", "First")),
    episodes=(ImdbEpisode("tt0000011", SERIES, 1, 1),),
    principals=(ImdbPrincipal(SERIES, 1, "nm0000001", "self", None, ("Self",)),),
    ratings=(ImdbRating(SERIES, 7.5, 10), ImdbRating("tt0000011", 8, 2)),
    names=(ImdbName("nm0000001", "Anna", 1960, None, ()),),
)


async def _write(
    database: Database,
    records: ImdbSlice,
    source: ImdbSource = "imdb-datasets",
    days: int = 0,
) -> tuple[SliceOutcome, list[Change]]:
    async with working(database, AT + timedelta(days=days)) as work:
        outcome = await imdb.write_slice(work, records, source)
        return outcome, work.changes.all()


async def _votes(database: Database) -> list[tuple[Any, ...]]:
    return await rows(
        database,
        "select title_id, source, vote_count, missing_since is not null"
        " from core.imdb_ratings order by title_id",
    )


@pytest.fixture
async def show(database: Database) -> Owner:
    """A show that is the series."""
    owner = await new_show(database)
    async with working(database) as work:
        one = ExternalId("imdb", SERIES)
        await external_ids.attach(work.tx, "show", owner.show_id, [one])
    return owner


async def test_a_slice_is_written_once(database: Database, show: Owner) -> None:
    """The show is told of its rows; the same slice writes nothing and tells nothing."""
    outcome, changes = await _write(database, SLICE)
    assert (dict(outcome.new), outcome.rows) == (
        {"titles": 2, "episodes": 1, "principals": 1, "ratings": 2, "names": 1},
        7,
    )
    assert changes == [
        Change("show", show.show_id, "updated", "The Show", {"imdb": (None, "6 rows")})
    ]
    before = await versions(database)

    again = await _write(database, replace(SLICE, titles=SLICE.titles[::-1]), days=1)

    assert again == (SliceOutcome(), [])
    assert await versions(database) == before


async def test_a_title_that_changed_alone_is_looked_at(database: Database) -> None:
    """What is stored of the others may differ: nobody looks."""
    await _write(database, SLICE)
    async with working(database) as work:
        await work.tx.execute("update core.imdb_ratings set vote_count = 0")
    changed = replace(SLICE, ratings=(ImdbRating(SERIES, 7.5, 11), SLICE.ratings[1]))

    outcome, _ = await _write(database, changed)

    assert (dict(outcome.changed), outcome.rows) == ({"ratings": 1}, 1)
    assert await _votes(database) == [
        (SERIES, "imdb-datasets", 11, False),
        ("tt0000011", "imdb-datasets", 0, False),
    ]


async def test_what_is_gone_is_marked_unless_it_is_unsure(database: Database) -> None:
    """A row that could not be read proves nothing; the next whole slice does."""
    await _write(database, SLICE)
    less = replace(SLICE, ratings=(SLICE.ratings[0],))
    unsure = replace(less, unsure=frozenset({("ratings", "tt0000011")}))

    outcome, _ = await _write(database, unsure)
    assert outcome == SliceOutcome()

    outcome, _ = await _write(database, less)
    assert dict(outcome.gone) == {"ratings": 1}
    assert await _votes(database) == [
        (SERIES, "imdb-datasets", 10, False),
        ("tt0000011", "imdb-datasets", 2, True),
    ]


async def test_the_datasets_do_not_replace_what_the_api_said(
    database: Database,
) -> None:
    """The API takes a title over, and the datasets leave it alone from then on."""
    await _write(database, SLICE)
    newer = replace(
        SLICE,
        title_ids=(SERIES,),
        name_ids=(),
        titles=SLICE.titles[:1],
        episodes=(),
        ratings=(ImdbRating(SERIES, 7.6, 20),),
        names=(),
    )
    await _write(database, newer, "imdb-api")

    await _write(database, replace(SLICE, ratings=(ImdbRating("tt0000011", 8, 3),)))

    assert await _votes(database) == [
        (SERIES, "imdb-api", 20, False),
        ("tt0000011", "imdb-datasets", 3, False),
    ]


async def test_many_rows_vanishing_are_suspicious(database: Database) -> None:
    """More than three and more than a fifth; accepted, or few, they pass."""
    akas = [
        ImdbAka(SERIES, n, f"T{n}", None, None, (), (), is_original=None)
        for n in range(20)
    ]
    await _write(database, replace(SLICE, akas=tuple(akas)))

    outcome, _ = await _write(database, replace(SLICE, akas=tuple(akas[5:])))

    async with database.transaction() as tx:
        with pytest.raises(Suspicious, match="5 of 20 rows of imdb_akas"):
            await imdb.guard(tx, outcome, accept=False)
        await imdb.guard(tx, outcome, accept=True)
        outcome.gone.clear()
        outcome.gone["episodes"] = 3
        await imdb.guard(tx, outcome, accept=False)


async def test_stored_titles_are_the_series_and_their_episodes(
    database: Database, show: Owner
) -> None:
    """Those a run must answer for, the vanished ones too."""
    assert show.label == "The Show"
    await _write(database, SLICE)
    await _write(database, replace(SLICE, episodes=()))

    async with database.transaction() as tx:
        assert await imdb.load_tracked_series(tx) == [SERIES]
        assert await imdb.load_stored_titles(tx, [SERIES]) == [SERIES, "tt0000011"]
        assert await imdb.load_stored_titles(tx, ["tt0000009"]) == []


async def test_imdbs_values_are_shown_in_private_alone(
    database: Database, show: Owner
) -> None:
    """Rows and derived ids are there for readers while the installation says so."""
    await _write(database, SLICE)
    async with working(database) as work:
        await work.tx.execute(
            "insert into core.external_ids (entity, entity_id, source, id, origin)"
            " values ('show', %s, 'other', 'x', 'imdb-datasets')",
            [show.show_id],
        )

    async def seen() -> tuple[int, ...]:
        async with database.transaction() as tx:
            await tx.execute("set local role anon")
            cursor = await tx.execute(
                "select (select count(*) from core.imdb_titles),"
                " (select count(*) from core.imdb_names),"
                " (select count(*) from core.external_ids where source = 'other')"
            )
            row = await cursor.fetchone()
        return tuple(row or ())

    assert await seen() == (0, 0, 0)
    async with database.transaction() as tx:
        await installation.write(tx, private=True)
    assert await seen() == (2, 1, 1)
    before = await versions(database)
    async with database.transaction() as tx:
        await installation.write(tx, private=True)
    assert await versions(database) == before
    async with database.transaction() as tx:
        await installation.write(tx, private=False)
    assert await seen() == (0, 0, 0)
