"""What a person did: credits in our shows, appearances in one, works anywhere."""

from datetime import date

import httpx2
import pytest

from api.schemas.people import (
    Appearances,
    Credit,
    ListedPerson,
    PersonDetail,
    PersonWork,
)
from tests.api.answers import get, items, refusal, walk
from tests.seed import AS_OF, Seeded, insert_row, seed_show
from tests.seed_whole import Island, Scope, seed_credit
from trr_backend.repositories.db import Database, Transaction

PEOPLE = "/api/v1/people"
OLGA = f"{PEOPLE}/tmdb:7300"
BEN = f"{PEOPLE}/tmdb:7302"


async def seed_work(
    tx: Transaction, person: object, key: str, **columns: object
) -> None:
    """Write a work of a person."""
    row = {
        "person_id": person,
        "source": "tmdb",
        "source_key": key,
        "media_type": "tv",
        "work_key": "1",
        "is_crew": False,
        **columns,
    }
    await insert_row(tx, "person_works", row)


async def test_credits(island: Island, client: httpx2.AsyncClient) -> None:
    """Credits stand newest first: a show by its last day, an episode by its own."""
    found = await items(client, f"{BEN}/credits", Credit)
    assert [
        (one.season and one.season.name, one.episode and one.episode.name)
        for one in found
    ] == [(None, None), ("Season 1", "Day 2"), ("Season 1", "Day 1")]
    assert found[1].model_dump(mode="json", exclude={"id"}) == {
        "show": {"id": str(island.show), "slug": "the-island", "name": "The Island"},
        "season": {
            "id": str(island.seasons[1]),
            "season_number": 1,
            "name": "Season 1",
        },
        "episode": {
            "id": str(island.episodes[2]),
            "season_number": 1,
            "episode_number": 2,
            "name": "Day 2",
            "air_date": "2020-01-02",
        },
        "category": "guest",
        "role": "Self",
        "department": None,
        "billing_order": 500,
        "episode_count": None,
        "source": "tmdb",
        "missing_since": None,
    }
    of_seasons = await items(client, f"{OLGA}/credits", Credit)
    assert [(one.season and one.season.name, one.episode) for one in of_seasons] == [
        (None, None),
        ("Season 1", None),
        ("Season 2", None),
    ]


