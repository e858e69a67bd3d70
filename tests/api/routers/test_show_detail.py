"""ShowDetail: everything of one show, exactly as its schema says."""

from datetime import UTC, datetime

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.offers import OfferGroup
from api.schemas.shows import ShowDetail
from tests.seed import (
    AS_OF,
    CATALOGUE,
    HOUSEWIVES,
    Seeded,
    seed_logo,
    seed_named,
    seed_show,
    tmdb_id_of,
)
from trr_backend.repositories.db import Database

ADDRESS = "/api/v1/shows/the-real-housewives-of-atlanta"


async def detail(client: httpx2.AsyncClient, show_id: str) -> ShowDetail:
    """Return the checked detail of a show."""
    answer = await client.get(f"/api/v1/shows/{show_id}")
    assert answer.status_code == 200, answer.text
    return ShowDetail.model_validate_json(answer.content)


@pytest.mark.usefixtures("catalogue")
async def test_every_seeded_show(client: httpx2.AsyncClient) -> None:
    """Each show has the shape that the schema promises, full or nearly empty."""
    for show in CATALOGUE:
        assert (await detail(client, show.slug)).name == show.name


@pytest.mark.usefixtures("catalogue")
async def test_whole_detail(client: httpx2.AsyncClient) -> None:
    """What is stored of a show is shown, field by field."""
    found = (await detail(client, HOUSEWIVES.slug)).model_dump(mode="json")
    ids = [
        found.pop(name)
        for name in ("id", "created_at", "updated_at", "watch_providers")
    ]
    assert all(ids)
    for name in ("genres", "keywords", "networks", "production_companies"):
        assert all(one.pop("id") for one in found[name])
    organisation = dict.fromkeys(("origin_country", "logo_url", "logo_srcset"))
    assert found == {
        "slug": "the-real-housewives-of-atlanta",
        "name": "The Real Housewives of Atlanta",
        "original_name": None,
        "original_language": None,
        "alternative_names": [
            {
                "title": "Las verdaderas amas de casa de Atlanta",
                "region": None,
                "type": None,
            }
        ],
        "overview": "Six women in Atlanta.",
        "tagline": None,
        "homepage": None,
        "status": "Returning Series",
        "type": None,
        "in_production": None,
        "adult": None,
        "first_air_date": "2008-10-07",
        "last_air_date": None,
        "next_air_date": None,
        "season_count": 0,
        "episode_count": 0,
        "special_count": 0,
        "latest_episode": None,
        "next_episode": None,
        "origin_countries": ["US"],
        "languages": ["en"],
        "episode_run_times": [],
        "popularity": 41.25,
        "vote_average": 7.0,
        "vote_count": None,
        "imdb_rating": None,
        "poster_path": "/poster.jpg",
        **dict.fromkeys(("poster", "backdrop", "logo")),
        "backdrop_path": None,
        "genres": [{"name": "Reality", "tmdb_id": tmdb_id_of("Reality")}],
        "keywords": [
            {"name": "friendship", "tmdb_id": tmdb_id_of("friendship")},
            {"name": "atlanta", "tmdb_id": tmdb_id_of("atlanta")},
        ],
        "networks": [{"name": "Bravo", "tmdb_id": tmdb_id_of("Bravo"), **organisation}],
        "production_companies": [
            {
                "name": "Truly Original",
                "tmdb_id": tmdb_id_of("Truly Original"),
                **organisation,
            }
        ],
        "external_ids": {
            "tmdb": "12546",
            "imdb": "tt1252370",
            "tvdb": None,
            "wikidata": None,
        },
        "facebook_handle": None,
        "instagram_handle": "therealhousewives",
        "twitter_handle": None,
        "provenance": {"name": "tmdb"},
        "attribution": [
            {
                "source": "tmdb",
                "text": "This product uses the TMDB API but is not endorsed or "
                "certified by TMDB.",
                "url": "https://www.themoviedb.org/",
            },
            {
                "source": "justwatch",
                "text": "Streaming offers are provided by JustWatch.",
                "url": "https://www.justwatch.com/",
            },
        ],
        "missing_since": None,
        "included": None,
    }


def shape(groups: list[OfferGroup]) -> list[tuple[str, str, list[str]]]:
    """Return region, type and provider names of each group."""
    return [
        (one.region, one.offer_type, [provider.name for provider in one.providers])
        for one in groups
    ]


@pytest.mark.usefixtures("catalogue")
async def test_offers_in_display_order(client: httpx2.AsyncClient) -> None:
    """Regions by letter, types as people look for them, providers by priority.

    A type that is new to us comes last, an unknown priority after the known ones, and
    an offer that ended is not shown.
    """
    found = await detail(client, HOUSEWIVES.slug)
    assert shape(found.watch_providers) == [
        ("GB", "flatrate", ["Hayu"]),
        ("US", "flatrate", ["Bravo TV", "Peacock", "Hayu"]),
        ("US", "buy", ["Apple TV"]),
        ("US", "lease", ["Novelty"]),
    ]
    first = found.watch_providers[0]
    assert first.link == "https://www.themoviedb.org/watch?locale=GB"
    assert first.providers[0].tmdb_id == tmdb_id_of("Hayu")
    assert first.providers[0].display_priority == 3


