"""Who took part in the seasons of a show, as pages of wikis state it."""

import httpx2

from api.schemas.common import Listing
from api.schemas.facts import LedgerEntry
from tests.api.answers import TMDB, get, plain, walk
from tests.seed import AS_OF
from tests.seed_whole import Island
from tests.seed_wikis import (
    ISLAND_WIKI,
    seed_page,
    seed_part,
    seed_wiki,
)
from trr_backend.repositories.db import Database

LEDGER = "/api/v1/shows/the-island/ledger"
MOMENT = "2026-01-02T03:04:05Z"


async def parts(
    client: httpx2.AsyncClient, address: str = LEDGER
) -> list[tuple[str, int | None, str]]:
    """Return scope, place and name of a list."""
    found = await get(client, address, Listing[LedgerEntry])
    return [(one.scope, one.place, one.name) for one in found.items]


async def test_order(known: Island, client: httpx2.AsyncClient) -> None:
    """By season, place and position; a season that is none of ours comes last."""
    expected = [
        ("The Island: Season 1", 1, "Ann"),
        ("The Island: Season 1", 4, "Ben"),
        ("The Island: Season 1", None, "Zed Unknown"),
        ("Pilot", 2, "Ann Winner"),
    ]
    assert await parts(client) == expected
    assert await parts(client, f"{LEDGER}?season=1") == expected[:3]
    assert await parts(client, f"{LEDGER}?season=2") == []
    assert known


async def test_whole_entry(known: Island, client: httpx2.AsyncClient) -> None:
    """The season's page is shown, its gaps filled from the person's; both are named."""
    found = await get(client, f"{LEDGER}?limit=1", Listing[LedgerEntry])
    terms = {
        "source": "fandom",
        "revision": 7,
        "retrieved_at": MOMENT,
        "licence": "CC BY-SA 3.0",
        "licence_url": "https://creativecommons.org/licenses/by-sa/3.0/",
        "page_missing_since": None,
    }
    assert [plain(one) for one in found.items] == [
        {
            "season": {
                "id": str(known.seasons[1]),
                "season_number": 1,
                "name": "Season 1",
            },
            "scope": "The Island: Season 1",
            "person": {
                "id": str(known.ann),
                "name": "Ann Winner",
                "tmdb_id": 7301,
                "profile_path": None,
                "photo": None,
            },
            "name": "Ann",
            "placement": "Winner",
            "place": 1,
            "entry": "Day 1",
            "exit": "Day 39",
            "teams": ["North", "Merged"],
            "stated_by": "season",
            "missing_since": None,
            "sources": [
                {
                    "stated_by": "season",
                    "placement": "Winner",
                    "place": 1,
                    "entry": None,
                    "exit": None,
                    "teams": ["North", "Merged"],
                    "source_url": f"{ISLAND_WIKI}/wiki/Season_1",
                    "attribution": "Season 1, by its editors",
                    **terms,
                },
                {
                    "stated_by": "person",
                    "placement": "1/10",
                    "place": 1,
                    "entry": "Day 1",
                    "exit": "Day 39",
                    "teams": [],
                    "source_url": f"{ISLAND_WIKI}/wiki/Ann_Winner",
                    "attribution": "Ann Winner, by its editors",
                    **terms,
                },
            ],
        }
    ]
    assert [one.source for one in found.attribution] == ["tmdb", "fandom"]
    assert plain(found.attribution[0]) == TMDB


async def test_pages(known: Island, client: httpx2.AsyncClient) -> None:
    """All pages together are the whole list in order."""
    for limit in (1, 3):
        found = await walk(client, f"{LEDGER}?limit={limit}", LedgerEntry)
        assert [(one.scope, one.place, one.name) for one in found] == await parts(
            client
        )
    assert known


async def test_what_is_gone(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """What no page states any more is shown on demand; another's statement stays."""
    async with database.transaction() as tx:
        await tx.execute(
            "update core.season_ledger set missing_since = %s "
            "where stated_by = 'season'",
            [AS_OF],
        )
    assert await parts(client) == [
        ("Season 1", 1, "Ann Winner"),
        ("Pilot", 2, "Ann Winner"),
    ]
    found = await get(client, f"{LEDGER}?missing=true", Listing[LedgerEntry])
    assert [(one.name, one.missing_since, len(one.sources)) for one in found.items] == [
        ("Ann Winner", None, 2),
        ("Ben", AS_OF, 1),
        ("Zed Unknown", AS_OF, 1),
        ("Ann Winner", None, 1),
    ]
    assert known


async def test_several_wikis(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """Of two pages of a season the one that is still there is shown first."""
    async with database.transaction() as tx:
        wiki = await seed_wiki(tx, "a.example/w", "https://a.example/w")
        page = await seed_page(tx, wiki, "https://a.example/w/One")
        of = {"scope": "S1", "season_id": known.seasons[1], "person_id": known.ben}
        await seed_part(tx, known.show, page, "B.", place=5, exit="Day 2", **of)
        of["person_id"] = known.cleo
        await tx.execute("delete from core.credits where person_id = %s", [known.cleo])
        await seed_part(tx, known.show, page, "Cleo", **of)
    found = await get(client, f"{LEDGER}?season=1", Listing[LedgerEntry])
    ben, cleo = found.items[1], found.items[2]
    assert (ben.name, ben.place, ben.exit, len(ben.sources)) == ("Ben", 4, "Day 2", 2)
    # She has no credit in a show that anybody may see: a name, nobody to go on to.
    assert (cleo.name, cleo.person) == ("Cleo", None)
    async with database.transaction() as tx:
        await tx.execute(
            "update core.wiki_pages set missing_since = %s where title = 'Season 1'",
            [AS_OF],
        )
    found = await get(client, f"{LEDGER}?season=1", Listing[LedgerEntry])
    assert [(one.name, one.place) for one in found.items[1:3]] == [
        ("B.", 5),
        ("Cleo", None),
    ]
