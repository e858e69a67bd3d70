"""Lists of shows: search, filters, sorts, and pages without gap or double."""

import random
from datetime import date, timedelta

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.shows import ListedShow
from tests.seed import HOUSEWIVES, Offer, Seeded, seed_named, seed_show, tmdb_id_of
from trr_backend.repositories.db import Database

SHOWS = "/api/v1/shows"


async def page(client: httpx2.AsyncClient, **params: str | int) -> Listing[ListedShow]:
    """Return one checked page."""
    answer = await client.get(SHOWS, params=params)
    assert answer.status_code == 200, answer.text
    return Listing[ListedShow].model_validate_json(answer.content)


async def slugs(client: httpx2.AsyncClient, **params: str | int) -> list[str | None]:
    """Return the slugs of one page in order."""
    return [show.slug for show in (await page(client, **params)).items]


async def walk(client: httpx2.AsyncClient, **params: str | int) -> list[ListedShow]:
    """Return the items of all pages."""
    found = await page(client, **params)
    items = list(found.items)
    while found.next_cursor is not None:
        found = await page(client, cursor=found.next_cursor, **params)
        items += found.items
    return items


@pytest.mark.usefixtures("catalogue")
async def test_whole_item(client: httpx2.AsyncClient) -> None:
    """A listed show has what a list needs."""
    (show,) = (await page(client, q="housewives")).items
    found = show.model_dump(mode="json", exclude={"id", "updated_at"})
    (network,) = found["networks"]
    assert network.pop("id")
    assert found == {
        "slug": "the-real-housewives-of-atlanta",
        "name": "The Real Housewives of Atlanta",
        "original_name": None,
        "status": "Returning Series",
        "type": None,
        "first_air_date": "2008-10-07",
        "last_air_date": None,
        "origin_countries": ["US"],
        "popularity": 41.25,
        "poster_path": "/poster.jpg",
        "poster": None,
        "tmdb_id": 12546,
        "imdb_id": "tt1252370",
        "genres": ["Reality"],
        "networks": [{"name": "Bravo", "logo_url": None, "logo_srcset": None}],
        "offer_count": 6,
        "included": None,
    }


async def test_empty(client: httpx2.AsyncClient) -> None:
    """An empty catalogue is an empty list."""
    found = await page(client)
    assert (found.items, found.next_cursor) == ([], None)
    assert [one.source for one in found.attribution] == ["tmdb", "justwatch"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("hosewives", ["the-real-housewives-of-atlanta"]),
        ("real housewifes atlanta", ["the-real-housewives-of-atlanta"]),
        ("REAL", ["the-real-housewives-of-atlanta"]),
        ("amas de casa", ["the-real-housewives-of-atlanta"]),
        ("the mole", ["de-mol"]),
        ("wie is de mol", ["de-mol"]),
        ("bg brother", ["big-brother", "big-brother-11366"]),
        ("zzzzzz", []),
    ],
)
@pytest.mark.usefixtures("catalogue")
async def test_search(client: httpx2.AsyncClient, q: str, expected: list[str]) -> None:
    """Names and alternative titles are found, slips of the hand forgiven."""
    found = await slugs(client, q=q)
    assert sorted(str(slug) for slug in found) == sorted(expected)


async def test_search_ignores_accents(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """Accents are no obstacle, and original names count."""
    async with database.transaction() as tx:
        columns = {"original_name": "Operación Triunfo"}
        await seed_show(tx, Seeded("ot", "Star Academy", columns=columns))
    assert await slugs(client, q="operacion triunfo") == ["ot"]
    assert await slugs(client, q="OPERACIÓN") == ["ot"]


async def test_best_match_first(database: Database, client: httpx2.AsyncClient) -> None:
    """Without a sort the name that fits best leads, whole before part."""
    async with database.transaction() as tx:
        for slug, name in (
            ("celebrity", "Celebrity Big Brother"),
            ("plain", "Big Brother"),
            ("panorama", "Big Brother Panorama"),
        ):
            await seed_show(tx, Seeded(slug, name))
    found = await slugs(client, q="big brother")
    assert found[0] == "plain"
    assert set(found) == {"plain", "celebrity", "panorama"}
    by_name = await slugs(client, q="big brother", sort="name")
    assert by_name == ["plain", "panorama", "celebrity"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"genre": "reality"}, 4),
        ({"genre": "GAME SHOW"}, 1),
        ({"genre": f"tmdb:{tmdb_id_of('Game Show')}"}, 1),
        ({"genre": "Drama"}, 0),
        ({"network": "bravo"}, 1),
        ({"network": f"tmdb:{tmdb_id_of('CBS')}"}, 1),
        ({"network": "tmdb:1"}, 0),
        ({"network": str(tmdb_id_of("CBS"))}, 1),
        ({"genre": str(tmdb_id_of("Game Show"))}, 1),
        ({"cursor": ""}, 4),
        ({"provider": "hayu"}, 1),
        ({"provider": "hayu", "region": "gb"}, 1),
        ({"provider": "hayu", "region": "FR"}, 0),
        ({"provider": "ITVX"}, 0),
        ({"provider": f"tmdb:{tmdb_id_of('Paramount Plus')}", "region": "US"}, 1),
        ({"region": "US"}, 2),
        ({"region": "GB"}, 1),
        ({"region": "DE"}, 0),
        ({"status": "ended"}, 1),
        ({"status": "Returning Series", "network": "CBS"}, 1),
        ({"q": "big brother", "network": "Channel 4"}, 1),
    ],
)
@pytest.mark.usefixtures("catalogue")
async def test_filters(
    client: httpx2.AsyncClient, params: dict[str, str], expected: int
) -> None:
    """Filters take names in any case and TMDb ids, and all have to hold."""
    assert len(await slugs(client, **params)) == expected


