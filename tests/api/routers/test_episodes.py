"""Episodes of a season, orders, and what is doubled or vanished."""

from datetime import UTC, datetime

import httpx2
import pytest

from api.schemas.seasons import (
    Episode,
    EpisodeDetail,
    EpisodeOrder,
    Season,
    SeasonDetail,
)
from tests.api.answers import TMDB, get, items, plain, walk
from tests.seed import AS_OF, insert_row
from tests.seed_whole import (
    Island,
    Scope,
    seed_credit,
    seed_episode,
    seed_order,
    seed_person,
    seed_season,
)
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island"


async def test_episodes(island: Island, client: httpx2.AsyncClient) -> None:
    """The episodes of a season by number, each with all that is known of it."""
    found = await items(client, f"{SHOW}/seasons/1/episodes", Episode)
    assert [one.episode_number for one in found] == [1, 2, 3]
    assert plain(found[0]) == {
        "id": str(island.episodes[1]),
        "episode_number": 1,
        "name": "Day 1",
        "overview": "What happened on day 1.",
        "air_date": "2020-01-01",
        "runtime_minutes": 42,
        "episode_type": "standard",
        "production_code": "101",
        "still_path": "/day1.jpg",
        "still": None,
        "vote_average": 8.25,
        "vote_count": 4,
        "tmdb_id": 7201,
        "missing_since": None,
    }
    (special,) = await items(client, f"{SHOW}/seasons/0/episodes", Episode)
    assert special.name == "Reunion"


