"""People: the list, one of them, credits, appearances and works."""

import random
from datetime import date

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.people import (
    ListedPerson,
    PersonDetail,
)
from tests.api.answers import get, items, refusal, walk
from tests.seed import AS_OF, Seeded, seed_id, seed_show
from tests.seed_whole import Island, Scope, seed_credit, seed_person
from trr_backend.repositories.db import Database

PEOPLE = "/api/v1/people"
OLGA = f"{PEOPLE}/tmdb:7300"


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
        "photo": None,
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
        "photo": None,
        "external_ids": {"tmdb": "5", "imdb": "nm0000005", "wikidata": "Q5"},
        "shows": [
            {
                "show": {"id": str(show), "slug": "newer", "name": "Newer"},
                "first_air_date": "2024-01-01",
                "poster_path": None,
                "poster": None,
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
                "poster": None,
                "categories": [
                    {"category": "host", "episode_count": 4},
                    {"category": "judge", "episode_count": 1},
                ],
                "roles": ["Judge", "Self"],
            },
        ],
        "facts": [],
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
        "included": None,
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
        ("?q=a", 422, "q: give at least 2 letters or digits"),
        ("?sort=age", 422, "sort: give one of: name, popularity, updated"),
        ("?limit=0", 422, "limit: give at least 1"),
        ("?cursor=abc", 400, "The cursor is broken; begin without one."),
        (
            "/tmdb:7300?x=1",
            422,
            "x: there is no such parameter; there are: fields, language, include",
        ),
        (
            "/tmdb:7300/credits?show=A B",
            422,
            "show: give a uuid, a slug, tmdb:8514 or imdb:tt0239195 in lower case",
        ),
        ("/tmdb:7300/credits?show=nope", 404, "There is no show nope."),
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
