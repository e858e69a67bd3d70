"""Shows and people in one search."""

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.search import Found
from tests.api.answers import get, items, plain, refusal, walk
from tests.seed import Offer, Seeded, seed_show
from tests.seed_whole import Island, Scope, seed_credit, seed_person
from trr_backend.repositories.db import Database

SEARCH = "/api/v1/search"
TRANSLATED = """
insert into core.show_translations (show_id, language, name)
select s.id, w.* from core.shows s, (values ('ja', 'テラスハウス'), ('ru', 'Дом-2'),
  ('de', 'Das große Haus'), ('fr', null)) w (language, name)
where s.slug = 'terrace'
"""


@pytest.fixture
async def names(database: Database) -> Database:
    """Return a database with shows and people whose names are much alike."""
    async with database.transaction() as tx:
        terrace = await seed_show(
            tx,
            Seeded(
                "terrace",
                "Terrace House",
                tmdb_id=7,
                titles=["Boys and Girls Next Door"],
                offers=[Offer("JP", "flatrate", "Netflix")],
                columns={"first_air_date": "2012-10-12", "poster_path": "/t.jpg"},
            ),
        )
        await tx.execute(TRANSLATED)
        island = await seed_show(tx, Seeded("love-island", "Love Island"))
        await seed_show(tx, Seeded("rupaul", "RuPaul's Drag Race"))
        hidden = await seed_show(
            tx, Seeded("hidden", "Hidden Terrace", columns={"published": False})
        )
        for name, aliases, show in (
            ("John Smith", ["Jack the Lad"], island),
            ("Terrance Howard", [], terrace),
            ("Renée Müller-Lüdenscheidt", [], island),
            ("Terrace Nobody", [], hidden),
        ):
            person = await seed_person(tx, name, aliases=aliases)
            await seed_credit(tx, person, Scope(show))
        await seed_person(tx, "Terrace Idle")
    return database


# What is asked, and what is found by which name.
FOUND: tuple[tuple[str, list[tuple[str, str]]], ...] = (
    ("Terrace House", [("Terrace House", "Terrace House")]),
    ("terr", [("Terrace House", "Terrace House"), ("Terrance Howard",) * 2]),
    ("house terrace", [("Terrace House", "Terrace House")]),
    ("terracehouse", [("Terrace House", "Terrace House")]),
    ("terace hosue", [("Terrace House", "Terrace House")]),
    ("girls next", [("Terrace House", "Boys and Girls Next Door")]),
    ("das grosse haus", [("Terrace House", "Das große Haus")]),
    ("дом 2", [("Terrace House", "Дом-2")]),
    ("ハウス", [("Terrace House", "テラスハウス")]),
    ("jhon", [("John Smith", "John Smith")]),
    ("jon smiht", [("John Smith", "John Smith")]),
    ("jack", [("John Smith", "Jack the Lad")]),
    ("renee muller", [("Renée Müller-Lüdenscheidt",) * 2]),
    ("RENÉE", [("Renée Müller-Lüdenscheidt",) * 2]),
    ("ludenscheid", [("Renée Müller-Lüdenscheidt",) * 2]),
    ("ludenshceit", [("Renée Müller-Lüdenscheidt",) * 2]),
    ("rupauls drag race", [("RuPaul's Drag Race",) * 2]),
    ("rupaul\u2019s", [("RuPaul's Drag Race",) * 2]),
    ("love island australia", [("Love Island", "Love Island")]),
    ("xyzzyx", []),
    ("zz' & | ! \\ :* (", []),
    (("love " * 40).strip(), [("Love Island", "Love Island")]),
    ("q" * 200, []),
    ("★★", []),
)


@pytest.mark.usefixtures("names")
async def test_found(client: httpx2.AsyncClient) -> None:
    """Any name finds, in any order and script; slips and accents are forgiven."""
    told = []
    for q, _ in FOUND:
        query = httpx2.QueryParams({"q": q})
        hits = await items(client, f"{SEARCH}?{query}", Found)
        told.append((q, [(one.name, one.matched_name) for one in hits]))
        scores = [one.score for one in hits]
        assert scores == sorted(scores, reverse=True)
    assert told == list(FOUND)


