"""The cast of a show, a season, an episode: each person once, by billing."""

import random
from uuid import UUID

import httpx2
import pytest

from api.schemas.people import CastMember
from tests.api.answers import items, refusal, walk
from tests.seed import AS_OF, Seeded, seed_show
from tests.seed_whole import (
    Island,
    Scope,
    seed_credit,
    seed_episode,
    seed_person,
    seed_season,
)
from trr_backend.repositories.db import Database

CAST = "/api/v1/shows/the-island/cast"


async def names(
    client: httpx2.AsyncClient, query: str = ""
) -> list[tuple[str, int | None, bool]]:
    """Return who is listed, in how many episodes, and whether as a regular."""
    found = await items(client, f"{CAST}{query}", CastMember)
    return [(one.person.name, one.episode_count, one.is_regular) for one in found]


async def test_show(island: Island, client: httpx2.AsyncClient) -> None:
    """A show's cast has everybody but the crew, as the source counts them."""
    found = await items(client, CAST, CastMember)
    assert found[0].model_dump(mode="json") == {
        "person": {
            "id": str(island.olga),
            "name": "Olga Host",
            "tmdb_id": 7300,
            "profile_path": "/olga.jpg",
            "photo": None,
        },
        "roles": [
            {
                "category": "host",
                "role": "Self - Host",
                "department": None,
                "episode_count": 5,
                "billing_order": 0,
            }
        ],
        "episode_count": 5,
        "is_regular": True,
    }
    assert await names(client) == [
        ("Olga Host", 5, True),
        ("Ann Winner", 3, True),
        ("Dora Judge", None, False),
        ("Ben Guest", 2, False),
    ]


async def test_season(island: Island, client: httpx2.AsyncClient) -> None:
    """A season has its regulars, for all its episodes, and the guests of these."""
    assert island
    assert await names(client, "?season=1") == [
        ("Olga Host", 3, True),
        ("Ann Winner", 3, True),
        ("Ben Guest", 2, False),
    ]
    assert await names(client, "?season=2") == [("Olga Host", 2, True)]
    assert await names(client, "?season=0") == []


async def test_episode(island: Island, client: httpx2.AsyncClient) -> None:
    """An episode has its guests and, marked, the regulars of its season."""
    assert island
    regulars = [("Olga Host", 1, True), ("Ann Winner", 1, True)]
    assert await names(client, "?season=1&episode=1") == [
        *regulars,
        ("Ben Guest", 1, False),
    ]
    assert await names(client, "?season=1&episode=3") == regulars


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?category=host", ["Olga Host"]),
        ("?category=judge", ["Dora Judge"]),
        ("?category=contestant", ["Ann Winner"]),
        ("?category=guest", ["Ben Guest"]),
        ("?category=cast", []),
        ("?category=crew", ["Cleo Crew"]),
        ("?season=1&category=guest", ["Ben Guest"]),
        ("?season=1&category=crew", ["Cleo Crew"]),
        ("?season=2&category=crew", []),
        ("?season=1&episode=3&category=crew", ["Cleo Crew"]),
    ],
)
async def test_category(
    island: Island, client: httpx2.AsyncClient, query: str, expected: list[str]
) -> None:
    """One category alone; the crew comes where it is asked for."""
    assert island
    assert [name for name, *_ in await names(client, query)] == expected


async def test_roles(island: Island, client: httpx2.AsyncClient) -> None:
    """Who did several things is one item with several roles."""
    (whole,) = await items(client, f"{CAST}?category=crew", CastMember)
    assert whole.person.id == island.cleo
    assert [(one.role, one.department, one.episode_count) for one in whole.roles] == [
        ("Producer", "Production", 3),
        ("Director", "Directing", 1),
    ]
    assert (whole.episode_count, whole.is_regular) == (4, True)
    (season,) = await items(client, f"{CAST}?season=1&category=crew", CastMember)
    assert [(one.role, one.episode_count) for one in season.roles] == [
        ("Producer", 3),
        ("Director", 1),
    ]
    assert season.episode_count == 3


