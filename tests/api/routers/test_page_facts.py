"""What wikis say, on the pages of a person and of a show."""

import re

import httpx2
from psycopg.types.json import Jsonb

from tests.api.routers.test_whole_pages import headings, text
from tests.seed import AS_OF
from tests.seed_whole import Island
from tests.seed_wikis import ISLAND_WIKI, LICENCE
from tests.stored_pictures import Stored, seed_picture
from trr_backend.repositories.db import Database

ANN = "/people/tmdb:7301"
SHOW = "/shows/the-island"
OUT = 'rel="noopener nofollow"'
CC = f'<a href="{LICENCE["licence_url"]}" {OUT}>CC BY-SA 3.0</a>'
READ = 'read <time datetime="2026-01-02">2026-01-02</time>'


def stated(address: str, name: str, terms: str, more: str = "") -> str:
    """Return the line that says where something stands."""
    return (
        f'<p><a href="{address}" {OUT}>{name}</a>, '
        f'<a href="{address}?oldid=7" {OUT}>revision 7</a>, {terms}, {READ}{more}</p>'
    )


OWN = stated(f"{ISLAND_WIKI}/wiki/Ann_Winner", "Ann Winner on Island Wiki", CC)
FIRST = stated(f"{ISLAND_WIKI}/wiki/Season_1", "Season 1 on Island Wiki", CC)


async def test_person(known: Island, client: httpx2.AsyncClient) -> None:
    """A card a page with its source, other values below, and a card a season."""
    assert known
    page = await text(client, ANN)
    assert headings(page) == [
        "Ann Winner",
        "What wikis say",
        "Season by season",
        "Shows",
    ]
    gone = stated(
        "https://wiki.example.org/w/Ann",
        "Ann on wiki.example.org/w",
        "no licence stated",
        ", the page is gone since 2026-01-02",
    )
    day = "<dt>Birthday</dt><dd>"
    theirs = f'<a href="https://wiki.example.org/w/Ann" {OUT}>wiki.example.org</a>'
    ours = f'<a href="{ISLAND_WIKI}/wiki/Ann_Winner" {OUT}>the-island.fandom.com</a>'
    for part in (
        f'{day}1980-02-03<p class="otherwise">{theirs}: 1981-02-03</p></dd>',
        (
            f'{day}1981-02-03<p class="otherwise">TMDb: 1980-02-03, shown above</p>'
            f'<p class="otherwise">{ours}: 1980-02-03, shown above</p></dd>'
        ),
        '<dt>Occupation</dt><dd><ul class="values"><li>Diver</li><li>Baker</li></ul>',
        f'<div class="stated">{OWN}</div>',
        f'<div class="stated">{gone}</div>',
        (
            '<li class="part won"><div class="place">1</div><div>'
            '<h4><a href="/shows/the-island">The Island</a> Season 1</h4><p>Winner</p>'
            "<p>North, Merged</p><p>Day 1 &rarr; Day 39</p>"
            f'<blockquote>I win.</blockquote><div class="stated">{FIRST}{OWN}</div>'
        ),
        f'<p>From <a href="{ISLAND_WIKI}" {OUT}>Island Wiki</a>, by its editors: {CC}.',
    ):
        assert part in page, part
    # What the page no longer states is in the API alone.
    assert "Oslo" not in page


