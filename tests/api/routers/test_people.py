"""People: the list, one of them, credits, appearances and works."""

import random
from datetime import date

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.people import (
    Appearances,
    Credit,
    ListedPerson,
    PersonDetail,
    PersonWork,
)
from tests.api.answers import get, items, refusal, walk
from tests.seed import AS_OF, Seeded, insert_row, seed_id, seed_show
from tests.seed_whole import Island, Scope, seed_credit, seed_person
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


async def test_list(island: Island, client: httpx2.AsyncClient) -> None:
    """Everybody with a credit, by name."""
    found = await items(client, PEOPLE, ListedPerson)
    assert [one.name for one in found] == [
        "Ann Winner",
        "Ben Guest",
        "Cleo Crew",
        "Dora Judge",
        "Olga Host",
    ]
    assert found[4].model_dump(mode="json", exclude={"updated_at"}) == {
        "id": str(island.olga),
        "name": "Olga Host",
        "tmdb_id": 7300,
        "profile_path": "/olga.jpg",
        "known_for_department": None,
        "show_count": 1,
    }


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("olga", ["Olga Host"]),
        ("OLGA HOST", ["Olga Host"]),
        ("olgo host", ["Olga Host"]),
        ("bjork", ["Björk Guðmundsdóttir"]),
        ("sugar cube", ["Björk Guðmundsdóttir"]),
        ("zzzzzz", []),
    ],
)
async def test_search(
    database: Database,
    island: Island,
    client: httpx2.AsyncClient,
    q: str,
    expected: list[str],
) -> None:
    """Names and other names are found, slips and accents forgiven."""
    async with database.transaction() as tx:
        person = await seed_person(
            tx, "Björk Guðmundsdóttir", aliases=["The Sugarcubes", "Bjork"]
        )
        await seed_credit(tx, person, Scope(island.show))
        await seed_person(tx, "Olga of Nowhere")
    answer = await client.get(PEOPLE, params={"q": q})
    found = Listing[ListedPerson].model_validate_json(answer.content)
    assert [one.name for one in found.items] == expected