@pytest.mark.usefixtures("catalogue")
async def test_offers_of_a_region(client: httpx2.AsyncClient) -> None:
    """The offers alone are the same groups, all or of one region in any case."""
    full = (await detail(client, HOUSEWIVES.slug)).watch_providers
    for query, expected in (
        ("", full),
        ("?region=gb", full[:1]),
        ("?region=FR", []),
    ):
        answer = await client.get(f"{ADDRESS}/watch-providers{query}")
        page = Listing[OfferGroup].model_validate_json(answer.content)
        assert (page.items, page.next_cursor) == (expected, None)
    missing = await client.get("/api/v1/shows/nobody/watch-providers")
    assert missing.status_code == 404


async def test_every_name_of_a_show(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """A show is found by uuid in any case, slug and upstream ids."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
    names = (
        str(show_id),
        str(show_id).upper(),
        HOUSEWIVES.slug,
        "tmdb:12546",
        "imdb:tt1252370",
    )
    for name in names:
        found = await detail(client, name)
        assert (found.id, found.external_ids.tmdb) == (show_id, "12546"), name


async def test_hidden(database: Database, client: httpx2.AsyncClient) -> None:
    """What is not published is not there; what vanished upstream is left out."""
    async with database.transaction() as tx:
        await seed_show(tx, Seeded("hidden", "Hidden", columns={"published": False}))
        await seed_show(tx, HOUSEWIVES)
        for table in (
            "show_genres",
            "show_keywords",
            "show_networks",
            "show_companies",
            "show_alternative_titles",
            "show_watch_regions",
        ):
            await tx.execute(f"update core.{table} set missing_since = now()".encode())
    assert (await client.get("/api/v1/shows/hidden")).status_code == 404
    found = await detail(client, HOUSEWIVES.slug)
    assert [
        found.genres,
        found.keywords,
        found.networks,
        found.production_companies,
        found.alternative_names,
    ] == [[], [], [], [], []]
    assert {one.link for one in found.watch_providers} == {None}


async def test_logos(database: Database, client: httpx2.AsyncClient) -> None:
    """A logo has an address from the moment its object is confirmed."""
    async with database.transaction() as tx:
        await seed_show(tx, HOUSEWIVES)
        network = await seed_named(tx, "network", "Bravo")
        company = await seed_named(tx, "production_company", "Truly Original")
        provider = await seed_named(tx, "watch_provider", "Peacock")
        network_key = await seed_logo(tx, "network", network, b"1")
        await seed_logo(tx, "production_company", company, b"2", confirmed=False)
        provider_key = await seed_logo(tx, "watch_provider", provider, b"3")
    found = await detail(client, HOUSEWIVES.slug)
    assert found.networks[0].logo_url == f"/media/{network_key}"
    assert found.production_companies[0].logo_url is None
    logos = {
        provider.name: provider.logo_url
        for group in found.watch_providers
        for provider in group.providers
    }
    assert logos.pop("Peacock") == f"/media/{provider_key}"
    assert set(logos.values()) == {None}


async def test_times_are_utc(database: Database, client: httpx2.AsyncClient) -> None:
    """Times are written in UTC, whatever the database's time zone is."""
    async with database.transaction() as tx:
        await tx.execute(
            "do $$ begin execute format('alter database %I set timezone = %L',"
            " current_database(), 'Asia/Tokyo'); end $$"
        )
        await tx.execute("set local timezone = 'Asia/Tokyo'")
        columns = dict.fromkeys(("created_at", "updated_at", "missing_since"), AS_OF)
        await seed_show(tx, Seeded("a-show", "A Show", columns=columns))
    found = await detail(client, "a-show")
    assert found.created_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    raw = (await client.get("/api/v1/shows/a-show")).json()
    assert raw["missing_since"] == raw["updated_at"] == "2026-01-02T03:04:05.000000Z"


@pytest.mark.usefixtures("catalogue")
async def test_conditional(client: httpx2.AsyncClient) -> None:
    """Who has the bytes is told so; a change gives another tag."""
    first = await client.get(ADDRESS)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, no-cache"
    same = await client.get(ADDRESS, headers={"If-None-Match": f'"x", W/{etag}'})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == etag
    assert same.headers["cache-control"] == "public, no-cache"
    assert "content-type" not in same.headers
    other = await client.get(ADDRESS, headers={"If-None-Match": '"x"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_tag_follows_change(
    catalogue: Database, client: httpx2.AsyncClient
) -> None:
    """When a provider changes its name, so does the answer's tag."""
    before = (await client.get(ADDRESS)).headers["etag"]
    async with catalogue.transaction() as tx:
        await tx.execute(
            "update core.watch_providers set name = 'Hayu!' where name = 'Hayu'"
        )
    after = await client.get(ADDRESS, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before
