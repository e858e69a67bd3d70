"""Lists that persons keep, which only admins read."""

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from tests.api.answers import refusal
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

LISTS = "/api/v1/lists"
ADMIN = {"X-API-Key": "an-admin's-key-0001"}
LISTED = """
with list as (
  insert into core.lists (source, key, name, created_at)
  values ('file', '/lists/w.csv', 'Wanted', '2026-01-01Z'), ('tmdb', '7', 'Best', now())
  returning id, key
), shows as (
  insert into core.shows (slug, name) values ('one', 'One'), (null, 'Wish')
  returning id, name
)
insert into core.list_items (list_id, show_id, position, title, year, missing_since)
select l.id, s.id, case s.name when 'One' then 2 else 1 end, s.name || '?', 2001,
  case s.name when 'One' then timestamptz '2026-02-01Z' end
from list l, shows s where l.key <> '7'
"""


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """Return an app with an admin."""
    keys = (SecretStr(ADMIN["X-API-Key"]),)
    return create_app(settings.model_copy(update={"api_keys": keys}))


async def test_lists(database: Database, client: httpx2.AsyncClient) -> None:
    """An admin reads lists and what is on them, page by page; nobody else does."""
    async with database.transaction() as tx:
        await tx.execute(LISTED)
    assert (await refusal(client, LISTS))[0] == 401
    client.headers.update(ADMIN)
    first = (await client.get(f"{LISTS}?limit=1")).json()
    assert [one["name"] for one in first["items"]] == ["Best"]
    following = f"{LISTS}?limit=1&cursor={first['next_cursor']}"
    ((wanted,), end) = (await client.get(following)).json().values()
    list_id = wanted.pop("id")
    assert end is None
    assert wanted == {
        "name": "Wanted",
        "source": "file",
        "key": "/lists/w.csv",
        "url": None,
        "item_count": 1,
        "created_at": "2026-01-01T00:00:00.000000Z",
    }
    address = f"{LISTS}/{list_id}/items"
    (item,) = (await client.get(address)).json()["items"]
    assert item["show"].pop("id")
    assert item == {
        "position": 1,
        "title": "Wish?",
        "original_title": None,
        "year": 2001,
        "premiere": None,
        "note": None,
        "show": {"slug": None, "name": "Wish", "tmdb_id": None},
        "missing_since": None,
    }
    page = (await client.get(f"{address}?missing=true&limit=1")).json()
    rest = f"{address}?missing=true&limit=1&cursor={page['next_cursor']}"
    (gone,) = (await client.get(rest)).json()["items"]
    assert gone["missing_since"] == "2026-02-01T00:00:00.000000Z"
    assert (await refusal(client, f"{LISTS}?cursor={page['next_cursor']}"))[0] == 400
    nothing = "11111111-2222-3333-4444-555555555555"
    assert await refusal(client, f"{LISTS}/{nothing}/items") == (
        404,
        f"There is no list {nothing}.",
    )
    assert (await refusal(client, f"{LISTS}/7/items"))[0] == 422
