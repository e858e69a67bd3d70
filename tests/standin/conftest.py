"""A small catalogue of its own, a server over it and a client for it."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from standin.app import create_app
from tests.standin.serving import serving

HEADERS = {"Authorization": "Bearer a-token"}


def put(folder: Path, name: str, body: object) -> None:
    """Write one answer into a catalogue folder."""
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body))


def series(show_id: int, name: str, **more: Any) -> dict[str, Any]:
    """Return details as small as a test needs them."""
    return {"id": show_id, "name": name, "first_air_date": "2004-05-15", **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of one series, with sections inside and in files of their own."""
    inside = {"keywords": {"results": [{"id": 1, "name": "island"}]}}
    put(tmp_path, "tv/7", series(7, "Islanders", popularity=1.5, **inside))
    put(tmp_path, "tv/7/watch/providers", {"id": 7, "results": {"US": {}}})
    put(tmp_path, "tv/7/season/1", {"_id": "a", "id": 71, "season_number": 1})
    put(tmp_path, "tv/7/season/1/credits", {"id": 71, "cast": []})
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """The address of a server over `folder`."""
    with serving(create_app(folder)) as url:
        yield url


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of that server, with a token."""
    async with httpx2.AsyncClient(base_url=address, headers=HEADERS) as client:
        yield client
