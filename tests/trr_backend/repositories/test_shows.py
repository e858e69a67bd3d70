"""Shows as rows: two at once, slugs, what was kept, what is due."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from trr_backend.models.resolve import Candidate, Resolution
from trr_backend.models.selection import Selection, ShowRef
from trr_backend.models.shows import (
    AlternativeTitle,
    ExternalId,
    NamedRecord,
    ShowFacts,
    ShowRecord,
)
from trr_backend.repositories import resolving, shows
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.work import Work

NOW = datetime.now(UTC)
RECORD = ShowRecord(
    tmdb_id=1,
    name="The Circle",
    slug="the-circle-us-2020",
    facts=ShowFacts(
        name="The Circle", overview="Flats.", first_air_date=date(2020, 1, 1)
    ),
    provenance={"name": "tmdb", "overview": "tmdb", "first_air_date": "tmdb"},
    external_ids=(ExternalId("tmdb", "1"), ExternalId("imdb", "tt0000001")),
    genres=(NamedRecord(10764, "Reality"), NamedRecord(10764, "Reality")),
    alternative_titles=(AlternativeTitle("Circle", "", ""),) * 2,
)


async def test_namesakes_written_at_once_get_slugs_of_their_own(
    database: Database,
) -> None:
    """Same name, country and year: the second one waits, then takes its id along."""
    others = [
        replace(RECORD, tmdb_id=n, external_ids=(ExternalId("tmdb", str(n)),))
        for n in range(1, 5)
    ]
    ids = [await _create(database) for _ in others]

    async def write(show_id: UUID, record: ShowRecord) -> None:
        async with database.transaction() as tx:
            await shows.write(Work(tx, NOW), show_id, record, NOW)
            await asyncio.sleep(0.05)

    await asyncio.gather(*map(write, ids, others))

    async with database.transaction() as tx:
        cursor = await tx.execute("select slug from core.shows")
        slugs = {slug for (slug,) in await cursor.fetchall()}
    assert len(slugs) == 4
    assert "the-circle-us-2020" in slugs
    assert slugs - {"the-circle-us-2020"} < {
        f"the-circle-us-2020-{n}" for n in (1, 2, 3, 4)
    }


async def test_what_an_answer_leaves_out_stays_as_it_was(database: Database) -> None:
    """Facts, sets and their provenance; what only its presence says goes."""
    show_id = await _create(database)
    full = replace(
        RECORD,
        facts=replace(RECORD.facts, poster_path="/a.jpg", next_air_date=NOW.date()),
    )
    less = ShowRecord(
        tmdb_id=1,
        name="The Circle",
        slug="another-slug",
        facts=ShowFacts(name="The Circle", tagline="Like."),
        provenance={"name": "tmdb", "tagline": "tmdb"},
    )
    async with database.transaction() as tx:
        await shows.write(Work(tx, NOW), show_id, full, NOW)
        await shows.write(Work(tx, NOW), show_id, less, NOW)

        cursor = await tx.execute(
            "select slug, overview, tagline, first_air_date, poster_path,"
            " next_air_date, provenance, (select count(*) from core.show_genres g"
            " where g.missing_since is null) from core.shows"
        )
        assert await cursor.fetchone() == (
            "the-circle-us-2020",
            "Flats.",
            "Like.",
            date(2020, 1, 1),
            None,
            None,
            dict.fromkeys(("name", "overview", "tagline", "first_air_date"), "tmdb"),
            1,
        )


async def test_writing_the_same_again_changes_nothing(database: Database) -> None:
    """No change is told, so no event comes of it."""
    show_id = await _create(database)
    async with database.transaction() as tx:
        await shows.write(Work(tx, NOW), show_id, RECORD, NOW)
        again = Work(tx, NOW)

        assert await shows.write(again, show_id, RECORD, NOW + timedelta(1)) == []
        assert again.changes.all() == []


async def test_an_id_of_another_show_is_handed_back(database: Database) -> None:
    """The caller asks a person whether the two are one."""
    first, second = await _create(database), await _create(database)
    other = replace(
        RECORD,
        tmdb_id=2,
        external_ids=(ExternalId("tmdb", "2"), ExternalId("imdb", "tt0000001")),
    )
    async with database.transaction() as tx:
        assert await shows.write(Work(tx, NOW), first, RECORD, NOW) == []
        assert await shows.write(Work(tx, NOW), second, other, NOW) == [
            ExternalId("imdb", "tt0000001")
        ]


async def test_a_show_that_is_gone_upstream_is_flagged_once(database: Database) -> None:
    """The flag keeps its first time; a good answer takes it away."""
    show_id = await _create(database)
    later = NOW + timedelta(days=1)
    async with database.transaction() as tx:
        first, second = Work(tx, NOW), Work(tx, later)
        await shows.flag_missing(first, show_id, "X")
        await shows.flag_missing(second, show_id, "X")

        assert [one.fields for one in first.changes.all()] == [
            {"missing_since": (None, NOW.isoformat())}
        ]
        assert second.changes.all() == []
        cursor = await tx.execute(
            "select missing_since, missing_checked_at from core.shows"
        )
        assert await cursor.fetchone() == (NOW, later)

        await shows.write(Work(tx, later), show_id, RECORD, later)
        cursor = await tx.execute("select missing_since from core.shows")
        assert await cursor.fetchone() == (None,)


async def test_a_show_is_found_by_each_of_its_names(database: Database) -> None:
    """Our id, slug, upstream ids, and the id of a stub that it absorbed."""
    show_id, stub = await _create(database), await _create(database)
    async with database.transaction() as tx:
        work = Work(tx, NOW)
        await shows.write(work, show_id, RECORD, NOW)
        assert await resolving.assign(work, stub, "The Circle", 1, "person") == show_id
        for ref in (
            ShowRef("", str(show_id)),
            ShowRef("", "the-circle-us-2020"),
            ShowRef("tmdb", "1"),
            ShowRef("imdb", "tt0000001"),
            ShowRef("", str(stub)),
        ):
            assert await shows.find(tx, ref) == show_id
        assert await shows.find(tx, ShowRef("tmdb", "2")) is None
        assert [one.id for one in await shows.load_selected(tx, Selection())] == [
            show_id
        ]


async def test_shows_resolved_to_one_id_at_once_become_one(database: Database) -> None:
    """None of them is left behind without an id."""
    stubs = [await _create(database) for _ in range(4)]

    async def assign(stub: UUID) -> UUID:
        async with database.transaction() as tx:
            owner = await resolving.assign(Work(tx, NOW), stub, "X", 1396, "find")
            await asyncio.sleep(0.05)
        return owner

    (survivor,) = set(await asyncio.gather(*map(assign, stubs)))

    async with database.transaction() as tx:
        cursor = await tx.execute("select id from core.shows")
        assert await cursor.fetchall() == [(survivor,)]
        cursor = await tx.execute("select from_id, to_id from core.redirects")
        redirects = await cursor.fetchall()
    assert sorted(redirects) == sorted((s, survivor) for s in stubs if s != survivor)


async def test_a_question_is_asked_once_and_closed_by_its_answer(
    database: Database,
) -> None:
    """Newer candidates take the place of the former; a decision is not asked again."""
    show_id = await _create(database)
    one = Candidate(1, "A", None, None, (), 50, ())
    async with database.transaction() as tx:
        await resolving.ask(tx, show_id, Resolution(None, "several", (one,)))
        await resolving.ask(tx, show_id, Resolution(None, "none"))
        cursor = await tx.execute(
            "select reason, candidates, decision from ops.review_items"
        )
        assert await cursor.fetchall() == [("none", [], None)]

        await resolving.assign(Work(tx, NOW), show_id, "A", 1, "person")
        await resolving.ask(tx, show_id, Resolution(None, "again", (one,)))
        cursor = await tx.execute(
            "select reason, decision from ops.review_items where decided_at is not null"
        )
        assert await cursor.fetchall() == [("none", {"tmdb_id": 1, "reason": "person"})]


async def _create(database: Database) -> UUID:
    show_id = uuid4()
    async with database.transaction() as tx:
        await shows.create(Work(tx, NOW), show_id, "The Circle", "list")
    return show_id


async def test_on_the_air_is_what_has_an_episode_within_days(
    database: Database,
) -> None:
    """By the days of the show or of its episodes; one that vanished does not count."""
    today = datetime.now(UTC).date()
    made = [await _create(database) for _ in range(20)]
    last, following, known, vanished = made[:5], made[5:10], made[10:15], made[15:]
    days = [today + timedelta(days=number) for number in (-4, -3, 0, 2, 3)]
    async with database.transaction() as tx:
        for column, owners in (("last_air_date", last), ("next_air_date", following)):
            for show_id, day in zip(owners, days, strict=True):
                await tx.execute(
                    f"update core.shows set {column} = %s where id = %s",
                    [day, show_id],
                )
        for owners, missing_since in ((known, None), (vanished, NOW)):
            for show_id, day in zip(owners, days, strict=True):
                await _add_episode(tx, show_id, day, missing_since)
        chosen = await shows.load_selected(tx, Selection(airing=True))
        first = await shows.load_selected(tx, Selection(airing=True, limit=2))

    assert {one.id for one in chosen} == {*last[1:4], *following[1:4], *known[1:4]}
    assert len(first) == 2


async def _add_episode(
    tx: Transaction, show_id: UUID, day: date, missing_since: datetime | None
) -> None:
    season_id = uuid4()
    await tx.execute(
        "insert into core.seasons (id, show_id, season_number) values (%s, %s, 1)",
        [season_id, show_id],
    )
    await tx.execute(
        "insert into core.episodes (id, show_id, season_id, episode_number, air_date,"
        " missing_since) values (%s, %s, %s, 1, %s, %s)",
        [uuid4(), show_id, season_id, day, missing_since],
    )
