"""The pages of one show and of one person, as HTML."""

import re
from datetime import date

import httpx2
import pytest

from tests.seed import HOUSEWIVES, Seeded, insert_row, seed_show
from tests.seed_whole import (
    Island,
    Scope,
    seed_credit,
    seed_episode,
    seed_person,
    seed_season,
)
from trr_backend.repositories.db import Database

ISLAND = "/shows/the-island"


async def text(client: httpx2.AsyncClient, address: str) -> str:
    """Return a page."""
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def headings(page: str) -> list[str]:
    """Return what the headings of the page's own part say."""
    return re.findall(r"<h[2-4]>([^<]*)</h[2-4]>", page)


async def test_show(island: Island, client: httpx2.AsyncClient) -> None:
    """The page has facts, seasons with their episodes, and the cast by category."""
    page = await text(client, ISLAND)
    assert headings(page) == [
        "The Island",
        "Seasons",
        "Cast",
        "Hosts",
        "Judges",
        "Contestants",
        "Guests",
    ]
    for part in (
        "<title>The Island - TRR Backend</title>",
        "<dt>On air</dt><dd>2020-2021</dd>",
        "<dt>Seasons</dt><dd>2</dd>",
        "<dt>Episodes</dt><dd>5</dd>",
        'href="/api/v1/shows/the-island"',
        'href="https://www.themoviedb.org/tv/7000"',
        'href="https://www.imdb.com/title/tt7000000/"',
        '<span class="title">Season 1</span> <span class="quiet">3 episodes, 2020',
        "<strong>Day 2</strong><p>What happened on day 2.</p>",
        '<time datetime="2020-01-02">2020-01-02</time></td><td class="minutes">42</td>',
        (
            f'<a href="/people/{island.olga}">Olga Host</a></p><p>Self - Host</p>'
            "<p>5 episodes</p>"
        ),
        "not endorsed or certified by TMDB",
    ):
        assert part in page
    assert page.index("Season 2") < page.index("Specials")
    assert "Cleo Crew" not in page
    assert "Information courtesy of IMDb" not in page


async def test_offers(database: Database, client: httpx2.AsyncClient) -> None:
    """Where to watch is told by region, each kind of offer by its word."""
    async with database.transaction() as tx:
        await seed_show(tx, HOUSEWIVES)
    page = await text(client, f"/shows/{HOUSEWIVES.slug}")
    assert re.findall(r'<span class="title">(\w+)</span>', page) == ["GB", "US"]
    assert re.findall(r"<dt>(Stream|Buy|lease)</dt>", page) == [
        "Stream",
        "Stream",
        "Buy",
        "lease",
    ]
    assert "<span>Bravo TV</span><span>Peacock</span><span>Hayu</span>" in page
    assert "ITVX" not in page
    assert "Streaming offers are provided by JustWatch." in page


async def test_bare_show(database: Database, client: httpx2.AsyncClient) -> None:
    """Of what is not known, the page says nothing."""
    async with database.transaction() as tx:
        await seed_show(tx, Seeded("bare", "Bare"))
    page = await text(client, "/shows/bare")
    assert headings(page) == ["Bare"]
    assert re.findall("<dt>([^<]*)</dt>", page) == ["More"]


