"""The pages for people, as HTML."""

import re
from base64 import b64encode
from hashlib import sha256

import httpx2
import pytest

from tests.seed import HOUSEWIVES, Seeded, seed_logo, seed_named, seed_show
from tests.seed_whole import Island
from tests.stored_pictures import Stored, seed_picture
from trr_backend.repositories.db import Database


async def test_catalogue(database: Database, client: httpx2.AsyncClient) -> None:
    """The page shows posters, names that lead on, years, networks, offers."""
    async with database.transaction() as tx:
        show = await seed_show(tx, HOUSEWIVES)
        poster = await seed_picture(tx, "show", show, Stored("poster", "poster"))
        network = await seed_named(tx, "network", "Bravo")
        key = await seed_logo(tx, "network", network, b"logo")
    answer = await client.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = answer.text
    for part in (
        'href="/shows/the-real-housewives-of-atlanta">The Real Housewives of',
        f'src="/media/{poster}" width="1000" height="1500" alt="" class="blur p0"',
        f'src="/media/{key}" alt="Bravo"',
        "<p>Since 2008, US</p>",
        "6 offers",
        "not endorsed or certified by TMDB",
        "JustWatch",
        'href="/docs"',
        'href="/openapi.json"',
    ):
        assert part in page
    again = await client.get("/", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_policy(client: httpx2.AsyncClient) -> None:
    """The policy allows this very stylesheet, our own pictures, and no script."""
    answer = await client.get("/")
    match = re.search("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert match is not None
    digest = b64encode(sha256(match[1].encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; img-src 'self' data:; "
        f"style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert "<script" not in answer.text
    assert "style=" not in answer.text


async def test_names_are_text(database: Database, client: httpx2.AsyncClient) -> None:
    """What data holds is text on the page, whatever it looks like."""
    async with database.transaction() as tx:
        show = await seed_show(
            tx, Seeded("x", "<script>alert(1)</script>", networks=('"><b>',))
        )
        looks = {"key": '"><script>2</script>', "colour": None, "thumbhash": "</style>"}
        await seed_picture(tx, "show", show, Stored("x", "poster", asset=looks))
    page = (await client.get("/", params={"q": "<script>"})).text
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.usefixtures("catalogue")
async def test_search(client: httpx2.AsyncClient) -> None:
    """The search field finds shows, forgives slips, and says when there is none."""
    found = await client.get("/", params={"q": "hosewives"})
    assert "The Real Housewives of Atlanta" in found.text
    assert "Big Brother" not in found.text
    assert "No show has this name." in (await client.get("/?q=zzzzzz")).text
    assert (await client.get("/", params={"q": " "})).text.count("<li") == 4


async def test_search_finds_people(island: Island, client: httpx2.AsyncClient) -> None:
    """People are listed beside the shows, where nobody is found there is no heading."""
    page = (await client.get("/", params={"q": "olga hst"})).text
    assert re.findall("<h2>([^<]*)</h2>", page) == ["People", "Shows"]
    assert f'<a href="/people/{island.olga}">Olga Host</a>' in page
    assert "No show has this name." in page
    assert "<h2>People" not in (await client.get("/", params={"q": "island"})).text


async def test_more(database: Database, client: httpx2.AsyncClient) -> None:
    """A long catalogue is read on by a link."""
    async with database.transaction() as tx:
        for number in range(61):
            await seed_show(tx, Seeded(f"s-{number}", f"Show {number}"))
    first = (await client.get("/")).text
    match = re.search(r'class="more" href="([^"]+)"', first)
    assert match is not None
    second = (await client.get(match[1])).text
    assert (first.count("<li"), second.count("<li")) == (60, 1)
    assert 'class="more"' not in second


async def test_empty(client: httpx2.AsyncClient) -> None:
    """An empty catalogue says so."""
    assert "There are no shows yet." in (await client.get("/")).text


async def test_reference(client: httpx2.AsyncClient) -> None:
    """The reference lists every operation and loads nothing from elsewhere."""
    answer = await client.get("/docs")
    document = (await client.get("/openapi.json")).json()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"<h2>{method.upper()} {path}</h2>" in answer.text
    assert not re.search(r"(src|<link)[^>]*https?://", answer.text)
