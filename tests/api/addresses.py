"""An address of every operation of the OpenAPI document, with things that are there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from tests.seed_whole import Island


def island_names(island: Island) -> dict[str, str]:
    """Return what stands for each name that is needed: of the whole show."""
    return {
        "show_id": "the-island",
        "person_id": str(island.ann),
        "season": "1",
        "episode": "1",
        "q": "island",
    }


def addresses(document: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return the paths that can be read and whose names are all known, filled in."""
    return [
        _address(path, _needed(one), names)
        for path, one in document["paths"].items()
        if "get" in one and {name for _, name in _needed(one)} <= names.keys()
    ]


def _address(path: str, needed: set[tuple[str, str]], names: Mapping[str, str]) -> str:
    of_path = {n: quote(names[n], safe="") for place, n in needed if place == "path"}
    query = {n: names[n] for place, n in needed if place == "query"}
    return path.format(**of_path) + (f"?{urlencode(query)}" if query else "")


def _needed(operations: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return place and name of each parameter that cannot be left out."""
    return {
        (one["in"], one["name"])
        for one in operations["get"].get("parameters", ())
        if one.get("required")
    }
