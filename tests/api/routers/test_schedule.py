"""What is on, and all episodes by their day."""

from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from api.schemas.schedule import ScheduledEpisode
from tests.api.answers import plain, refusal, walk
from tests.seed import Offer, Seeded, seed_show
from trr_backend.repositories.db import Database, Transaction

ON = "/api/v1/whats-on"
ALL = "/api/v1/episodes"
DAY = date(2026, 3, 1)
EPISODES = """
with season as (
  insert into core.seasons (id, show_id, season_number)
  select gen_random_uuid(), s.id, %(season)s from core.shows s where s.slug = %(slug)s
  returning id, show_id
)
insert into core.episodes
  (id, show_id, season_id, episode_number, air_date, name, missing_since)
select gen_random_uuid(), t.show_id, t.id, w.number, w.day, %(slug)s || w.number, w.gone
from season t, unnest(%(numbers)s::integer[], %(days)s::date[],
  %(gone)s::timestamptz[]) w (number, day, gone)
"""


async def seed_season(
    tx: Transaction, slug: str, season: int, days: list[date | None], gone: int = -1
) -> None:
    """Write a season of one episode a day, numbered from 1; one is gone upstream."""
    numbers = range(1, len(days) + 1)
    await tx.execute(
        EPISODES,
        {
            "slug": slug,
            "season": season,
            "numbers": list(numbers),
            "days": days,
            "gone": [
                datetime(2026, 1, 1, tzinfo=UTC) if number == gone else None
                for number in numbers
            ],
        },
    )


@pytest.fixture
async def seasons(database: Database) -> Database:
    """Return a database with the episodes of four shows, one of them hidden."""
    async with database.transaction() as tx:
        for slug, popularity in (("small", 1.0), ("big", 90.5), ("none", None)):
            await seed_show(
                tx,
                Seeded(
                    slug,
                    slug.title(),
                    networks=["Bravo", "CBS"] if slug == "big" else (),
                    genres=["Reality"] if slug == "small" else (),
                    offers=[Offer("US", "flatrate", "Hayu")] if slug == "none" else (),
                    columns={"popularity": popularity},
                ),
            )
        await seed_show(tx, Seeded("hidden", "Hidden", columns={"published": False}))
        later = DAY + timedelta(days=1)
        await seed_season(tx, "small", 1, [DAY, later, None, DAY], gone=4)
        await seed_season(tx, "small", 0, [DAY])
        await seed_season(tx, "big", 2, [later, DAY, DAY])
        await seed_season(tx, "none", 1, [DAY])
        await seed_season(tx, "hidden", 1, [DAY])
        today = datetime.now(UTC).date()
        await seed_season(tx, "big", 3, [today])
    return database


FILTERS: tuple[tuple[str, list[str]], ...] = (
    (
        f"{ON}?date={DAY}&days=2",
        ["big2", "big3", "small1", "small1", "none1", "big1", "small2"],
    ),
    (f"{ON}?date={DAY}", ["big2", "big3", "small1", "small1", "none1"]),
    (f"{ON}?date=2026-03-02&days=14", ["big1", "small2"]),
    (f"{ON}?days=1", ["big1"]),
    (f"{ON}?date={DAY}&network=cbs", ["big2", "big3"]),
    (f"{ON}?date={DAY}&genre=reality", ["small1", "small1"]),
    (f"{ON}?date={DAY}&region=us", ["none1"]),
    (f"{ON}?date=1900-01-01", []),
    (f"{ALL}?show=small&sort=oldest&specials=false", ["small1", "small2"]),
    (f"{ALL}?show=small&specials=true", ["small1"]),
    (f"{ALL}?show=big&aired_to={DAY}", ["big2", "big3"]),
    (f"{ALL}?show=big&aired_from=2026-03-02&sort=oldest", ["big1", "big1"]),
    (f"{ALL}?aired_from=2026-03-02&aired_to=2026-03-02", ["big1", "small2"]),
    (f"{ALL}?show=no-such-show", []),
)


@pytest.mark.usefixtures("seasons")
async def test_days(client: httpx2.AsyncClient) -> None:
    """By day, then by the show's popularity and its order; what is gone is not on."""
    told = {}
    for address, expected in FILTERS:
        join = "&" if "?" in address else "?"
        whole = await walk(client, f"{address}{join}limit=2", ScheduledEpisode)
        names = [str(one.name) for one in whole]
        told[address] = names if ON in address else sorted(names)
        assert len({one.id for one in whole}) == len(whole)
        days = [str(one.air_date) for one in whole]
        assert days == sorted(days, reverse="sort=" not in address and ALL in address)
        assert expected == told[address]


@pytest.mark.usefixtures("seasons")
async def test_whole_item(client: httpx2.AsyncClient) -> None:
    """An episode comes with its season, its show and who sends it."""
    address = f"{ON}?date={DAY}&network=cbs&limit=1"
    first, _ = await walk(client, address, ScheduledEpisode)
    found = plain(first)
    for part in (found, found["season"], found["show"]):
        assert part.pop("id")
    assert found == {
        "episode_number": 2,
        "name": "big2",
        "overview": None,
        "air_date": "2026-03-01",
        "runtime_minutes": None,
        "episode_type": None,
        "production_code": None,
        "still_path": None,
        "still": None,
        "vote_average": None,
        "vote_count": None,
        "tmdb_id": None,
        "missing_since": None,
        "is_special": False,
        "season": {"season_number": 2, "name": None},
        "show": {
            "slug": "big",
            "name": "Big",
            "popularity": 90.5,
            "poster_path": None,
            "poster": None,
        },
        "networks": ["Bravo", "CBS"],
    }


async def test_bad_parameters(client: httpx2.AsyncClient) -> None:
    """What cannot be read, or contradicts itself, is named."""
    day = "give a day such as 2026-01-31"
    for address, detail in (
        (f"{ON}?date=tomorrow", f"date: {day}"),
        (f"{ON}?date=2026-02-30", f"date: {day}"),
        (f"{ON}?days=15", "days: give at most 14"),
        (f"{ON}?days=0", "days: give at least 1"),
        (f"{ON}?region=USA", "region: give two letters, such as US"),
        (
            f"{ALL}?aired_from=2026-02-02&aired_to=2026-02-01",
            "aired_to: give a day that is not before aired_from, 2026-02-02",
        ),
        (f"{ALL}?sort=best", "sort: give one of: newest, oldest"),
    ):
        assert await refusal(client, address) == (422, detail)