async def test_best_match_first(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Without a sort the name that fits best leads; a sort goes by name."""
    async with database.transaction() as tx:
        for name in ("Aaron Kim Lee", "Kim Lee", "Kim Leeson"):
            await seed_credit(tx, await seed_person(tx, name), Scope(island.show))
    found = await items(client, f"{PEOPLE}?q=kim+lee", ListedPerson)
    assert found[0].name == "Kim Lee"
    by_name = await items(client, f"{PEOPLE}?q=kim+lee&sort=name", ListedPerson)
    assert [one.name for one in by_name] == ["Aaron Kim Lee", "Kim Lee", "Kim Leeson"]


@pytest.mark.parametrize("query", ["", "&q=kim", "&q=kim&sort=name"])
@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_pages(
    database: Database,
    island: Island,
    client: httpx2.AsyncClient,
    query: str,
    limit: int,
) -> None:
    """All pages together are the whole list in order: no gap, no double."""
    chance = random.Random(20260101)
    async with database.transaction() as tx:
        for _ in range(40):
            name = chance.choice(["Kim Lee", "kim lee", "Kim Éclair", "Kim 李"])
            await seed_credit(tx, await seed_person(tx, name), Scope(island.show))
    whole = await walk(client, f"{PEOPLE}?limit={limit}{query}", ListedPerson)
    assert len({one.id for one in whole}) == len(whole)
    assert len(whole) == (40 if "q=" in query else 45)
    assert whole == await items(client, f"{PEOPLE}?limit=100{query}", ListedPerson)


async def test_whole_detail(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """What is stored of a person is shown, field by field."""
    columns = {
        "gender": "female",
        "birthday": date(1980, 2, 3),
        "deathday": date(2020, 2, 3),
        "place_of_birth": "Oslo",
        "biography": "Born in Oslo.",
        "homepage": "https://olga.example",
        "known_for_department": "Acting",
        "popularity": 1.5,
        "adult": False,
        "facebook_handle": "fb",
        "instagram_handle": "ig",
        "twitter_handle": "tw",
        "tiktok_handle": "tt",
        "youtube_handle": "yt",
        "details_at": AS_OF,
        "missing_since": AS_OF,
        "created_at": AS_OF,
        "updated_at": AS_OF,
    }
    async with database.transaction() as tx:
        person = await seed_person(
            tx,
            "Olga Other",
            tmdb_id=5,
            imdb_id="nm0000005",
            aliases=["O. O.", "Olga O"],
            profile_path="/o.jpg",
            **columns,
        )
        await seed_id(tx, "person", person, "wikidata", "Q5")
        await seed_credit(tx, person, Scope(island.show), "host", episode_count=4)
        await seed_credit(
            tx, person, Scope(island.show), "judge", "Judge", episode_count=1
        )
        newer = Seeded("newer", "Newer", columns={"first_air_date": date(2024, 1, 1)})
        show = await seed_show(tx, newer)
        await seed_credit(tx, person, Scope(show), "cast", None)
    found = await get(client, f"{PEOPLE}/{person}", PersonDetail)
    moment = "2026-01-02T03:04:05Z"
    assert found.model_dump(mode="json") == {
        **{name: value for name, value in columns.items() if isinstance(value, str)},
        "id": str(person),
        "name": "Olga Other",
        "aliases": ["O. O.", "Olga O"],
        "birthday": "1980-02-03",
        "deathday": "2020-02-03",
        "popularity": 1.5,
        "adult": False,
        "profile_path": "/o.jpg",
        "external_ids": {"tmdb": "5", "imdb": "nm0000005", "wikidata": "Q5"},
        "shows": [
            {
                "show": {"id": str(show), "slug": "newer", "name": "Newer"},
                "first_air_date": "2024-01-01",
                "poster_path": None,
                "categories": [{"category": "cast", "episode_count": None}],
                "roles": [],
            },
            {
                "show": {
                    "id": str(island.show),
                    "slug": "the-island",
                    "name": "The Island",
                },
                "first_air_date": "2020-01-01",
                "poster_path": None,
                "categories": [
                    {"category": "host", "episode_count": 4},
                    {"category": "judge", "episode_count": 1},
                ],
                "roles": ["Judge", "Self"],
            },
        ],
        "provenance": {"name": "tmdb"},
        "attribution": [
            {
                "source": "tmdb",
                "text": "This product uses the TMDB API but is not endorsed or "
                "certified by TMDB.",
                "url": "https://www.themoviedb.org/",
            }
        ],
        **dict.fromkeys(
            ("details_at", "missing_since", "created_at", "updated_at"), moment
        ),
    }


async def test_every_name_of_a_person(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A person is found by uuid in any case and by the ids of upstreams."""
    async with database.transaction() as tx:
        await seed_id(tx, "person", island.olga, "imdb", "nm0000001")
    for name in (
        str(island.olga),
        str(island.olga).upper(),
        "tmdb:7300",
        "imdb:nm0000001",
    ):
        found = await get(client, f"{PEOPLE}/{name}", PersonDetail)
        assert (found.id, found.external_ids.imdb) == (island.olga, "nm0000001"), name


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
        await tx.execute(
            "insert into core.redirects (entity, from_id, to_id, reason)"
            " values ('show', '11111111-2222-3333-4444-555555555555', %s, 'test')",
            [other],
        )
    assert len(await items(client, f"{BEN}/credits", Credit)) == 4
    for name, count in (
        ("other", 1),
        ("tmdb:99", 1),
        (str(other), 1),
        ("11111111-2222-3333-4444-555555555555", 1),
        ("the-island", 3),
        ("nobody", 0),
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
    """Who had a credit once is still there; the credit itself is shown on request."""
    async with database.transaction() as tx:
        await tx.execute(
            "update core.credits set missing_since = %s where person_id = %s",
            [AS_OF, island.ben],
        )
    detail = await get(client, BEN, PersonDetail)
    assert (detail.name, detail.shows) == ("Ben Guest", [])
    assert await items(client, f"{BEN}/credits", Credit) == []
    gone = await items(client, f"{BEN}/credits?missing=true", Credit)
    assert [one.missing_since for one in gone] == [AS_OF] * 3
    assert await refusal(client, f"{BEN}/shows/the-island") == (
        404,
        "tmdb:7302 has no credit in the-island.",
    )


@pytest.mark.parametrize(
    "hide",
    [
        "update core.shows set published = false",
        "update core.shows set slug = null",
        "delete from core.credits",
    ],
)
async def test_people_of_hidden_shows(
    database: Database, island: Island, client: httpx2.AsyncClient, hide: str
) -> None:
    """Who is in no show that anybody may see is not there."""
    async with database.transaction() as tx:
        await tx.execute(hide.encode())
    assert await items(client, PEOPLE, ListedPerson) == []
    assert await items(client, f"{PEOPLE}?q=olga+host", ListedPerson) == []
    told = (404, f"There is no person {island.ben} in any show here.")
    for part in ("", "/credits", "/works", "/shows/the-island"):
        assert await refusal(client, f"{PEOPLE}/{island.ben}{part}") == told


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


NAMED = "person_id: give a uuid, tmdb:12 or imdb:nm0000123 in lower case"


@pytest.mark.parametrize(
    ("part", "status", "detail"),
    [
        ("/olga", 422, NAMED),
        ("/tmdb:x", 422, NAMED),
        ("/imdb:tt0000001", 422, NAMED),
        ("/tmdb:" + "9" * 40, 422, NAMED),
        ("/tmdb:1", 404, "There is no person tmdb:1 in any show here."),
        ("/%00", 400, "A NUL byte has no place in an address."),
        ("?q=a", 422, "q: give at least 3 letters or digits"),
        ("?sort=popularity", 422, "sort: Input should be 'name'"),
        ("?limit=0", 422, "limit: Input should be greater than or equal to 1"),
        ("?cursor=abc", 400, "The cursor is broken; begin without one."),
        ("/tmdb:7300?x=1", 422, "x: Extra inputs are not permitted"),
        (
            "/tmdb:7300/credits?show=A B",
            422,
            "show: give a uuid, a slug, tmdb:8514 or imdb:tt0239195 in lower case",
        ),
        (
            "/tmdb:7300/shows/nobody",
            404,
            "tmdb:7300 has no credit in nobody.",
        ),
    ],
)
async def test_bad_parameters(
    island: Island, client: httpx2.AsyncClient, part: str, status: int, detail: str
) -> None:
    """What is not there or cannot be read is said in words."""
    assert island
    assert await refusal(client, f"{PEOPLE}{part}") == (status, detail)


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