@pytest.mark.usefixtures("names")
async def test_whole_items(client: httpx2.AsyncClient) -> None:
    """A show has its poster and year, a person what they are known for."""
    show, person = await items(client, f"{SEARCH}?q=terr", Found)
    assert plain(show) | {"id": None, "score": None} == {
        "type": "show",
        "id": None,
        "name": "Terrace House",
        "slug": "terrace",
        "year": 2012,
        "tmdb_id": 7,
        "image": None,
        "image_path": "/t.jpg",
        "known_for_department": None,
        "matched_name": "Terrace House",
        "score": None,
    }
    assert (person.type, person.slug, person.year) == ("person", None, None)


@pytest.mark.usefixtures("names")
async def test_narrowed(client: httpx2.AsyncClient) -> None:
    """Shows or people alone, and of shows those that a region offers."""

    async def names_of(query: str) -> list[str]:
        return [h.name for h in await items(client, f"{SEARCH}?{query}", Found)]

    assert await names_of("q=terr&type=show") == ["Terrace House"]
    assert await names_of("q=terr&type=person") == ["Terrance Howard"]
    assert await names_of("q=terr&region=jp") == ["Terrace House", "Terrance Howard"]
    assert await names_of("q=terr&region=us") == ["Terrance Howard"]
    assert await names_of("q=terr&region=US&type=show") == []


async def test_pages(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """All pages together are the whole list; the popular of equals come first."""
    async with database.transaction() as tx:
        for number in range(30):
            person = await seed_person(tx, f"Kim {'Lee' * (number % 3)}")
            await seed_credit(tx, person, Scope(island.show))
            await seed_show(tx, Seeded(f"kim-{number}", "Kim Leeds"))
        await tx.execute("update core.shows set popularity = 90 where slug = 'kim-7'")
    whole = await walk(client, f"{SEARCH}?q=kim+lee&limit=7", Found)
    assert len({one.id for one in whole}) == len(whole) == 50
    first = await get(client, f"{SEARCH}?q=kim+lee&limit=100", Listing[Found])
    assert first.items == whole
    assert next(h.slug for h in whole if h.type == "show") == "kim-7"


async def test_kept_up_to_date(database: Database, client: httpx2.AsyncClient) -> None:
    """A name that is taken away, marked as gone or changed is found no more."""

    async def count(q: str) -> int:
        return len(await items(client, f"{SEARCH}?q={q}", Found))

    async with database.transaction() as tx:
        show = await seed_show(tx, Seeded("s", "Alphaville", titles=["Betatown"]))
        person = await seed_person(tx, "Gamma Ray", aliases=["Deltoid"])
        await seed_credit(tx, person, Scope(show))
    queries = ("alphavile", "betatonw", "gama", "deltiod")
    assert [await count(q) for q in queries] == [1, 1, 1, 1]
    async with database.transaction() as tx:
        await tx.execute("update core.shows set name = 'Omega'")
        await tx.execute(
            "update core.show_alternative_titles set missing_since = now()"
        )
        await tx.execute("delete from core.person_aliases")
    assert [await count(q) for q in queries] == [0, 0, 1, 0]
    async with database.transaction() as tx:
        await tx.execute("delete from core.people")
        rows = await (
            await tx.execute("select word from core.search_vocabulary")
        ).fetchall()
        assert rows == [("omega",)]


REFUSED: tuple[tuple[str, int, str], ...] = (
    ("", 422, "q: it is needed"),
    ("?q=a", 422, "q: give at least 2 letters or digits"),
    ("?q=" + "a" * 10_000, 422, "q: give at most 200 letters"),
    ("?q=%00ab", 400, "A NUL byte has no place in an address."),
    ("?q=ab&type=list", 422, "type: give one of: show, person"),
    ("?q=ab&region=USA", 422, "region: give two letters, such as US"),
    (
        "?q=ab&type=person&region=US",
        422,
        "region: people are offered nowhere; leave it out, or ask shows",
    ),
    ("?q=ab&limit=101", 422, "limit: give at most 100"),
    ("?q=ab&cursor=abc", 400, "The cursor is broken; begin without one."),
)


async def test_bad_parameters(client: httpx2.AsyncClient) -> None:
    """What cannot be read is named, with what to give instead."""
    for query, status, detail in REFUSED:
        assert await refusal(client, f"{SEARCH}{query}") == (status, detail)