async def test_show(known: Island, client: httpx2.AsyncClient) -> None:
    """Seasons unfold to who took part, by place, and what else is said of them."""
    page = await text(client, SHOW)
    assert headings(page)[:4] == [
        "The Island",
        "What wikis say",
        "Seasons",
        "Season by season",
    ]
    tables = page.partition('class="ledger"')[2]
    rows = re.findall(r'<tr><td class="number">(\d*)</td>(<td>.*?)</tr>', tables)
    ben = f'<td><a href="/people/{known.ben}">Ben Guest</a> '
    assert rows == [
        (
            "1",
            (
                f'<td><a href="/people/{known.ann}">Ann Winner</a> '
                '<span class="quiet">Winner</span></td><td>North, Merged</td>'
                "<td>Day 1 &rarr; Day 39</td>"
            ),
        ),
        ("4", f'{ben}<span class="quiet">4/10</span></td><td></td><td></td>'),
        ("", "<td>Zed Unknown</td><td></td><td></td>"),
        ("2", f'<td><a href="/people/{known.ann}">Ann Winner</a></td>'),
    ]
    source = stated(f"{ISLAND_WIKI}/wiki/The_Island", "The Island on Island Wiki", CC)
    for part in (
        '<span class="quiet">3 listed, won by Ann Winner</span>',
        "<dt>Location</dt><dd>Bergen</dd>",
        f'<div class="stated">{FIRST}{OWN}{source}</div>',
        '<dd>2020-01-02<p class="otherwise">TMDb: 2020-01-01, shown above</p></dd>',
    ):
        assert part in page, part


async def test_facts_of_a_season_alone(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """A season without a ledger is there for its facts."""
    async with database.transaction() as tx:
        await tx.execute("delete from core.season_ledger")
    page = await text(client, SHOW)
    assert page.count("<dt>Location</dt><dd>Bergen</dd>") == 1
    assert 'class="ledger"' not in page
    assert known


async def test_texts_of_wikis_are_text(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """Nothing that a wiki says is markup, and no address but of the web a link."""
    nasty, script = '"><script>alert(1)</script>', "javascript:alert(1)"
    texts = Jsonb([nasty, script, f"http://[{nasty}"])
    async with database.transaction() as tx:
        for table in ("person_facts", "show_facts"):
            await tx.execute(
                f"update core.{table} set value = %s, licence = %s, licence_url = %s, "
                "source_url = %s, scope = scope || %s".encode(),
                [texts, nasty, script, script, nasty],
            )
            await tx.execute(
                f"update core.{table} set field = %s where field = 'birthday' "
                "or field = 'location'".encode(),
                [nasty],
            )
        await tx.execute(
            "update core.season_ledger set name = name || %(x)s, placement = %(x)s, "
            "entry = %(x)s, exit = %(x)s, teams = array[%(x)s], source_url = 'http://['",
            {"x": nasty},
        )
        await tx.execute(
            "update core.wikis set site_name = %s, url = %s", [nasty, script]
        )
        await tx.execute("update core.wiki_pages set title = %s", [nasty])
    for address in (ANN, SHOW):
        page = await text(client, address)
        assert "<script>" not in page
        assert 'href="javascript:' not in page
        assert "&lt;script&gt;" in page
    assert known


async def test_long_values_are_folded(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """Many words of one field unfold; further pages of a season do so, too."""
    async with database.transaction() as tx:
        await tx.execute(
            "update core.person_facts set value = %s where field = 'occupation'",
            [Jsonb(["word " * 30] * 3)],
        )
    page = await text(client, ANN)
    assert (
        '<summary><span class="title">Occupation</span> <span class="quiet">3 entries'
    ) in page
    assert known


async def test_pictures_of_wikis(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A wiki's photo is shown with its author and licence, also when it is alone."""
    page = f"{ISLAND_WIKI}/wiki/File:Ann.png"
    terms = {"source": "fandom", "author": "Kim <3", "page_url": page, **LICENCE}
    said = (
        f'<div class="stated"><p>Picture by Kim &lt;3, {CC}, '
        f'<a href="{page}" {OUT}>page</a></p></div>'
    )
    async with database.transaction() as tx:
        await seed_picture(tx, "person", island.ann, Stored("one", "photo", link=terms))
    assert (await text(client, ANN)).count(said) == 1
    async with database.transaction() as tx:
        more = Stored("two", "photo", 2, link={"linked_at": AS_OF})
        await seed_picture(tx, "person", island.ann, more)
    assert (await text(client, ANN)).count(said) == 2
