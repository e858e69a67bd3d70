"""Seasons, episodes and orders of a show."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest

from api.schemas.common import Answer
from api.schemas.seasons import (
    Episode,
    EpisodeDetail,
    EpisodeOrder,
    Season,
    SeasonDetail,
)
from api.schemas.shows import ShowDetail
from tests.api.answers import get, items, refusal, walk
from tests.seed import AS_OF, Seeded, insert_row, seed_show
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
TMDB = {
    "source": "tmdb",
    "text": "This product uses the TMDB API but is not endorsed or certified by TMDB.",
    "url": "https://www.themoviedb.org/",
}


def plain(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON gives it."""
    return answer.model_dump(mode="json")


async def test_seasons(island: Island, client: httpx2.AsyncClient) -> None:
    """All seasons by number, specials first, each with its span."""
    specials, first, second = await items(client, f"{SHOW}/seasons", Season)
    assert plain(first) == {
        "id": str(island.seasons[1]),
        "season_number": 1,
        "name": "Season 1",
        "overview": "Ten strangers.",
        "air_date": "2020-01-01",
        "poster_path": "/one.jpg",
        "vote_average": 7.5,
        "tmdb_id": 7101,
        "episode_count": 3,
        "aired_count": 3,
        "first_air_date": "2020-01-01",
        "last_air_date": "2020-01-03",
        "missing_since": None,
    }
    assert (specials.season_number, specials.name) == (0, "Specials")
    assert (specials.episode_count, specials.aired_count) == (1, 0)
    assert (second.first_air_date, second.last_air_date) == (
        date(2021, 2, 1),
        date(2021, 2, 8),
    )


