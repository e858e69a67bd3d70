"""Networks and genres, and who has to be named."""

import httpx2
import pytest

from api.schemas.common import Attribution, Listing
from api.schemas.entities import ListedGenre, ListedNetwork
from tests.seed import Seeded, seed_logo, seed_named, seed_show
from trr_backend.repositories.db import Database


@pytest.mark.usefixtures("catalogue")
async def test_networks(client: httpx2.AsyncClient) -> None:
    """Networks are listed by name with the number of their shows."""
    answer = await client.get("/api/v1/networks")
    found = Listing[ListedNetwork].model_validate_json(answer.content)
    assert [(one.name, one.show_count) for one in found.items] == [
        ("AVROTROS", 1),
        ("Bravo", 1),
        ("CBS", 1),
        ("Channel 4", 1),
        ("NPO 1", 1),
    ]
    assert [one.source for one in found.attribution] == ["tmdb"]


@pytest.mark.usefixtures("catalogue")
async def test_genres(client: httpx2.AsyncClient) -> None:
    """Genres are listed by name with the number of their shows."""
    answer = await client.get("/api/v1/genres")
    found = Listing[ListedGenre].model_validate_json(answer.content)
    assert [(one.name, one.show_count) for one in found.items] == [
        ("Game Show", 1),
        ("Reality", 4),
    ]


@pytest.mark.parametrize("kind", ["networks", "genres"])
@pytest.mark.usefixtures("catalogue")
async def test_pages(client: httpx2.AsyncClient, kind: str) -> None:
    """Pages of one item add up to the list; a cursor of the other list is refused."""
    whole = (await client.get(f"/api/v1/{kind}")).json()["items"]
    items, cursor = [], None
    while True:
        params = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        found = (await client.get(f"/api/v1/{kind}", params=params)).json()
        items += found["items"]
        if found["next_cursor"] is None:
            break
        cursor = found["next_cursor"]
    assert items == whole
    other = "genres" if kind == "networks" else "networks"
    refused = await client.get(f"/api/v1/{other}", params={"cursor": cursor})
    assert refused.status_code == 400


async def test_hidden_shows_do_not_count(
    database: Database, client: httpx2.AsyncClient
) -> None:
    """A network whose only show is unpublished is not listed; a logo has an address."""
    async with database.transaction() as tx:
        await seed_show(
            tx,
            Seeded("a", "A", networks=("Secret",), columns={"published": False}),
        )
        await seed_show(tx, Seeded("b", "B", networks=("Open",)))
        network = await seed_named(tx, "network", "Open")
        key = await seed_logo(tx, "network", network, b"logo")
    found = (await client.get("/api/v1/networks")).json()["items"]
    assert [(one["name"], one["logo_url"]) for one in found] == [
        ("Open", f"/media/{key}")
    ]


async def test_attribution(client: httpx2.AsyncClient) -> None:
    """All sources are named in one place."""
    answer = await client.get("/api/v1/attribution")
    found = Listing[Attribution].model_validate_json(answer.content)
    assert [one.source for one in found.items] == ["tmdb", "justwatch"]
    assert found.items == found.attribution
