"""Which series are due for IMDb's API, and how much of one may vanish at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.whole_shows import new_show, rows, working
from trr_backend.errors import Suspicious
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.imdb import ImdbEpisode, ImdbSlice
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import documents, external_ids
from trr_backend.repositories.db import Database
from trr_backend.repositories.imdb_series import (
    DueSeries,
    load_due_series,
    write_series,
)

SERIES = "tt0000001"
STAGE = "imdb-api"


async def tracked(database: Database) -> UUID:
    """Create a show that has an IMDb id."""
    owner = await new_show(database)
    async with working(database) as work:
        imdb = [ExternalId("imdb", SERIES)]
        await external_ids.attach(work.tx, "show", owner.show_id, imdb)
    return owner.show_id


async def sealed(database: Database, show_id: UUID, age: timedelta) -> None:
    """Store and apply a title's document of this age."""
    document = Document(
        key=DocumentKey("imdb", "title", SERIES),
        url="https://api.example.org/v1",
        body=b"{}",
        fetched_at=datetime.now(UTC) - age,
        licence="terms",
        keep=timedelta(days=10),
    )
    async with working(database) as work:
        stored = await documents.store(work.tx, document)
        await documents.mark_applied(work.tx, stored, show_id, STAGE, 1)


async def due(
    database: Database, *ids: UUID, mapping: int = 1, force: bool = False
) -> list[DueSeries]:
    """Return what is due with answers good for a week."""
    async with database.transaction() as tx:
        return await load_due_series(
            tx,
            ids,
            stage=STAGE,
            mapping=mapping,
            max_age=timedelta(days=7),
            force=force,
        )


def episodes(*numbers: int) -> ImdbSlice:
    """Return a slice of a series of which only episodes are known."""
    ids = {number: f"tt{1000 + number:07}" for number in numbers}
    return ImdbSlice(
        title_ids=(SERIES, *ids.values()),
        episodes=tuple(
            ImdbEpisode(one, SERIES, 1, number) for number, one in ids.items()
        ),
    )


async def marked(database: Database) -> list[str]:
    """Return the episodes that are gone."""
    query = "select id from core.imdb_episodes where missing_since is not null"
    return [one for (one,) in await rows(database, f"{query} order by id")]


@pytest.mark.parametrize(
    ("age", "mapping", "force", "expected"),
    [
        (None, 1, False, (True, True)),
        (timedelta(days=6), 1, False, (False, False)),
        (timedelta(days=6), 2, False, (False, True)),
        (timedelta(days=6), 1, True, (True, True)),
        (timedelta(days=8), 1, False, (True, False)),
        (timedelta(days=11), 1, False, (True, False)),
    ],
)
async def test_a_series_is_due_by_the_age_of_its_title(
    database: Database,
    age: timedelta | None,
    mapping: int,
    force: bool,  # noqa: FBT001 -- a parameter of the test
    expected: tuple[bool, bool],
) -> None:
    """Asked when it is old, applied when the mapping is another, both when forced."""
    show_id = await tracked(database)
    if age is not None:
        await sealed(database, show_id, age)

    found = await due(database, show_id, mapping=mapping, force=force)

    assert found == [DueSeries(show_id, "The Show", SERIES, *expected)]


async def test_shows_come_in_their_order_and_need_an_imdb_id(
    database: Database,
) -> None:
    """A former id is none."""
    first = await tracked(database)
    other = (await new_show(database, 2, "Another")).show_id
    third = (await new_show(database, 3, "A Third")).show_id
    async with working(database) as work:
        one = [ExternalId("imdb", "tt0000003")]
        await external_ids.attach(work.tx, "show", third, one)

    found = await due(database, third, other, first)
    async with database.transaction() as tx:
        await tx.execute(
            "update core.external_ids set superseded_at = now() where id = 'tt0000003'"
        )
    left = await due(database, third, other, first)

    assert [show.id for show in found] == [third, first]
    assert [show.id for show in left] == [first]


async def test_what_a_series_no_longer_names_is_marked(database: Database) -> None:
    """Its stored episodes are answered for, though no answer names them."""
    await tracked(database)
    async with working(database) as work:
        await write_series(
            work, SERIES, "The Show", episodes(*range(1, 11)), accept=False
        )
    async with working(database) as work:
        outcome = await write_series(
            work, SERIES, "The Show", episodes(*range(2, 11)), accept=False
        )

    assert outcome.gone == {"episodes": 1}
    assert await marked(database) == ["tt0001001"]


async def test_more_than_a_fifth_and_three_is_doubted(database: Database) -> None:
    """Of the series, however many others there are; on request it is believed."""
    await tracked(database)
    many = episodes(*range(1, 21))
    few = episodes(*range(1, 16))
    async with working(database) as work:
        await write_series(work, SERIES, "The Show", many, accept=False)

    with pytest.raises(Suspicious, match=r"The Show: 5 of 20 episodes .*--accept"):
        async with working(database) as work:
            await write_series(work, SERIES, "The Show", few, accept=False)
    kept = await marked(database)
    async with working(database) as work:
        await write_series(work, SERIES, "The Show", few, accept=True)

    assert kept == []
    assert len(await marked(database)) == 5