async def test_season_detail(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A season has its texts, its episodes in short and its regular cast."""
    async with database.transaction() as tx:
        await insert_row(
            tx,
            "season_translations",
            {
                "season_id": island.seasons[1],
                "show_id": island.show,
                "language": "de",
                "name": "Staffel 1",
            },
        )
    found = plain(await get(client, f"{SHOW}/seasons/1", SeasonDetail))
    assert (found["id"], found["episode_count"]) == (str(island.seasons[1]), 3)
    show = {"id": str(island.show), "slug": "the-island", "name": "The Island"}
    assert found["show"] == show
    assert [one["name"] for one in found["episodes"]] == ["Day 1", "Day 2", "Day 3"]
    assert found["episodes"][2] == {
        "id": str(island.episodes[3]),
        "episode_number": 3,
        "name": "Day 3",
        "air_date": "2020-01-03",
        "runtime_minutes": 42,
        "episode_type": "finale",
        "still_path": "/day3.jpg",
    }
    assert found["regular_cast"] == [
        {
            "person": {
                "id": str(island.olga),
                "name": "Olga Host",
                "tmdb_id": 7300,
                "profile_path": "/olga.jpg",
            },
            "category": "host",
            "role": "Self - Host",
            "billing_order": 0,
        },
        {
            "person": {
                "id": str(island.ann),
                "name": "Ann Winner",
                "tmdb_id": 7301,
                "profile_path": None,
            },
            "category": "contestant",
            "role": "Self - Contestant",
            "billing_order": 1,
        },
    ]
    assert found["translations"] == [
        {"language": "de", "name": "Staffel 1", "overview": None}
    ]
    assert (found["provenance"], found["attribution"]) == ({"name": "tmdb"}, [TMDB])


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
    nobody = {"tmdb_id": None, "profile_path": None}
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


async def test_nothing_there(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """An empty list is no error; a season or episode that is not there is one."""
    assert island
    async with database.transaction() as tx:
        await seed_show(tx, Seeded("bare", "Bare"))
    for address in ("/api/v1/shows/bare/seasons", "/api/v1/shows/bare/orders"):
        assert await items(client, address, Season) == []
    assert await refusal(client, f"{SHOW}/seasons/9") == (
        404,
        "There is no season 9 of the-island.",
    )
    assert await refusal(client, f"{SHOW}/seasons/9/episodes") == (
        404,
        "There is no season 9 of the-island.",
    )
    for season, episode in ((1, 9), (9, 1)):
        assert await refusal(client, f"{SHOW}/seasons/{season}/episodes/{episode}") == (
            404,
            f"There is no episode {episode} in season {season} of the-island.",
        )
    for part in ("seasons", "seasons/1", "seasons/1/episodes", "orders"):
        assert await refusal(client, f"/api/v1/shows/nobody/{part}") == (
            404,
            "There is no show nobody.",
        )


NOT_A_NUMBER = "give a whole number from 0 on, such as 3"


@pytest.mark.parametrize(
    ("part", "status", "detail"),
    [
        ("seasons/-1", 422, f"season: {NOT_A_NUMBER}"),
        ("seasons/one", 422, f"season: {NOT_A_NUMBER}"),
        ("seasons/1.0", 422, f"season: {NOT_A_NUMBER}"),
        ("seasons/+1", 422, f"season: {NOT_A_NUMBER}"),
        ("seasons/" + "9" * 400, 422, f"season: {NOT_A_NUMBER}"),
        (
            "seasons/2147483648",
            422,
            "season: Input should be less than or equal to 2147483647",
        ),
        ("seasons/2147483647", 404, "There is no season 2147483647 of the-island."),
        ("seasons/1/episodes/-1", 422, f"episode: {NOT_A_NUMBER}"),
        ("seasons/1/episodes/x", 422, f"episode: {NOT_A_NUMBER}"),
        ("seasons/%00", 400, "A NUL byte has no place in an address."),
        ("seasons?limit=5", 422, "limit: Extra inputs are not permitted"),
        ("seasons/1?missing=1", 422, "missing: Extra inputs are not permitted"),
        ("orders?a=b", 422, "a: Extra inputs are not permitted"),
        (
            "seasons/1/episodes?limit=101",
            422,
            "limit: Input should be less than or equal to 100",
        ),
        (
            "seasons/1/episodes?cursor=abc",
            400,
            "The cursor is broken; begin without one.",
        ),
    ],
)
async def test_bad_parameters(
    island: Island, client: httpx2.AsyncClient, part: str, status: int, detail: str
) -> None:
    """What cannot be read is said in words."""
    assert island
    assert await refusal(client, f"{SHOW}/{part}") == (status, detail)


async def test_cursor_of_another_season(
    island: Island, client: httpx2.AsyncClient
) -> None:
    """A cursor of one season does not continue another one."""
    assert island
    first = await client.get(f"{SHOW}/seasons/1/episodes?limit=1")
    cursor = first.json()["next_cursor"]
    for part in ("seasons/2/episodes?limit=1&", "seasons/1/episodes?missing=true&"):
        assert await refusal(client, f"{SHOW}/{part}cursor={cursor}") == (
            400,
            "The cursor belongs to another sort or filter; begin without one.",
        )


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


async def test_totals_of_a_show(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A show counts its seasons and episodes without specials, and names two."""
    detail = await get(client, SHOW, ShowDetail)
    assert (detail.season_count, detail.episode_count, detail.special_count) == (
        2,
        5,
        1,
    )
    assert detail.latest_episode is not None
    assert plain(detail.latest_episode) == {
        "id": str(island.episodes[5]),
        "season_number": 2,
        "episode_number": 8,
        "name": None,
        "air_date": "2021-02-08",
    }
    assert (detail.next_episode, detail.next_air_date) == (None, None)
    soon = datetime.now(UTC).date() + timedelta(days=9)
    async with database.transaction() as tx:
        coming = await seed_episode(tx, island.seasons[2], 9, air_date=soon)
    detail = await get(client, SHOW, ShowDetail)
    assert detail.next_episode is not None
    assert (detail.next_episode.id, detail.next_air_date) == (coming, soon)


@pytest.mark.parametrize(("days", "is_told"), [(-9, False), (9, True)])
async def test_next_air_date_is_never_past(
    database: Database, client: httpx2.AsyncClient, days: int, *, is_told: bool
) -> None:
    """Without an episode the show's own day counts, unless it has passed."""
    day = datetime.now(UTC).date() + timedelta(days=days)
    async with database.transaction() as tx:
        await seed_show(tx, Seeded("bare", "Bare", columns={"next_air_date": day}))
    found = await get(client, "/api/v1/shows/bare", ShowDetail)
    assert found.next_air_date == (day if is_told else None)


@pytest.mark.parametrize(
    "part", ["seasons", "seasons/1", "seasons/1/episodes", "orders", "cast"]
)
async def test_conditional(
    database: Database, island: Island, client: httpx2.AsyncClient, part: str
) -> None:
    """Who has an answer is told so, until something in it changes."""
    address = f"{SHOW}/{part}"
    async with database.transaction() as tx:
        await seed_order(tx, island.show, "dvd", [island.episodes])
    first = await client.get(address)
    tag = {"If-None-Match": first.headers["etag"]}
    same = await client.get(address, headers=tag)
    assert (same.status_code, same.content) == (304, b"")
    async with database.transaction() as tx:
        await tx.execute("update core.seasons set name = name || '!'")
        await tx.execute("update core.episodes set name = name || '!'")
        await tx.execute("update core.people set name = name || '!'")
    changed = await client.get(address, headers=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
