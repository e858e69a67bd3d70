"""What wikis state of people and shows, with its sources and where they differ."""

from datetime import date
from typing import Any

import httpx2
import pytest

from api.schemas.common import Attribution, Listing
from api.schemas.facts import Fact, PersonFact
from api.schemas.people import PersonDetail
from tests.api.answers import TMDB, get, plain, refusal, walk
from tests.seed import AS_OF, Seeded, seed_show
from tests.seed_whole import Island, Scope, seed_credit, seed_season
from tests.seed_wikis import (
    ISLAND_WIKI,
    OTHER_WIKI,
    seed_fact,
    seed_page,
    seed_wiki,
)
from trr_backend.repositories.db import Database

ANN = "/api/v1/people/tmdb:7301"
SHOW = "/api/v1/shows/the-island"
MOMENT = "2026-01-02T03:04:05Z"
OUR_WIKI = {
    "source": "fandom",
    "text": "From Island Wiki, under CC BY-SA 3.0 "
    "(https://creativecommons.org/licenses/by-sa/3.0/).",
    "url": ISLAND_WIKI,
}
OTHER = {
    "source": "wiki",
    "text": "From wiki.example.org/w, which states no licence.",
    "url": OTHER_WIKI,
}


async def told(client: httpx2.AsyncClient, address: str) -> list[tuple[str, object]]:
    """Return fields and values of a list of facts of a person."""
    found = await get(client, address, Listing[PersonFact])
    return [(one.field, one.value) for one in found.items]


async def test_detail(known: Island, client: httpx2.AsyncClient) -> None:
    """A person carries what pages state now; each wiki is named with its licence."""
    found = await get(client, ANN, PersonDetail)
    facts = [(one.field, one.value, one.scope) for one in found.facts]
    assert facts == [
        ("birthday", "1980-02-03", None),
        ("birthday", "1981-02-03", None),
        ("occupation", ["Diver", "Baker"], None),
        ("place_of_birth", "Bergen", None),
        ("tagline", ["I win."], "The Island: 1"),
        ("nickname", "Annie", "Pilot"),
    ]
    assert [plain(one) for one in found.attribution] == [TMDB, OUR_WIKI, OTHER]
    listed = await get(client, f"{ANN}/facts", Listing[PersonFact])
    assert (listed.items, listed.attribution) == (found.facts, found.attribution)
    assert known


async def test_whole_fact(known: Island, client: httpx2.AsyncClient) -> None:
    """A fact has its season, its source and its terms, field by field."""
    found = await get(client, f"{ANN}/facts?season=1", Listing[PersonFact])
    assert [plain(one) for one in found.items] == [
        {
            "field": "tagline",
            "value": ["I win."],
            "heading": "Taglines",
            "show": {"id": str(known.show), "slug": "the-island", "name": "The Island"},
            "season": {
                "id": str(known.seasons[1]),
                "season_number": 1,
                "name": "Season 1",
            },
            "scope": "The Island: 1",
            "source": "fandom",
            "source_url": f"{ISLAND_WIKI}/wiki/Ann_Winner",
            "revision": 7,
            "retrieved_at": MOMENT,
            "licence": "CC BY-SA 3.0",
            "licence_url": "https://creativecommons.org/licenses/by-sa/3.0/",
            "attribution": "Ann Winner, by its editors",
            "missing_since": None,
            "page_missing_since": None,
            "conflicts": [],
        }
    ]
    assert [plain(one) for one in found.attribution] == [TMDB, OUR_WIKI]


def other(value: str, source: str, url: str | None, **more: bool) -> dict[str, Any]:
    """Return what is said of another value."""
    shown = {"is_shown": False, **more}
    return {"value": value, "source": source, "source_url": url, **shown}


