"""Wikis about the whole show of seed_whole: their pages, facts and season ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4
from zlib import crc32

from psycopg.types.json import Jsonb

from tests.seed import AS_OF, insert_row
from tests.seed_whole import Island
from trr_backend.repositories.db import Transaction

LICENCE = {
    "licence": "CC BY-SA 3.0",
    "licence_url": "https://creativecommons.org/licenses/by-sa/3.0/",
}
NO_LICENCE = {"licence": None, "licence_url": None}
ISLAND_WIKI = "https://the-island.fandom.com"
OTHER_WIKI = "https://wiki.example.org/w"


@dataclass(frozen=True, slots=True)
class SeededPage:
    """A page to be: what every row of it says of its source."""

    id: UUID
    source: Mapping[str, object]


async def seed_wiki(tx: Transaction, name: str, url: str, **columns: object) -> UUID:
    """Write a wiki; return its id."""
    new_id = uuid4()
    source = "fandom" if ".fandom.com" in url else "wiki"
    row = {"id": new_id, "name": name, "source": source, "url": url, **columns}
    await insert_row(tx, "wikis", row)
    return new_id


async def seed_page(
    tx: Transaction,
    wiki_id: UUID,
    address: str,
    *,
    licence: Mapping[str, object] = LICENCE,
    **columns: object,
) -> SeededPage:
    """Write a page of this address; its title is the end of that."""
    new_id, title = uuid4(), address.rpartition("/")[2].replace("_", " ")
    moments = {"revised_at": AS_OF, "retrieved_at": AS_OF}
    page = {
        "id": new_id,
        "wiki_id": wiki_id,
        "page_number": crc32(address.encode()),
        "title": title,
        "url": address,
        "revision": 7,
        **moments,
        **columns,
    }
    await insert_row(tx, "wiki_pages", page)
    source = {
        "page_id": new_id,
        "source": "fandom" if ".fandom.com" in address else "wiki",
        "source_url": address,
        "revision": 7,
        "retrieved_at": AS_OF,
        "attribution": f"{title}, by its editors",
        **licence,
    }
    return SeededPage(new_id, source)


async def seed_fact(
    tx: Transaction,
    about: Mapping[str, UUID],
    page: SeededPage,
    field: str,
    value: str | Sequence[str],
    **columns: object,
) -> None:
    """Write a fact of a person ({"person_id": ...}) or a show ({"show_id": ...})."""
    table = "person_facts" if "person_id" in about else "show_facts"
    row = {**about, **page.source, "field": field, "value": Jsonb(value), **columns}
    await insert_row(tx, table, row)


async def seed_part(
    tx: Transaction, show_id: UUID, page: SeededPage, name: str, **columns: object
) -> None:
    """Write a row of the season ledger."""
    row = {"show_id": show_id, "name": name, "stated_by": "season", "position": 1}
    await insert_row(tx, "season_ledger", {**row, **page.source, **columns})


async def seed_island_wikis(tx: Transaction, at: Island) -> None:
    """Write what two wikis say of the island, of Ann Winner and of its first season.

    They disagree about Ann's birthday; the page of the other wiki is gone. Of Ann's
    part in season 1 the season's page says less than Ann's own.
    """
    ours = await seed_wiki(
        tx, "the-island", ISLAND_WIKI, site_name="Island Wiki", is_free=True, **LICENCE
    )
    other = await seed_wiki(tx, "wiki.example.org/w", OTHER_WIKI)
    ann = await seed_page(tx, ours, f"{ISLAND_WIKI}/wiki/Ann_Winner")
    show = await seed_page(tx, ours, f"{ISLAND_WIKI}/wiki/The_Island")
    first = await seed_page(tx, ours, f"{ISLAND_WIKI}/wiki/Season_1")
    gone = await seed_page(
        tx, other, f"{OTHER_WIKI}/Ann", licence=NO_LICENCE, missing_since=AS_OF
    )
    await tx.execute(
        "update core.people set birthday = '1980-02-03', place_of_birth = "
        """'Bergen, Norway', provenance = '{"birthday": "tmdb"}' where id = %s""",
        [at.ann],
    )
    await _facts(tx, at, ann, gone)
    await _show_facts(tx, at, show)
    await _ledger(tx, at, first, ann)


async def _facts(
    tx: Transaction, at: Island, page: SeededPage, gone: SeededPage
) -> None:
    about = {"person_id": at.ann}
    season = {"show_id": at.show, "season_id": at.seasons[1], "scope": "The Island: 1"}
    for said_by, field, value, columns in (
        (page, "birthday", "1980-02-03", {}),
        (gone, "birthday", "1981-02-03", {}),
        (page, "place_of_birth", "Bergen", {}),
        (page, "occupation", ["Diver", "Baker"], {}),
        (page, "hometown", "Oslo", {"missing_since": AS_OF}),
        (page, "tagline", ["I win."], {**season, "heading": "Taglines"}),
        (page, "nickname", "Annie", {"show_id": at.show, "scope": "Pilot"}),
    ):
        await seed_fact(tx, about, said_by, field, value, **columns)


async def _show_facts(tx: Transaction, at: Island, page: SeededPage) -> None:
    season = {"season_id": at.seasons[1], "scope": "Season 1"}
    about = {"show_id": at.show}
    for field, value, columns in (
        ("location", "Norway", {}),
        ("premiere_date", "2020-01-02", {}),
        ("location", "Bergen", season),
        ("premiere_date", "2020-01", season),
    ):
        await seed_fact(tx, about, page, field, value, **columns)


async def _ledger(
    tx: Transaction, at: Island, first: SeededPage, own: SeededPage
) -> None:
    one = {"season_id": at.seasons[1], "scope": "The Island: Season 1"}
    for page, name, columns in (
        (first, "Zed Unknown", {"position": 1}),
        (
            first,
            "Ben",
            {"position": 2, "person_id": at.ben, "placement": "4/10", "place": 4},
        ),
        (
            first,
            "Ann",
            {
                "position": 3,
                "person_id": at.ann,
                "placement": "Winner",
                "place": 1,
                "teams": ["North", "Merged"],
            },
        ),
        (
            own,
            "Ann Winner",
            {
                "person_id": at.ann,
                "stated_by": "person",
                "placement": "1/10",
                "place": 1,
                "entry": "Day 1",
                "exit": "Day 39",
                "scope": "Season 1",
            },
        ),
    ):
        await seed_part(tx, at.show, page, name, **{**one, **columns})
    pilot = {"scope": "Pilot", "person_id": at.ann, "stated_by": "person"}
    await seed_part(tx, at.show, own, "Ann Winner", placement="2nd", place=2, **pilot)
