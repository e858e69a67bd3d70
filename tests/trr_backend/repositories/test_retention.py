"""Whose facts must go, as far as rows and documents tell it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.seed_whole import Island, seed_island
from tests.whole_shows import rows, working
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.repositories import documents, retention
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.retention import Expired, Terms
from trr_backend.repositories.sql import queries

TERMS = Terms(timedelta(days=180))
ENDED = Terms(timedelta(days=180), ended=True)
NOW = datetime.now(UTC)


def test_an_ended_licence_leaves_no_time() -> None:
    """What vanished may stay as long as the terms say, or not at all."""
    assert (TERMS.age, ENDED.age) == (timedelta(days=180), timedelta(0))


@pytest.mark.parametrize(
    ("days", "terms", "due"),
    [
        (179, TERMS, 0),
        (181, TERMS, 1),
        (1, ENDED, 1),
        (None, TERMS, 1),
    ],
)
async def test_a_show_is_due_without_a_document_within_the_terms(
    database: Database, days: int | None, terms: Terms, due: int
) -> None:
    """Too old, gone, or the licence has ended."""
    island = await _island(database)
    if days is not None:
        await _document(database, "tv", "7000", days)
    async with database.transaction() as tx:
        found = await retention.load_due_shows(tx, terms)
    assert found == [Expired("show", island.show, "7000")] * due


async def test_a_show_that_was_confirmed_meanwhile_is_left_alone(
    database: Database,
) -> None:
    """Between the plan and its turn a sync has brought a new answer."""
    island = await _island(database)
    async with database.transaction() as tx:
        (show,) = await retention.load_due_shows(tx, TERMS)
    await _document(database, "tv", "7000", 0)

    async with working(database) as work:
        await retention.forget_show(work, show, TERMS)

    assert work.changes.all() == []
    assert await rows(
        database, "select slug from core.shows where id = %s", island.show
    ) == [("the-island",)]


async def test_a_show_is_told_of_once(database: Database) -> None:
    """After it, it is no longer due: its slug is known by a digest alone."""
    island = await _island(database)
    async with working(database) as work:
        show = Expired("show", island.show, "7000")
        await retention.forget_show(work, show, TERMS)

    (change,) = work.changes.all()
    assert (change.entity, change.id, change.kind) == ("show", island.show, "updated")
    assert change.fields == {
        "retention": ("details, 3 seasons, 6 episodes, 13 credits", None)
    }
    assert await rows(
        database,
        "select slug, slug_digest = core.digest('the-island'), name, first_air_date,"
        " provenance from core.shows where id = %s",
        island.show,
    ) == [(None, True, "tmdb:7000", None, {"name": "list"})]
    async with database.transaction() as tx:
        assert await retention.load_due_shows(tx, ENDED) == []


async def test_a_slug_that_waits_is_nobody_elses(database: Database) -> None:
    """A namesake that comes meanwhile gets its id behind the name."""
    island = await _island(database)
    async with working(database) as work:
        await retention.forget_show(work, Expired("show", island.show, "7000"), TERMS)
        other = UUID(int=1)
        await work.tx.execute(
            "insert into core.shows (id, name) values (%s, 'The Island')", [other]
        )
        for show_id, tmdb_id in ((other, "8"), (island.show, "7000")):
            await _claim(work.tx, show_id, tmdb_id)

    assert await rows(
        database, "select id, slug, slug_digest from core.shows order by slug"
    ) == [(island.show, "the-island", None), (other, "the-island-8", None)]


async def test_people_are_due_by_what_supports_them(database: Database) -> None:
    """Credits of a show with details say who somebody is; nothing is due then."""
    island = await _island(database)
    async with database.transaction() as tx:
        assert await retention.load_due_people(tx, TERMS) == []
        await tx.execute(
            "update core.people set details_at = now() where id in (%s, %s)",
            [island.ann, island.ben],
        )
    await _document(database, "person", "7301", 1)
    async with database.transaction() as tx:
        found = await retention.load_due_people(tx, TERMS)
        assert found == [Expired("person", island.ben, "7302")]
        await tx.execute("update core.shows set slug = null")
        found = await retention.load_due_people(tx, TERMS)
        assert {one.id for one in found} == {
            island.olga,
            island.ben,
            island.cleo,
            island.dora,
        }


async def test_credits_that_vanished_long_ago_support_nobody(
    database: Database,
) -> None:
    """Up to the limit they do."""
    island = await _island(database)
    for days, due in ((179, []), (181, [Expired("person", island.dora, "7304")])):
        async with database.transaction() as tx:
            await tx.execute(
                "update core.credits set missing_since = now() - %s"
                " where person_id = %s",
                [timedelta(days=days), island.dora],
            )
            assert await retention.load_due_people(tx, TERMS) == due


async def _island(database: Database) -> Island:
    async with database.transaction() as tx:
        return await seed_island(tx)


async def _document(database: Database, kind: str, key: str, days: int) -> None:
    """Keep an answer that came so many days ago."""
    async with database.transaction() as tx:
        await documents.store(
            tx,
            Document(
                key=DocumentKey("tmdb", kind, key),
                url=f"https://api.example/{kind}/{key}",
                body=b"{}",
                fetched_at=NOW - timedelta(days=days),
                licence="terms",
                keep=TERMS.keep,
            ),
        )


async def _claim(tx: Transaction, show_id: UUID, tmdb_id: str) -> None:
    where = {"id": show_id, "slug": "the-island", "tmdb_id": tmdb_id}
    await tx.execute(queries("shows")["claim_slug"], where)
