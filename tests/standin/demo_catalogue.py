"""The demo's catalogue as its tests read it, and TMDb's examples beside it."""

import json
from collections.abc import Iterator
from functools import cache

from standin.app import DEMO_CATALOGUE
from standin.catalogue import Catalogue
from standin.files import Files, Json
from tests.real_data import real_data

# TMDb ids from here on are made up: nobody can prove them.
MADE_UP = 900_000_000

demo = Catalogue(Files(DEMO_CATALOGUE))
shows = {show["id"]: show for show in demo.shows()}
people = {person["id"]: person for person in demo.people.all()}


def section(show_id: int, name: str) -> Json:
    """Return a section that must be there."""
    found = demo.tv.section(show_id, name)
    assert found is not None, (show_id, name)
    return found


def numbered(value: object, key: str = "") -> Iterator[tuple[str, int]]:
    """Yield every numeric id in an answer with the key of what holds it."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), int):
            yield key, value["id"]
        for name, inner in value.items():
            yield from numbered(inner, name)
    if isinstance(value, list):
        for inner in value:
            yield from numbered(inner, key)


@cache
def _examples() -> Json:
    path = next((real_data() / "tmdb_openapi").glob("*prism-ready.json"))
    paths: Json = json.loads(path.read_bytes())["paths"]
    return paths


def example(path: str) -> Json:
    """Return the answer that TMDb's own document shows for a path."""
    answer = _examples()[path]["get"]["responses"]["200"]
    body: Json = answer["content"]["application/json"]["examples"]["Result"]["value"]
    return body


def same_keys(found: Json, shown: Json, where: str) -> None:
    """Compare the first items of every list in an answer."""
    for key, items in found.items():
        if isinstance(items, list) and items and isinstance(shown.get(key), list):
            assert items[0].keys() == shown[key][0].keys(), (where, key)
