"""`fields=` cuts every answer of the catalogue, and what is left says so."""

from typing import Any

import httpx2
import pytest

from api.trimming import MEDIA_TYPE
from tests.api.addresses import addresses, island_names
from tests.api.answers import refusal
from tests.seed import Offer, Seeded, seed_show, tmdb_id_of
from tests.seed_whole import Island
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island"
# A genre, network, company and provider of one name, which makes their TMDb ids.
THING = "Thing"
OF_THINGS = Seeded(
    slug="a-thing",
    name="A Thing",
    genres=[THING],
    networks=[THING],
    companies=[THING],
    offers=[Offer("US", "flatrate", THING)],
)


def operations(document: dict[str, Any], island: Island) -> dict[str, list[str]]:
    """Return the fields that each address with `fields=` may be cut to."""
    found = {}
    names = {**island_names(island), "entity_id": f"tmdb:{tmdb_id_of(THING)}"}
    for path, one in document["paths"].items():
        for parameter in one.get("get", {}).get("parameters", ()):
            if parameter["name"] == "fields":
                said = addresses({"paths": {path: one}}, names)
                assert said, f"say what stands for the names in {path}"
                found[said[0]] = parameter["schema"]["items"]["enum"]
    return found


def cut(whole: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return what is to be left of an object."""
    return {k: v for k, v in whole.items() if k in {"id", "attribution", *names}}


async def test_every_answer_can_be_cut(
    database: Database, known: Island, client: httpx2.AsyncClient
) -> None:
    """The fields that were asked for are left as they were, `id` and the sources stay.

    What there are is what the document says, and a name that is none of them is told.
    """
    async with database.transaction() as tx:
        await seed_show(tx, OF_THINGS)
    document = (await client.get("/openapi.json")).json()
    for address, names in operations(document, known).items():
        query = f"{address}{'&' if '?' in address else '?'}fields="
        whole = (await client.get(address)).json()
        first, last = names[1], names[-1]
        answer = await client.get(f"{query}{last},{first}")
        assert answer.headers["content-type"] == MEDIA_TYPE, address
        if "items" in whole:
            items = [cut(one, first, last) for one in whole["items"]]
            assert answer.json() == {**whole, "items": items}, address
        else:
            assert answer.json() == cut(whole, first, last), address
        assert await refusal(client, f"{query}nmae") == (
            422,
            f"fields: there is no field nmae; there are: {', '.join(names)}",
        )


async def test_parts_are_described(client: httpx2.AsyncClient) -> None:
    """A cut item has the properties of the whole one, and only its id for sure."""
    document = (await client.get("/openapi.json")).json()
    content = document["paths"]["/api/v1/genres"]["get"]["responses"]["200"]["content"]
    schemas = document["components"]["schemas"]
    reference = "#/components/schemas/PageOfListedGenre_Part"
    assert content[MEDIA_TYPE] == {"schema": {"$ref": reference}}
    whole, part = schemas["ListedGenre"], schemas["ListedGenre_Part"]
    assert part["required"] == ["id"]
    assert part["properties"] == whole["properties"]
    assert part["additionalProperties"] is False
    page = schemas["PageOfListedGenre_Part"]
    assert page["required"] == ["items", "next_cursor", "attribution"]
    assert page["properties"]["items"]["items"] == {
        "$ref": "#/components/schemas/ListedGenre_Part"
    }


@pytest.mark.usefixtures("island")
async def test_cut_answers_are_kept_by_clients(client: httpx2.AsyncClient) -> None:
    """A cut answer has its own ETag; several parameters are as one with commas."""
    one = await client.get(f"{SHOW}?fields=name,slug")
    same = await client.get(f"{SHOW}?fields=slug&fields=name")
    whole = await client.get(SHOW)
    etag = one.headers["etag"]
    assert same.content == one.content
    assert etag == same.headers["etag"] != whole.headers["etag"]
    known = {"If-None-Match": etag}
    again = await client.get(f"{SHOW}?fields=name,slug", headers=known)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("", "there is no field; there are: id, name, tmdb_id, show_count"),
        ("id,", "there is no field; there are: id, name, tmdb_id, show_count"),
        ("x" * 10_000, "there is no field; there are: id, name, tmdb_id, show_count"),
        ("id.x", "there is no field id.x; there are: id, name, tmdb_id, show_count"),
        ("ID", "there is no field ID; there are: id, name, tmdb_id, show_count"),
        ("id,name,id", "name each field once"),
    ],
)
async def test_bad_fields(client: httpx2.AsyncClient, fields: str, words: str) -> None:
    """What cannot be read is told with what there is; a long one is not repeated."""
    assert await refusal(client, f"/api/v1/genres?fields={fields}") == (
        422,
        f"fields: {words}",
    )


async def test_nul_in_fields(client: httpx2.AsyncClient) -> None:
    """A NUL byte goes no further than the edge."""
    status, _ = await refusal(client, "/api/v1/genres?fields=id%00")
    assert status == 400