@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_pages_of_episodes(
    database: Database, island: Island, client: httpx2.AsyncClient, limit: int
) -> None:
    """A long season is read page by page, doubled numbers and all."""
    async with database.transaction() as tx:
        for number in range(40):
            await seed_episode(tx, island.seasons[0], 1 + number // 2)
    address = f"{SHOW}/seasons/0/episodes?limit={limit}"
    whole = await walk(client, address, Episode)
    numbers = [one.episode_number for one in whole]
    assert numbers == sorted([1, *(1 + number // 2 for number in range(40))])
    assert len({one.id for one in whole}) == 41


async def test_episode_detail(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """An episode has its guests, its crew, other orders and languages."""
    _, day_1, day_2, day_3, *_ = island.episodes
    async with database.transaction() as tx:
        await seed_order(tx, island.show, "dvd", [[day_3], [day_2, day_1]])
        await insert_row(
            tx,
            "episode_translations",
            {
                "episode_id": day_1,
                "show_id": island.show,
                "language": "pt-BR",
                "overview": "O primeiro dia.",
            },
        )
    found = plain(await get(client, f"{SHOW}/seasons/1/episodes/1", EpisodeDetail))
    listed = (await items(client, f"{SHOW}/seasons/1/episodes", Episode))[0]
    assert {name: found.pop(name) for name in plain(listed)} == plain(listed)
    nobody = {"tmdb_id": None, "profile_path": None, "photo": None}
    assert found == {
        "show": {"id": str(island.show), "slug": "the-island", "name": "The Island"},
        "season": {
            "id": str(island.seasons[1]),
            "season_number": 1,
            "name": "Season 1",
        },
        "external_ids": {"tmdb": "7201", "imdb": None, "tvdb": None, "wikidata": None},
        "imdb_rating": None,
        "guest_stars": [
            {
                "person": {
                    **nobody,
                    "id": str(island.ben),
                    "name": "Ben Guest",
                    "tmdb_id": 7302,
                },
                "category": "guest",
                "role": "Self",
                "department": None,
                "billing_order": 500,
            }
        ],
        "crew": [
            {
                "person": {
                    **nobody,
                    "id": str(island.cleo),
                    "name": "Cleo Crew",
                    "tmdb_id": 7303,
                },
                "category": "crew",
                "role": "Director",
                "department": "Directing",
                "billing_order": None,
            }
        ],
        "orders": [
            {
                "source": "tmdb",
                "key": "dvd",
                "name": "Order dvd",
                "type": "dvd",
                "group_name": "Disc 2",
                "group_position": 1,
                "position": 1,
            }
        ],
        "translations": [
            {"language": "pt-BR", "name": None, "overview": "O primeiro dia."}
        ],
        "provenance": {"name": "tmdb"},
        "attribution": [TMDB],
    }


async def test_guests_by_billing(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Guests stand by billing, unknown places last and then by name."""
    scope = Scope(island.show, episode=island.episodes[3])
    async with database.transaction() as tx:
        for name, place in (("Zoe", None), ("Ada", None), ("Max", 2), ("Tim", 1)):
            person = await seed_person(tx, name)
            await seed_credit(tx, person, scope, "guest", billing_order=place)
    found = await get(client, f"{SHOW}/seasons/1/episodes/3", EpisodeDetail)
    assert [one.person.name for one in found.guest_stars] == [
        "Tim",
        "Max",
        "Ada",
        "Zoe",
    ]
    assert found.crew == []


async def test_orders(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """An order has its groups, and these their episodes, each where it stands."""
    _, day_1, day_2, day_3, *_ = island.episodes
    async with database.transaction() as tx:
        await seed_order(tx, island.show, "b", [[day_3], [day_2, day_1]])
        await seed_order(tx, island.show, "a", [])
        await seed_order(tx, island.show, "gone", [[day_1]])
        await tx.execute(
            "update core.episode_orders set missing_since = now() where key = 'gone'"
        )
    empty, full = await items(client, f"{SHOW}/orders", EpisodeOrder)
    assert (empty.key, empty.groups) == ("a", [])
    assert plain(full) == {
        "source": "tmdb",
        "key": "b",
        "name": "Order b",
        "type": "dvd",
        "description": "As sold.",
        "groups": plain(full)["groups"],
    }
    assert [
        (group.position, group.name, [one.episode.name for one in group.episodes])
        for group in full.groups
    ] == [(0, "Disc 1", ["Day 3"]), (1, "Disc 2", ["Day 2", "Day 1"])]
    assert plain(full.groups[0].episodes[0]) == {
        "position": 0,
        "episode": {
            "id": str(day_3),
            "season_number": 1,
            "episode_number": 3,
            "name": "Day 3",
            "air_date": "2020-01-03",
        },
    }


async def test_doubled_numbers(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Lists show all of a number; the detail is the current one that came first."""
    async with database.transaction() as tx:
        await seed_season(tx, island.show, 1, tmdb_id=90, missing_since=AS_OF)
        later = await seed_season(tx, island.show, 1, tmdb_id=8000)
        for tmdb_id, missing in ((91, AS_OF), (8001, None), (92, None)):
            await seed_episode(
                tx, island.seasons[1], 1, tmdb_id=tmdb_id, missing_since=missing
            )
    listed = await items(client, f"{SHOW}/seasons", Season)
    assert [(one.season_number, one.tmdb_id) for one in listed] == [
        (0, 7100),
        (1, 7101),
        (1, 8000),
        (2, 7102),
    ]
    assert later == listed[2].id
    assert (await get(client, f"{SHOW}/seasons/1", SeasonDetail)).tmdb_id == 7101
    episodes = await items(client, f"{SHOW}/seasons/1/episodes", Episode)
    assert sorted(one.tmdb_id or 0 for one in episodes) == [92, 7201, 7202, 7203, 8001]
    chosen = await get(client, f"{SHOW}/seasons/1/episodes/1", EpisodeDetail)
    assert chosen.tmdb_id == 92


async def test_vanished_upstream(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """What vanished is in no list unless asked for, and its detail says since when."""
    async with database.transaction() as tx:
        for table, row in (
            ("seasons", island.seasons[2]),
            ("episodes", island.episodes[3]),
        ):
            await tx.execute(
                f"update core.{table} set missing_since = %s where id = %s".encode(),
                [AS_OF, row],
            )
    since = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    left = await items(client, f"{SHOW}/seasons", Season)
    assert [one.season_number for one in left] == [0, 1]
    assert left[1].episode_count == 2
    every = await items(client, f"{SHOW}/seasons?missing=true", Season)
    assert [(one.season_number, one.missing_since) for one in every] == [
        (0, None),
        (1, None),
        (2, since),
    ]
    gone = await get(client, f"{SHOW}/seasons/2", SeasonDetail)
    assert (gone.missing_since, gone.episode_count) == (since, 0)
    episodes = await items(client, f"{SHOW}/seasons/1/episodes", Episode)
    assert [one.episode_number for one in episodes] == [1, 2]
    address = f"{SHOW}/seasons/1/episodes?missing=true"
    assert [one.missing_since for one in await items(client, address, Episode)] == [
        None,
        None,
        since,
    ]
    detail = await get(client, f"{SHOW}/seasons/1/episodes/3", EpisodeDetail)
    assert detail.missing_since == since