async def test_without_a_count_of_the_show(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """Who has credits of seasons and episodes only is counted from these."""
    async with database.transaction() as tx:
        show = await seed_show(tx, Seeded("the-island", "The Island"))
        first = await seed_season(tx, show, 1)
        second = await seed_season(tx, show, 2)
        days = [await seed_episode(tx, first, number) for number in (1, 2, 3)]
        final = await seed_episode(tx, second, 1)
        eve = await seed_person(tx, "Eve")
        await seed_credit(tx, eve, Scope(show, season=first), billing_order=3)
        await seed_credit(tx, eve, Scope(show, episode=final), billing_order=3)
        guy = await seed_person(tx, "Guy")
        for day in days[:2]:
            await seed_credit(tx, guy, Scope(show, episode=day), "guest")
        await seed_credit(tx, guy, Scope(show, episode=days[0]), "judge", "Judge")
    assert await names(client) == [("Eve", 4, True), ("Guy", 2, False)]
    (guest,) = (await items(client, CAST, CastMember))[1:]
    assert [(one.category, one.episode_count) for one in guest.roles] == [
        ("guest", 2),
        ("judge", 1),
    ]


async def test_vanished_upstream(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A credit that vanished counts no more, nor does one of a vanished episode."""
    async with database.transaction() as tx:
        await tx.execute(
            "update core.credits set missing_since = %s where person_id = %s",
            [AS_OF, island.ann],
        )
        await tx.execute(
            "update core.episodes set missing_since = %s where id = %s",
            [AS_OF, island.episodes[2]],
        )
    assert [name for name, *_ in await names(client)] == [
        "Olga Host",
        "Dora Judge",
        "Ben Guest",
    ]
    assert await names(client, "?season=1") == [
        ("Olga Host", 2, True),
        ("Ben Guest", 1, False),
    ]


async def seed_crowd(database: Database, island: Island) -> set[UUID]:
    """Write 60 people whose places are often equal and often unknown."""
    chance = random.Random(20260101)
    crowd = set()
    async with database.transaction() as tx:
        for _ in range(60):
            name = chance.choice(["Éva", "Bob", "bob", "李雷", "O'Neil"])
            person = await seed_person(tx, name)
            crowd.add(person)
            await seed_credit(
                tx,
                person,
                Scope(island.show, season=island.seasons[2]),
                billing_order=chance.choice([None, 1, 2, 10, 100]),
            )
    return crowd


@pytest.mark.parametrize("query", ["", "&season=2", "&season=2&episode=8"])
@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_pages(
    database: Database,
    island: Island,
    client: httpx2.AsyncClient,
    query: str,
    limit: int,
) -> None:
    """All pages together are the whole cast in order: no gap, no double."""
    crowd = await seed_crowd(database, island)
    whole = await walk(client, f"{CAST}?limit={limit}{query}", CastMember)
    ids = [one.person.id for one in whole]
    assert crowd <= set(ids)
    assert len(ids) == len(set(ids))
    assert whole == await items(client, f"{CAST}?limit=100{query}", CastMember)
    places = [one.roles[0].billing_order for one in whole]
    known = [place for place in places if place is not None]
    assert places == sorted(known) + [None] * places.count(None)


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("?season=9", 404, "There is no season 9 of the-island."),
        (
            "?season=1&episode=9",
            404,
            "There is no episode 9 in season 1 of the-island.",
        ),
        (
            "?season=9&episode=1",
            404,
            "There is no episode 1 in season 9 of the-island.",
        ),
        (
            "?episode=1",
            422,
            "episode: give its season as well, such as season=1",
        ),
        ("?season=-1", 422, "season: give a whole number from 0 on, such as 3"),
        (
            "?season=x&episode=1",
            422,
            "season: give a whole number from 0 on, such as 3",
        ),
        (
            "?category=star",
            422,
            ("category: give one of: host, judge, contestant, self, guest, cast, crew"),
        ),
        (
            "?seasn=1",
            422,
            (
                "seasn: there is no such parameter; there are: fields, cursor, limit, "
                "season, episode, category"
            ),
        ),
        ("?season=%00", 400, "A NUL byte has no place in an address."),
    ],
)
async def test_bad_parameters(
    island: Island, client: httpx2.AsyncClient, query: str, status: int, detail: str
) -> None:
    """What is not there or cannot be read is said in words."""
    assert island
    assert await refusal(client, f"{CAST}{query}") == (status, detail)


async def test_no_show(island: Island, client: httpx2.AsyncClient) -> None:
    """A show that is not there is told before anything of it."""
    assert island
    assert await refusal(client, "/api/v1/shows/nobody/cast?season=1") == (
        404,
        "There is no show nobody.",
    )