async def test_filters_by_uuid(catalogue: Database, client: httpx2.AsyncClient) -> None:
    """Filters take our own ids."""
    async with catalogue.transaction() as tx:
        genre = await seed_named(tx, "genre", "Game Show")
        network = await seed_named(tx, "network", "CBS")
        provider = await seed_named(tx, "watch_provider", "Hayu")
    assert await slugs(client, genre=str(genre)) == ["de-mol"]
    assert await slugs(client, network=str(network)) == ["big-brother"]
    assert await slugs(client, provider=str(provider)) == [HOUSEWIVES.slug]


async def seed_many(database: Database) -> list[Seeded]:
    """Write 60 shows whose sort keys are often equal and often unknown."""
    chance = random.Random(20260101)
    shows = [
        Seeded(
            slug=f"show-{number}",
            name=chance.choice(["Love Island", "the Mole", "Über", "Zoo", "éclair"]),
            offers=(Offer("US", "flatrate", "Hayu"),) * (number % 2),
            columns={
                "first_air_date": chance.choice(
                    [None, date(2000, 1, 1) + timedelta(days=chance.randrange(4))]
                ),
                "popularity": chance.choice([None, 0.1 + 0.2, 1e-7, 5, 123456.789]),
            },
        )
        for number in range(60)
    ]
    async with database.transaction() as tx:
        for show in shows:
            await seed_show(tx, show)
    return shows


@pytest.mark.parametrize("limit", [1, 7, 59, 60, 100])
@pytest.mark.parametrize("sort", ["name", "premiere", "popularity"])
async def test_pages(
    database: Database, client: httpx2.AsyncClient, sort: str, limit: int
) -> None:
    """All pages together are the whole list in order: no gap, no double."""
    seeded = await seed_many(database)
    whole = await walk(client, sort=sort, limit=limit)
    assert len(whole) == len(seeded)
    assert {show.slug for show in whole} == {show.slug for show in seeded}
    assert whole == (await page(client, sort=sort, limit=100)).items
    if sort == "premiere":
        dates = [show.first_air_date for show in whole]
        known = [one for one in dates if one is not None]
        assert dates == sorted(known, reverse=True) + [None] * dates.count(None)
    if sort == "popularity":
        values = [show.popularity for show in whole]
        numbers = [one for one in values if one is not None]
        assert values == sorted(numbers, reverse=True) + [None] * values.count(None)


@pytest.mark.parametrize("params", [{"q": "love iland"}, {"region": "US"}, {}])
async def test_filtered_pages(
    database: Database, client: httpx2.AsyncClient, params: dict[str, str]
) -> None:
    """Search and filters are paged as completely, best match first included."""
    await seed_many(database)
    whole = (await page(client, limit=100, **params)).items
    assert len(whole) > 5
    assert await walk(client, limit=4, **params) == whole


@pytest.mark.parametrize(
    "other",
    [{"sort": "popularity"}, {"sort": "name", "region": "US"}, {"q": "mole"}],
)
async def test_cursor_of_another_list(
    database: Database, client: httpx2.AsyncClient, other: dict[str, str]
) -> None:
    """A cursor continues its own list only."""
    await seed_many(database)
    cursor = (await page(client, limit=5)).next_cursor
    assert cursor is not None
    answer = await client.get(SHOWS, params={"cursor": cursor, **other})
    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        "The cursor belongs to another sort or filter; begin without one."
    )


async def test_rows_that_come_and_go(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """What is added or removed between two pages shifts nothing else."""
    await seed_many(database)
    first = await page(client, sort="name", limit=30)
    async with database.transaction() as tx:
        await tx.execute("delete from core.shows where id = %s", [first.items[3].id])
        await seed_show(tx, Seeded("aaa", "Aaa"))
    assert first.next_cursor is not None
    rest = await page(client, sort="name", limit=100, cursor=first.next_cursor)
    assert len(rest.items) == 30
    assert not {show.id for show in first.items} & {show.id for show in rest.items}


@pytest.mark.usefixtures("catalogue")
async def test_conditional(client: httpx2.AsyncClient) -> None:
    """A list has a tag as well."""
    first = await client.get(SHOWS)
    again = await client.get(SHOWS, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
