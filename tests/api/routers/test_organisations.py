"""Companies and providers, one of each kind, and how long providers stayed."""

from typing import Any

import httpx2
import pytest

from api.schemas.common import Answer, Listing
from api.schemas.entities import (
    CompanyDetail,
    GenreDetail,
    ListedCompany,
    ListedProvider,
    NetworkDetail,
    ProviderDetail,
)
from api.schemas.offers import Stay
from tests.api.answers import TMDB, get, items, plain, refusal, walk
from tests.seed import HOUSEWIVES, Seeded, seed_named, seed_show, tmdb_id_of
from trr_backend.repositories.db import Database

API = "/api/v1"
HISTORY = f"{API}/shows/{HOUSEWIVES.slug}/watch-providers/history"
JUSTWATCH = {
    "source": "justwatch",
    "text": "Streaming offers are provided by JustWatch.",
    "url": "https://www.justwatch.com/",
}
# Hayu left Great Britain, came back and left France for good.
STAYS = """
insert into core.show_watch_providers
  (show_id, region, offer_type, watch_provider_id, first_seen_at, ended_at)
select s.id, w.region, w.offer_type, p.id, w.started::timestamptz, w.ended::timestamptz
from core.shows s, core.watch_providers p, (values
  ('GB', 'flatrate', '2025-01-01Z', '2025-02-01Z'),
  ('FR', 'flatrate', '2025-03-01Z', '2025-04-01T12:30:00Z'),
  ('FR', 'buy', '2025-03-01Z', '2025-03-02Z')) w (region, offer_type, started, ended)
where s.slug = 'the-real-housewives-of-atlanta' and p.name = 'Hayu'
"""


@pytest.mark.usefixtures("catalogue")
async def test_lists(client: httpx2.AsyncClient, database: Database) -> None:
    """Companies and providers that have a show, by name, with how many."""
    async with database.transaction() as tx:
        await seed_show(tx, Seeded("a", "A", companies=["Zeta", "Alpha"]))
        await seed_show(tx, Seeded("b", "B", companies=["Alpha"]))
    companies = await items(client, f"{API}/production-companies", ListedCompany)
    told = [(one.name, one.show_count) for one in companies if one.name in "AlphaZeta"]
    assert told == [("Alpha", 2), ("Zeta", 1)]

    async def providers(query: str) -> dict[str, int]:
        whole = await walk(client, f"{API}/watch-providers?{query}", ListedProvider)
        assert [one.name for one in whole] == sorted(one.name for one in whole)
        return {one.name: one.show_count for one in whole}

    everywhere = await providers("limit=1")
    assert everywhere["Hayu"] == 1
    assert "ITVX" not in everywhere
    assert await providers("limit=1&region=gb") == {"Hayu": 1}


DETAILS: tuple[tuple[str, type[Answer], str, str, dict[str, Any]], ...] = (
    ("genres", GenreDetail, "genre", "Reality", {"show_count": 4}),
    ("networks", NetworkDetail, "network", "Bravo", {"show_count": 1}),
    (
        "production-companies",
        CompanyDetail,
        "production_company",
        "Alpha",
        {"show_count": 1},
    ),
)


@pytest.mark.usefixtures("catalogue")
async def test_details(client: httpx2.AsyncClient, database: Database) -> None:
    """One of a kind by uuid or TMDb id; what has no served show is not there."""
    for path, shape, entity, name, more in DETAILS:
        async with database.transaction() as tx:
            if entity == "production_company":
                await seed_show(tx, Seeded("a", "A", companies=[name]))
            own_id = await seed_named(tx, entity, name)
            idle = await seed_named(tx, entity, "Idle")
        number = tmdb_id_of(name)
        found = plain(await get(client, f"{API}/{path}/{own_id}", shape))
        logo = {"logo_url": None, "logo_srcset": None, "origin_country": None}
        assert found == {
            "id": str(own_id),
            "name": name,
            "tmdb_id": number,
            "attribution": [TMDB],
            **({} if path == "genres" else logo),
            **more,
        }
        assert plain(await get(client, f"{API}/{path}/tmdb:{number}", shape)) == found
        word = entity.replace("_", " ")
        for unknown in (idle, "tmdb:1"):
            assert await refusal(client, f"{API}/{path}/{unknown}") == (
                404,
                f"There is no {word} {unknown} of any show here.",
            )
        assert await refusal(client, f"{API}/{path}/{name}") == (
            422,
            "entity_id: give a uuid or tmdb:12 in lower case",
        )


@pytest.mark.usefixtures("catalogue")
async def test_provider(client: httpx2.AsyncClient) -> None:
    """A provider says in which regions it offers how many shows."""
    address = f"{API}/watch-providers/tmdb:{tmdb_id_of('Hayu')}"
    found = plain(await get(client, address, ProviderDetail))
    assert found.pop("id")
    assert found == {
        "name": "Hayu",
        "tmdb_id": tmdb_id_of("Hayu"),
        "logo_url": None,
        "logo_srcset": None,
        "show_count": 1,
        "regions": [
            {"region": "GB", "show_count": 1},
            {"region": "US", "show_count": 1},
        ],
        "attribution": [TMDB, JUSTWATCH],
    }


@pytest.mark.usefixtures("catalogue")
async def test_history(client: httpx2.AsyncClient, database: Database) -> None:
    """Each stay is told with its end, the latest first; one that lasts has none."""
    async with database.transaction() as tx:
        await tx.execute(STAYS)
    whole = await walk(client, f"{HISTORY}?provider=hayu&limit=1", Stay)
    told = [
        (one.region, one.offer_type, f"{one.started_at:%Y-%m-%d}", one.ended_at)
        for one in whole
    ]
    # Those of one moment are in no particular order.
    assert sorted(stay[:3] for stay in told[:2]) == [
        ("GB", "flatrate", "2026-01-02"),
        ("US", "flatrate", "2026-01-02"),
    ]
    assert sorted(stay[:3] for stay in told[2:4]) == [
        ("FR", "buy", "2025-03-01"),
        ("FR", "flatrate", "2025-03-01"),
    ]
    assert [stay[:3] for stay in told[4:]] == [("GB", "flatrate", "2025-01-01")]
    assert [stay[3] is None for stay in told] == [True, True, False, False, False]
    found = await get(client, f"{HISTORY}?region=FR&offer_type=flatrate", Listing[Stay])
    assert [one.source for one in found.attribution] == ["tmdb", "justwatch"]
    (stay,) = [plain(one) for one in found.items]
    assert stay["provider"].pop("id")
    assert stay == {
        "region": "FR",
        "offer_type": "flatrate",
        "provider": {
            "name": "Hayu",
            "tmdb_id": tmdb_id_of("Hayu"),
            "logo_url": None,
            "logo_srcset": None,
        },
        "started_at": "2025-03-01T00:00:00Z",
        "ended_at": "2025-04-01T12:30:00Z",
    }
    assert await walk(client, f"{HISTORY}?region=JP", Stay) == []
    nobody = f"{API}/shows/nothing/watch-providers/history"
    assert await refusal(client, nobody) == (404, "There is no show nothing.")
    assert await refusal(client, f"{HISTORY}?region=FRA") == (
        422,
        "region: give two letters, such as US",
    )