async def test_credits_of_a_show(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Of one show by any name of it, former ones included; of no show, none."""
    async with database.transaction() as tx:
        other = await seed_show(tx, Seeded("other", "Other", tmdb_id=99))
        await seed_credit(tx, island.ben, Scope(other))
        merged = Seeded("merged", "Merged", columns={"merged_into": other})
        former = await seed_show(tx, merged)
        await tx.execute(
            "insert into core.redirects (entity, from_id, to_id, reason)"
            " values ('show', '11111111-2222-3333-4444-555555555555', %s, 'test')",
            [former],
        )
    assert len(await items(client, f"{BEN}/credits", Credit)) == 4
    for name, count in (
        ("other", 1),
        ("tmdb:99", 1),
        (str(other), 1),
        ("merged", 1),
        ("11111111-2222-3333-4444-555555555555", 1),
        ("the-island", 3),
    ):
        found = await items(client, f"{BEN}/credits?show={name}", Credit)
        assert len(found) == count, name


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_pages_of_credits_and_works(
    database: Database, island: Island, client: httpx2.AsyncClient, limit: int
) -> None:
    """Equal and unknown days leave no gap and no double between pages."""
    async with database.transaction() as tx:
        bare = await seed_show(tx, Seeded("bare", "Bare"))
        for number in range(5):
            await seed_credit(tx, island.ben, Scope(bare), role=f"Role {number}")
            for day in (None, date(2020, 1, 1)):
                await seed_work(
                    tx, island.ben, f"{number} {day}", title="Same", released_on=day
                )
    for part, shape, count in (("credits", Credit, 8), ("works", PersonWork, 10)):
        whole = await walk(client, f"{BEN}/{part}?limit={limit}", shape)
        assert len(whole) == count
        assert whole == await walk(client, f"{BEN}/{part}?limit=100", shape)
    keys = await walk(client, f"{BEN}/credits?limit={limit}", Credit)
    assert len({one.id for one in keys}) == 8


async def test_appearances(island: Island, client: httpx2.AsyncClient) -> None:
    """A guest is in the episodes that name them, counted by season."""
    found = await get(client, f"{BEN}/shows/the-island", Appearances)
    role = {"category": "guest", "role": "Self", "department": None}
    assert found.model_dump(mode="json", exclude={"attribution"}) == {
        "person": {
            "id": str(island.ben),
            "name": "Ben Guest",
            "tmdb_id": 7302,
            "profile_path": None,
            "photo": None,
        },
        "show": {"id": str(island.show), "slug": "the-island", "name": "The Island"},
        "roles": [{**role, "episode_count": 2}],
        "episode_count": 2,
        "seasons": [
            {
                "season": {
                    "id": str(island.seasons[1]),
                    "season_number": 1,
                    "name": "Season 1",
                },
                "is_regular": False,
                "episode_count": 2,
                "episodes": [
                    {
                        "episode": {
                            "id": str(island.episodes[number]),
                            "season_number": 1,
                            "episode_number": number,
                            "name": f"Day {number}",
                            "air_date": f"2020-01-0{number}",
                        },
                        "roles": [{**role, "is_regular": False}],
                    }
                    for number in (1, 2)
                ],
            }
        ],
    }


async def test_appearances_of_regulars(
    island: Island, client: httpx2.AsyncClient
) -> None:
    """Who is billed for a season is in all its episodes, next to single credits."""
    assert island
    olga = await get(client, f"{OLGA}/shows/tmdb:7000", Appearances)
    assert [
        (one.season.season_number, one.is_regular, one.episode_count)
        for one in olga.seasons
    ] == [(1, True, 3), (2, True, 2)]
    cleo = await get(client, f"{PEOPLE}/tmdb:7303/shows/the-island", Appearances)
    (season,) = cleo.seasons
    assert [[role.role for role in one.roles] for one in season.episodes] == [
        ["Producer", "Director"],
        ["Producer"],
        ["Producer"],
    ]
    dora = await get(client, f"{PEOPLE}/tmdb:7304/shows/the-island", Appearances)
    assert (dora.episode_count, dora.seasons) == (0, [])
    assert [one.role for one in dora.roles] == ["Judge"]


async def test_works(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Works anywhere, newest first, and our own show where it is one."""
    async with database.transaction() as tx:
        await seed_work(
            tx,
            island.ben,
            "a",
            work_key="7000",
            title="The Island",
            role="Self",
            released_on=date(2020, 1, 1),
            episode_count=2,
        )
        await seed_work(
            tx,
            island.ben,
            "b",
            work_key="7000",
            media_type="movie",
            title="Another Island",
            role="Editor",
            department="Editing",
            is_crew=True,
            released_on=date(2022, 1, 1),
        )
        await seed_work(tx, island.ben, "c", title="Unknown")
        await seed_work(tx, island.ben, "d", title="Gone", missing_since=AS_OF)
    film, series, unknown = await items(client, f"{BEN}/works", PersonWork)
    assert film.model_dump(mode="json") == {
        "source": "tmdb",
        "media_type": "movie",
        "tmdb_id": 7000,
        "title": "Another Island",
        "role": "Editor",
        "department": "Editing",
        "is_crew": True,
        "released_on": "2022-01-01",
        "episode_count": None,
        "show": None,
    }
    assert series.show is not None
    assert (series.show.id, series.episode_count) == (island.show, 2)
    assert (unknown.title, unknown.released_on, unknown.show) == ("Unknown", None, None)


async def test_vanished_credits(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Who had a credit once is still there, in no list; the credit is on request."""
    async with database.transaction() as tx:
        await tx.execute(
            "update core.credits set missing_since = %s where person_id = %s",
            [AS_OF, island.ben],
        )
    detail = await get(client, BEN, PersonDetail)
    assert (detail.name, detail.shows) == ("Ben Guest", [])
    for query in ("", "?q=ben+guest"):
        listed = await items(client, f"/api/v1/people{query}", ListedPerson)
        assert "Ben Guest" not in [one.name for one in listed]
    assert await items(client, f"{BEN}/credits", Credit) == []
    gone = await items(client, f"{BEN}/credits?missing=true", Credit)
    assert [one.missing_since for one in gone] == [AS_OF] * 3
    assert await refusal(client, f"{BEN}/shows/the-island") == (
        404,
        "tmdb:7302 has no credit in the-island.",
    )


async def test_shows_that_are_hidden(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Of a person in two shows, nothing of the hidden one is told."""
    async with database.transaction() as tx:
        columns = {"published": False}
        other = await seed_show(tx, Seeded("other", "Other", 99, columns=columns))
        await seed_credit(tx, island.ben, Scope(other))
        await seed_work(tx, island.ben, "a", work_key="99")
    detail = await get(client, BEN, PersonDetail)
    assert [one.show.slug for one in detail.shows] == ["the-island"]
    assert len(await items(client, f"{BEN}/credits", Credit)) == 3
    (work,) = await items(client, f"{BEN}/works", PersonWork)
    assert work.show is None
    assert (await refusal(client, f"{BEN}/shows/other"))[0] == 404
    (listed,) = await items(client, f"{PEOPLE}?q=ben+guest", ListedPerson)
    assert listed.show_count == 1


@pytest.mark.parametrize("part", ["", "/credits", "/shows/the-island", "/works"])
async def test_conditional(
    database: Database, island: Island, client: httpx2.AsyncClient, part: str
) -> None:
    """Who has an answer is told so, until something in it changes."""
    first = await client.get(f"{BEN}{part}")
    tag = {"If-None-Match": first.headers["etag"]}
    assert (await client.get(f"{BEN}{part}", headers=tag)).status_code == 304
    async with database.transaction() as tx:
        await tx.execute("update core.shows set name = 'Isle'")
        await seed_work(tx, island.ben, "a")
    assert (await client.get(f"{BEN}{part}", headers=tag)).status_code == 200
