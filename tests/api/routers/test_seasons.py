"""Seasons, episodes and orders of a show."""

from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from api.schemas.seasons import (
    Season,
    SeasonDetail,
)
from api.schemas.shows import ShowDetail
from tests.api.answers import TMDB, get, items, plain, refusal
from tests.seed import Seeded, insert_row, seed_show
from tests.seed_whole import (
    Island,
    seed_episode,
    seed_order,
)
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island"


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
        "poster": None,
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
        "still": None,
    }
    assert found["regular_cast"] == [
        {
            "person": {
                "id": str(island.olga),
                "name": "Olga Host",
                "tmdb_id": 7300,
                "profile_path": "/olga.jpg",
                "photo": None,
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
                "photo": None,
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
            "season: give at most 2147483647",
        ),
        ("seasons/2147483647", 404, "There is no season 2147483647 of the-island."),
        ("seasons/1/episodes/-1", 422, f"episode: {NOT_A_NUMBER}"),
        ("seasons/1/episodes/x", 422, f"episode: {NOT_A_NUMBER}"),
        ("seasons/%00", 400, "A NUL byte has no place in an address."),
        (
            "seasons?limit=5",
            422,
            "limit: there is no such parameter; there are: fields, missing, language",
        ),
        (
            "seasons/1?missing=1",
            422,
            "missing: there is no such parameter; there are: fields, language, include",
        ),
        (
            "orders?a=b",
            422,
            "a: there is no such parameter; there are: fields, language",
        ),
        (
            "seasons/1/episodes?limit=101",
            422,
            "limit: give at most 100",
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