async def test_conflicts(known: Island, client: httpx2.AsyncClient) -> None:
    """Other values are named, the record's first; a less exact one is none of them."""
    found = await get(client, f"{ANN}/facts?conflicting=true", Listing[PersonFact])
    ours, theirs = f"{ISLAND_WIKI}/wiki/Ann_Winner", f"{OTHER_WIKI}/Ann"
    assert [(one.source_url, plain(one)["conflicts"]) for one in found.items] == [
        (ours, [other("1981-02-03", "wiki", theirs)]),
        (
            theirs,
            [
                other("1980-02-03", "tmdb", None, is_shown=True),
                other("1980-02-03", "fandom", ours, is_shown=True),
            ],
        ),
    ]
    # The page of the other wiki is gone; what it said is kept and says so.
    assert [plain(one)["page_missing_since"] for one in found.items] == [None, MOMENT]
    assert known


async def test_days_are_compared_as_days(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """A year or month agrees with a day in it; without a record is no conflict."""
    record = other("1980-02-03", "override", None, is_shown=True)
    for shown, stated, others in (
        ("1980-02-03", "1980", []),
        ("1980-02-03", "1980-02", []),
        ("1980-02-03", "1980-03", [record]),
        ("1980-02-03", "3 February 1981", [record]),
        (None, "1980-02-03", []),
    ):
        async with database.transaction() as tx:
            await tx.execute("delete from core.person_facts where source = 'wiki'")
            await tx.execute(
                "update core.person_facts set value = to_jsonb(%s::text) "
                "where field = 'birthday'",
                [stated],
            )
            await tx.execute(
                "update core.people set birthday = %s, provenance = "
                """'{"birthday": "override"}' where id = %s""",
                [shown, known.ann],
            )
        found = await get(client, f"{ANN}/facts?field=birthday", Listing[PersonFact])
        assert plain(found.items[0])["conflicts"] == others, (shown, stated)


async def test_record_from_a_wiki(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """What the record has from a page is named once: as that page's value."""
    async with database.transaction() as tx:
        await tx.execute(
            """update core.people set provenance = '{"birthday": "fandom"}'"""
        )
    found = await get(client, f"{ANN}/facts?field=birthday", Listing[PersonFact])
    ours = f"{ISLAND_WIKI}/wiki/Ann_Winner"
    assert plain(found.items[1])["conflicts"] == [
        other("1980-02-03", "fandom", ours, is_shown=True)
    ]
    assert known


async def test_filters(known: Island, client: httpx2.AsyncClient) -> None:
    """By field, season, the page's own name of it; also what is no longer stated."""
    facts = f"{ANN}/facts"
    assert await told(client, f"{facts}?field=hometown") == []
    gone = await get(
        client, f"{facts}?field=hometown&missing=true", Listing[PersonFact]
    )
    assert [(one.value, one.missing_since) for one in gone.items] == [("Oslo", AS_OF)]
    assert await told(client, f"{facts}?scope=PILOT") == [("nickname", "Annie")]
    assert await told(client, f"{facts}?season=9") == []
    assert await told(client, f"{facts}?season=1&field=nickname") == []
    assert len(await told(client, f"{facts}?missing=true")) == 7
    assert known


async def test_show_facts(known: Island, client: httpx2.AsyncClient) -> None:
    """A show's facts are compared with its own days, a season's with the season's."""
    found = await get(client, f"{SHOW}/facts", Listing[Fact])
    assert [(one.field, one.value, one.scope) for one in found.items] == [
        ("location", "Norway", None),
        ("premiere_date", "2020-01-02", None),
        ("location", "Bergen", "Season 1"),
        ("premiere_date", "2020-01", "Season 1"),
    ]
    assert [plain(one)["conflicts"] for one in found.items] == [
        [],
        [other("2020-01-01", "tmdb", None, is_shown=True)],
        [],
        [],
    ]
    assert [plain(one) for one in found.attribution] == [TMDB, OUR_WIKI]
    first = await get(client, f"{SHOW}/facts?season=1", Listing[Fact])
    assert first.items == found.items[2:]
    assert known


@pytest.mark.parametrize("limit", [1, 3])
async def test_pages_newest_season_first(
    database: Database, known: Island, client: httpx2.AsyncClient, limit: int
) -> None:
    """All pages are the whole list; a season without a day goes by the show's last."""
    async with database.transaction() as tx:
        last = {"last_air_date": date(2022, 1, 1)}
        other_show = await seed_show(tx, Seeded("other", "Other", columns=last))
        seasons = {
            "Island 2": (known.show, known.seasons[2]),
            "Other 1": (
                other_show,
                await seed_season(tx, other_show, 1, air_date=date(2020, 6, 1)),
            ),
            "Other 2": (other_show, await seed_season(tx, other_show, 2)),
            "Other 3": (
                other_show,
                await seed_season(tx, other_show, 3, air_date=date(2019, 1, 1)),
            ),
        }
        page = await seed_page(
            tx, await seed_wiki(tx, "third", "https://third.fandom.com"), "https://x/B"
        )
        for scope, (show, season) in seasons.items():
            for field in ("status", "days"):
                of = {"show_id": show, "season_id": season, "scope": scope}
                await seed_fact(tx, {"person_id": known.ben}, page, field, "x", **of)
    facts = "/api/v1/people/tmdb:7302/facts"
    found = await walk(client, f"{facts}?limit={limit}", PersonFact)
    expected = ["Other 2", "Island 2", "Other 1", "Other 3"]
    assert [(one.scope, one.field) for one in found] == [
        (scope, field) for scope in expected for field in ("days", "status")
    ]


async def test_hidden_shows(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """Of a hidden show no fact is told, nor of who is in no other one."""
    async with database.transaction() as tx:
        shown = await seed_show(tx, Seeded("other", "Other"))
        await seed_credit(tx, known.ann, Scope(shown))
    for hide, status in (
        ("published = false", 404),
        ("published = true, merged_into = %(shown)s", 308),
    ):
        async with database.transaction() as tx:
            await tx.execute(
                f"update core.shows set {hide} where slug = 'the-island'".encode(),
                {"shown": shown},
            )
        assert [field for field, _ in await told(client, f"{ANN}/facts")] == [
            "birthday",
            "birthday",
            "occupation",
            "place_of_birth",
        ]
        for address in ("people/tmdb:7302/facts", f"people/{known.ben}"):
            assert (await client.get(f"/api/v1/{address}")).status_code == 404
        for part in ("facts", "ledger"):
            answer = await client.get(f"/api/v1/shows/{known.show}/{part}")
            assert answer.status_code == status


async def test_all_sources(known: Island, client: httpx2.AsyncClient) -> None:
    """Every wiki of which there is a page is among those who have to be named."""
    found = await get(client, "/api/v1/attribution", Listing[Attribution])
    assert [plain(one) for one in found.items][-2:] == [OUR_WIKI, OTHER]
    assert found.attribution == found.items
    assert known


async def test_bad_parameters(known: Island, client: httpx2.AsyncClient) -> None:
    """What is not there or cannot be read is said in words."""
    number = "season: give a whole number from 0 on, such as 3"
    nobody = "There is no person tmdb:1 in any show here."
    assert known
    for address, status, detail in (
        (f"{ANN}/facts?field=", 422, "field: give it a value, or leave it out"),
        (f"{ANN}/facts?season=x", 422, number),
        (f"{ANN}/facts?cursor=abc", 400, "The cursor is broken; begin without one."),
        ("/api/v1/people/tmdb:1/facts", 404, nobody),
        (f"{SHOW}/facts?season=9", 404, "There is no season 9 of the-island."),
        (f"{SHOW}/ledger?season=9", 404, "There is no season 9 of the-island."),
        ("/api/v1/shows/nope/facts", 404, "There is no show nope."),
        ("/api/v1/shows/nope/ledger", 404, "There is no show nope."),
    ):
        assert await refusal(client, address) == (status, detail)
