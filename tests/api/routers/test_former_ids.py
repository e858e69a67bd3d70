"""Former ids: 308 to the same address with the id that something has now."""

from uuid import UUID, uuid4

import httpx2
import pytest

from api.schemas.common import Listing
from api.schemas.people import ListedPerson
from api.schemas.shows import ListedShow
from tests.api.answers import get
from tests.seed import Seeded, insert_row, seed_id, seed_show
from tests.seed_whole import Island, Scope, seed_credit, seed_person
from trr_backend.repositories.db import Database, Transaction

SHOW_PARTS = (
    "",
    "/watch-providers?region=US",
    "/seasons?missing=true",
    "/seasons/1",
    "/seasons/1/episodes?limit=2",
    "/seasons/1/episodes/1",
    "/orders",
    "/cast?season=1&category=crew",
)
PERSON_PARTS = (
    "",
    "/credits?show=the-island&limit=2",
    "/shows/tmdb:7000",
    "/works",
)
FORMER = UUID("11111111-2222-3333-4444-555555555555")


async def location(client: httpx2.AsyncClient, address: str) -> str:
    """Return where a former address leads."""
    answer = await client.get(address)
    assert (answer.status_code, answer.content) == (308, b""), answer.text
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "etag" not in answer.headers
    return answer.headers["location"]


async def supersede(
    tx: Transaction, entity: str, entity_id: UUID, upstream_id: str
) -> None:
    """Give an entity an id that it had once."""
    await insert_row(
        tx,
        "external_ids",
        {
            "entity": entity,
            "entity_id": entity_id,
            "source": "tmdb",
            "id": upstream_id,
            "superseded_at": "now",
        },
    )


async def redirect(tx: Transaction, entity: str, old: UUID, new: UUID) -> None:
    """Let an id of ours lead to another."""
    await insert_row(
        tx,
        "redirects",
        {"entity": entity, "from_id": old, "to_id": new, "reason": "test"},
    )


@pytest.mark.parametrize("part", SHOW_PARTS)
async def test_of_a_show(
    database: Database, island: Island, client: httpx2.AsyncClient, part: str
) -> None:
    """A superseded id, a redirect and both in a row lead to the show's uuid.

    Path and query stay; what is there is answered with 200.
    """
    async with database.transaction() as tx:
        await supersede(tx, "show", island.show, "99")
        await redirect(tx, "show", FORMER, island.show)
        before = uuid4()
        await redirect(tx, "show", before, FORMER)
        await seed_id(tx, "show", before, "imdb", "tt0000099")
    now = f"/api/v1/shows/{island.show}{part}"
    for name in ("tmdb:99", str(FORMER), str(before), "imdb:tt0000099"):
        assert await location(client, f"/api/v1/shows/{name}{part}") == now
    assert (await client.get(now)).status_code == 200


@pytest.mark.parametrize("part", SHOW_PARTS)
async def test_of_a_merged_show(
    database: Database, island: Island, client: httpx2.AsyncClient, part: str
) -> None:
    """Every name of a show that was merged leads to the survivor."""
    async with database.transaction() as tx:
        columns = {"merged_into": island.show}
        merged = await seed_show(
            tx, Seeded("the-isle", "The Isle", tmdb_id=98, columns=columns)
        )
    for name in ("the-isle", "tmdb:98", str(merged)):
        address = f"/api/v1/shows/{name}{part}"
        assert await location(client, address) == f"/api/v1/shows/{island.show}{part}"


@pytest.mark.parametrize("part", PERSON_PARTS)
async def test_of_a_person(
    database: Database, island: Island, client: httpx2.AsyncClient, part: str
) -> None:
    """The same holds for people."""
    async with database.transaction() as tx:
        await supersede(tx, "person", island.ben, "99")
        merged = await seed_person(tx, "Benny Guest", tmdb_id=98)
        await seed_credit(tx, merged, Scope(island.show))
        await redirect(tx, "person", merged, island.ben)
    now = f"/api/v1/people/{island.ben}{part}"
    for name in ("tmdb:99", "tmdb:98", str(merged)):
        assert await location(client, f"/api/v1/people/{name}{part}") == now
    assert (await client.get(now)).status_code == 200


async def test_of_a_person_in_a_show(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """In an address of two ids, each former one is replaced."""
    async with database.transaction() as tx:
        await supersede(tx, "person", island.ben, "99")
        await supersede(tx, "show", island.show, "99")
    first = await location(client, "/api/v1/people/tmdb:99/shows/tmdb:99")
    assert first == f"/api/v1/people/{island.ben}/shows/tmdb:99"
    second = await location(client, first)
    assert second == f"/api/v1/people/{island.ben}/shows/{island.show}"
    assert (await client.get(second)).status_code == 200


async def test_hidden_survivors(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A former id of what nobody may see leads nowhere, nor does one of nobody."""
    async with database.transaction() as tx:
        await supersede(tx, "show", island.show, "99")
        await supersede(tx, "person", island.ben, "99")
        await redirect(tx, "show", FORMER, uuid4())
        await tx.execute("update core.shows set published = false")
    for address in ("shows/tmdb:99", f"shows/{FORMER}", "people/tmdb:99"):
        assert (await client.get(f"/api/v1/{address}")).status_code == 404


async def test_circle(database: Database, client: httpx2.AsyncClient) -> None:
    """Redirects in a circle end, in whichever of them."""
    async with database.transaction() as tx:
        one = await seed_show(tx, Seeded("one", "One"))
        two = await seed_show(tx, Seeded("two", "Two"))
        await redirect(tx, "show", one, two)
        await redirect(tx, "show", two, one)
    assert (await client.get("/api/v1/shows/one")).status_code == 308


async def test_merged_shows_are_in_no_list(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A merged show is hidden, and so is who was in it alone."""
    async with database.transaction() as tx:
        columns = {"merged_into": island.show}
        merged = await seed_show(tx, Seeded("isle", "The Isle", columns=columns))
        person = await seed_person(tx, "Zed Alone")
        await seed_credit(tx, person, Scope(merged))
    for query in ("", "?q=the+isle"):
        shows = await get(client, f"/api/v1/shows{query}", Listing[ListedShow])
        assert "isle" not in [one.slug for one in shows.items]
    people = await get(client, "/api/v1/people?limit=100", Listing[ListedPerson])
    assert "Zed Alone" not in [one.name for one in people.items]
    assert (await client.get(f"/api/v1/people/{person}")).status_code == 404


async def test_head(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """HEAD is told the same."""
    async with database.transaction() as tx:
        await supersede(tx, "show", island.show, "99")
    answer = await client.head("/api/v1/shows/tmdb:99/cast?limit=5")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/api/v1/shows/{island.show}/cast?limit=5"


async def test_document(client: httpx2.AsyncClient) -> None:
    """OpenAPI tells of 308 wherever an id is in the address."""
    document = (await client.get("/openapi.json")).json()
    telling = {
        path
        for path, one in document["paths"].items()
        if "308" in one.get("get", {}).get("responses", {})
    }
    assert telling == {
        path
        for path in document["paths"]
        if "{show_id}" in path or "{person_id}" in path
    }