async def test_single_season_is_open(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """The only season is unfolded, and an episode without a name has its number."""
    async with database.transaction() as tx:
        show = await seed_show(tx, Seeded("short", "Short"))
        await seed_episode(tx, await seed_season(tx, show, 3), 7)
    page = await text(client, "/shows/short")
    assert "<details open><summary>" in page
    assert '<span class="title">Season 3</span>' in page
    assert "<strong>Episode 7</strong>" in page


async def test_large_cast(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Of a large cast the first are seen, more unfold, and the rest is in the API."""
    async with database.transaction() as tx:
        for number in range(300):
            person = await seed_person(tx, f"Number {number:03}")
            await seed_credit(
                tx, person, Scope(island.show), "guest", billing_order=1000 + number
            )
    page = await text(client, ISLAND)
    assert page.count('<li class="person">') == 240
    assert "<summary>213 more</summary>" in page
    assert '<a href="/api/v1/shows/the-island/cast">All 304 people</a>' in page


async def test_person(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A person's page has facts, the shows here and works anywhere."""
    async with database.transaction() as tx:
        person = await seed_person(
            tx,
            "Olga Other",
            tmdb_id=5,
            imdb_id="nm0000005",
            aliases=["O. O."],
            birthday=date(1980, 2, 3),
            deathday=date(2020, 2, 3),
            place_of_birth="Oslo",
            biography="Born in Oslo.\n\nDied there.",
            homepage="https://olga.example",
            known_for_department="Acting",
            profile_path="/o.jpg",
        )
        await seed_credit(
            tx, person, Scope(island.show), "host", "Self - Host", episode_count=4
        )
        work = {"person_id": person, "source": "tmdb", "is_crew": False}
        for key, media_type, day in (
            ("7000", "tv", date(2020, 1, 1)),
            ("7", "movie", None),
        ):
            await insert_row(
                tx,
                "person_works",
                {
                    **work,
                    "source_key": key,
                    "work_key": key,
                    "media_type": media_type,
                    "title": f"Work {key}",
                    "role": "Self",
                    "released_on": day,
                },
            )
    page = await text(client, f"/people/{person}")
    assert headings(page) == ["Olga Other", "Shows", "Works"]
    for part in (
        "<title>Olga Other - TRR Backend</title>",
        "<p>Born in Oslo.</p><p>Died there.</p>",
        '<dt>Born</dt><dd><time datetime="1980-02-03">1980-02-03</time>, Oslo</dd>',
        '<dt>Died</dt><dd><time datetime="2020-02-03">2020-02-03</time></dd>',
        "<dt>Other names</dt><dd>O. O.</dd>",
        'href="https://olga.example"',
        'href="https://www.themoviedb.org/person/5"',
        'href="https://www.imdb.com/name/nm0000005/"',
        (
            '<a href="/shows/the-island">The Island</a></h4>'
            "<p>Self - Host</p><p>4 episodes as host</p><p>2020</p>"
        ),
        '<td>2020</td><td><a href="/shows/the-island">Work 7000</a></td>',
        '<td></td><td>Work 7 <span class="quiet">film</span></td>',
    ):
        assert part in page


async def test_many_works(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Of many works the newest are shown, and the rest is in the API."""
    async with database.transaction() as tx:
        for number in range(61):
            row = {"person_id": island.ben, "source": "tmdb", "media_type": "movie"}
            key = {"source_key": str(number), "work_key": "1", "is_crew": True}
            await insert_row(tx, "person_works", {**row, **key})
    page = await text(client, f"/people/{island.ben}")
    assert page.count("<td>Untitled") == 60
    assert f'<a href="/api/v1/people/{island.ben}/works">All 61 works</a>' in page


async def test_data_are_text(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """What data holds is text on the page, and no address but of the web a link."""
    nasty = '"><script>alert(1)</script>'
    async with database.transaction() as tx:
        for table, columns in (
            (
                "shows",
                (
                    "name",
                    "original_name",
                    "tagline",
                    "overview",
                    "status",
                ),
            ),
            ("seasons", ("name", "overview")),
            ("episodes", ("name", "overview")),
            (
                "people",
                (
                    "name",
                    "biography",
                    "place_of_birth",
                    "known_for_department",
                ),
            ),
            ("credits", ("role",)),
        ):
            values = ", ".join(f"{one} = %(nasty)s" for one in columns)
            await tx.execute(
                f"update core.{table} set {values}".encode(), {"nasty": nasty}
            )
        for table in ("shows", "people"):
            await tx.execute(
                f"update core.{table} set homepage = 'javascript:alert(1)'".encode()
            )
        await insert_row(
            tx,
            "person_aliases",
            {"person_id": island.ben, "name": nasty, "position": 0},
        )
    for address in (ISLAND, f"/people/{island.ben}"):
        page = await text(client, address)
        assert "<script>" not in page
        assert "javascript:" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("homepage", ["http://[", "https://[::1/x", "//x", "http"])
async def test_a_homepage_that_is_none_is_left_out(
    database: Database, island: Island, client: httpx2.AsyncClient, homepage: str
) -> None:
    """Whatever an upstream or a person gives for one, the page is shown."""
    async with database.transaction() as tx:
        for table in ("shows", "people"):
            await tx.execute(
                f"update core.{table} set homepage = %s".encode(), [homepage]
            )
    for address in (ISLAND, f"/people/{island.ben}"):
        assert "Homepage" not in await text(client, address)


async def test_imdb_is_named(
    database: Database, island: Island, private_client: httpx2.AsyncClient
) -> None:
    """In a private installation IMDb's rating is shown, with its licence and name."""
    assert island
    row = {"title_id": "tt7000000", "source": "imdb-datasets", "average_rating": 7.25}
    async with database.transaction() as tx:
        await insert_row(tx, "imdb_ratings", {**row, "vote_count": 12})
    page = await text(private_client, ISLAND)
    assert "7.2 of 10 (12 votes). Personal and non-commercial use only." in page
    assert "Information courtesy of IMDb" in page


async def test_former_ids(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """Former ids lead on, and what is not there is told."""
    async with database.transaction() as tx:
        for entity, entity_id in (("show", island.show), ("person", island.ben)):
            await insert_row(
                tx,
                "external_ids",
                {
                    "entity": entity,
                    "entity_id": entity_id,
                    "source": "tmdb",
                    "id": "99",
                    "superseded_at": "now",
                },
            )
    for old, new in (
        ("/shows/tmdb:99", f"/shows/{island.show}"),
        ("/people/tmdb:99", f"/people/{island.ben}"),
    ):
        answer = await client.get(old)
        assert (answer.status_code, answer.headers["location"]) == (308, new)
    for address in ("/shows/nobody", "/people/tmdb:1"):
        assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize("kind", ["show", "person"])
async def test_policy_and_tag(
    island: Island, client: httpx2.AsyncClient, kind: str
) -> None:
    """No script and no style of its own in the markup; who has the page is told so."""
    address = ISLAND if kind == "show" else f"/people/{island.ben}"
    answer = await client.get(address)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.text
    tag = {"If-None-Match": answer.headers["etag"]}
    assert (await client.get(address, headers=tag)).status_code == 304
