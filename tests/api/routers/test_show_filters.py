"""Filters and sorts of the list of shows, and what contradicts itself."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.shows import ListedShow
from tests.api.answers import refusal
from tests.seed import Offer, Seeded, seed_show
from trr_backend.repositories.db import Database, Transaction

SHOWS = "/api/v1/shows"
TODAY = date.today()  # noqa: DTZ011 -- a day on either side makes no difference here
SOON = TODAY + timedelta(days=9)
EPISODE = """
with season as (
  insert into core.seasons (id, show_id, season_number)
  select gen_random_uuid(), s.id, %(season)s from core.shows s where s.slug = %(slug)s
  returning id, show_id
)
insert into core.episodes (id, show_id, season_id, episode_number, air_date)
select gen_random_uuid(), show_id, id, 1, %(day)s from season
"""
FILTERS: tuple[tuple[str, list[str]], ...] = (
    ("genre=reality,drama", ["a"]),
    ("genre=reality&genre=drama", ["a"]),
    ("genre=Reality", ["a", "b"]),
    ("genre=reality,nothing", []),
    ("company=endemol", ["a", "c"]),
    ("company=tmdb:999999", []),
    ("provider=hayu&offer_type=flatrate", ["a"]),
    ("provider=hayu&region=GB&offer_type=flatrate", []),
    ("region=GB&offer_type=buy", ["a"]),
    ("type=scripted", ["b"]),
    ("country=nl", ["b"]),
    ("original_language=NL", ["b"]),
    ("first_aired_from=2010-01-01", ["b", "c"]),
    ("first_aired_to=2010-01-01", ["a"]),
    ("first_aired_from=2005-05-05&first_aired_to=2005-05-05", ["a"]),
    ("in_production=true", ["a"]),
    ("in_production=false", ["b"]),
    ("has_next_episode=true", ["a", "c"]),
    ("has_next_episode=false", ["b", "d"]),
    ("vote_from=7.5", ["a"]),
    ("has_next_episode=true&country=US&sort=popularity", ["c", "a"]),
    ("sort=name", ["a", "b", "c", "d"]),
    ("sort=updated", ["d", "c", "b", "a"]),
    ("sort=next_air&has_next_episode=true", ["c", "a"]),
    ("sort=popularity", ["c", "b", "a", "d"]),
    ("sort=premiere", ["c", "b", "a", "d"]),
    ("q=chaos&sort=next_air&genre=reality", ["b"]),
)


async def seed(tx: Transaction) -> None:
    """Write four shows that differ in all that can be filtered and sorted by."""

    def show(
        slug: str, name: str, columns: Mapping[str, object], **more: Any
    ) -> Seeded:
        moment = f"2026-01-0{'abcd'.index(slug) + 1}T00:00:00.123456Z"
        return Seeded(
            slug, name, columns={"updated_at": moment} | dict(columns), **more
        )

    offers = [Offer("US", "flatrate", "Hayu"), Offer("GB", "buy", "Hayu")]
    for one in (
        show(
            "a",
            "Anarchy",
            {
                "in_production": True,
                "first_air_date": date(2005, 5, 5),
                "vote_average": 7.5,
                "popularity": 1,
                "origin_countries": ["US"],
            },
            genres=["Reality", "Drama"],
            companies=["Endemol"],
            offers=offers,
        ),
        show(
            "b",
            "Chaos",
            {
                "in_production": False,
                "type": "Scripted",
                "origin_countries": ["BE", "NL"],
                "original_language": "nl",
                "first_air_date": date(2011, 1, 1),
                "popularity": 2,
                "next_air_date": TODAY - timedelta(days=9),
            },
            genres=["Reality"],
        ),
        show(
            "c",
            "Disorder",
            {
                "first_air_date": date(2012, 1, 1),
                "popularity": 3,
                "next_air_date": SOON,
                "origin_countries": ["US"],
            },
            companies=["Endemol"],
        ),
        show("d", "Mess", {}),
    ):
        await seed_show(tx, one)
    for slug, season, days in (("a", 1, 20), ("a", 2, 30), ("b", 0, 3), ("b", 1, -3)):
        day = TODAY + timedelta(days=days)
        await tx.execute(EPISODE, {"slug": slug, "season": season, "day": day})


async def test_filters(database: Database, client: httpx2.AsyncClient) -> None:
    """Each filter and sort, some together; what is past and specials are no next."""
    async with database.transaction() as tx:
        await seed(tx)
    told = {}
    for query, _ in FILTERS:
        found: list[str] = []
        cursor = ""
        while True:
            answer = await client.get(f"{SHOWS}?limit=1&{query}&cursor={cursor}")
            assert answer.status_code == 200, answer.text
            page = Listing[ListedShow].model_validate_json(answer.content)
            found += [one.slug for one in page.items]
            if page.next_cursor is None:
                break
            cursor = page.next_cursor
        told[query] = found if "sort=" in query else sorted(found)
    assert told == dict(FILTERS)


@pytest.mark.parametrize("private", [True, False])
async def test_rating_of_imdb(
    database: Database,
    client: httpx2.AsyncClient,
    private_client: httpx2.AsyncClient,
    private: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    """Ratings of IMDb choose shows where they are shown, and nowhere else."""
    async with database.transaction() as tx:
        await seed_show(tx, Seeded("good", "Good", imdb_id="tt0000001"))
        await seed_show(tx, Seeded("bad", "Bad", imdb_id="tt0000002"))
        await tx.execute(RATINGS)
    query = f"{SHOWS}?imdb_rating_from=8.5"
    if not private:
        assert await refusal(client, query) == (
            422,
            "imdb_rating_from: only a private installation has IMDb's ratings",
        )
        return
    answer = await private_client.get(query)
    page = Listing[ListedShow].model_validate_json(answer.content)
    assert [one.slug for one in page.items] == ["good"]


RATINGS = """
insert into core.imdb_ratings (title_id, source, average_rating, vote_count)
values ('tt0000001', 'imdb-datasets', 8.5, 10), ('tt0000002', 'imdb-datasets', 8.4, 10)
"""


async def test_contradictions(client: httpx2.AsyncClient) -> None:
    """What cannot be, or cannot be read, is said in clear words."""
    days = "give a day such as 2026-01-31"
    before = "give a day that is not before"
    for query, detail in (
        ("first_aired_from=2026-02-30", f"first_aired_from: {days}"),
        ("first_aired_from=1e3", f"first_aired_from: {days}"),
        ("first_aired_to=20260101", f"first_aired_to: {days}"),
        (
            "first_aired_from=2026-02-02&first_aired_to=2026-02-01",
            f"first_aired_to: {before} first_aired_from, 2026-02-02",
        ),
        (
            "offer_type=buy",
            "offer_type: give a provider or a region as well, such as region=US",
        ),
        ("genre=a,b,c,d,e,f", "genre: give at most 5 of them"),
        ("genre=a,,b", "genre: give it a value, or leave it out"),
        ("country=USA", "country: give two letters, such as US"),
        (
            "original_language=english",
            "original_language: give two letters, such as en",
        ),
        ("in_production=maybe", "in_production: give true or false"),
        ("vote_from=11", "vote_from: give at most 10.0"),
        ("vote_from=nan", "vote_from: give a number, such as 7.5"),
        (
            "sort=next",
            "sort: give one of: name, premiere, popularity, updated, next_air",
        ),
    ):
        assert await refusal(client, f"{SHOWS}?{query}") == (422, detail)


async def test_cursors_are_bound(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """A cursor fits its own endpoint, sort and filters, and no other."""
    async with database.transaction() as tx:
        await seed(tx)
    lists = (
        f"{SHOWS}?limit=1",
        f"{SHOWS}?limit=1&sort=updated",
        f"{SHOWS}?limit=1&genre=reality",
        "/api/v1/genres?limit=1",
    )
    tokens = [(await client.get(one)).json()["next_cursor"] for one in lists]
    others = (*lists, "/api/v1/people?limit=1", "/api/v1/search?q=chaos")
    for number, token in enumerate(tokens):
        for address in others:
            status = (await client.get(f"{address}&cursor={token}")).status_code
            assert status == (200 if address == lists[number] else 400), address
