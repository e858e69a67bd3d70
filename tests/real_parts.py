"""Parts of recorded TMDb answers about people, wherever in an answer they stand.

A list of credits is told by its keys and by what its entries hold: an answer of its
own, an appended part and an episode inside a season all look the same.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from tests.real_data import iter_recorded

PartKind = Literal["aggregate", "credits", "episode", "works", "person", "changes"]
_OF_WORKS = frozenset({"title", "release_date", "first_air_date", "poster_path"})


@dataclass(frozen=True, slots=True)
class Part:
    """One object of an answer; `where` says which file and which keys lead to it."""

    where: str
    value: dict[str, Any] = field(repr=False)

    @property
    def body(self) -> bytes:
        """The object as JSON."""
        return json.dumps(self.value).encode()


@cache
def recorded_parts(kind: PartKind) -> tuple[Part, ...]:
    """Return the parts of a kind in all good answers, equal ones once."""
    found: dict[bytes, Part] = {}
    for recorded in iter_recorded():
        if recorded.status != 200:
            continue
        try:
            answer = json.loads(recorded.body)
        except ValueError:
            continue
        for part in _walk(answer, recorded.file):
            if _kind(part.value) == kind:
                found.setdefault(part.body, part)
    return tuple(found.values())


def _walk(value: Any, where: str) -> Iterator[Part]:
    if isinstance(value, dict):
        yield Part(where, value)
        for name, inner in value.items():
            yield from _walk(inner, f"{where}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{where}[]")


def _kind(value: Mapping[str, Any]) -> PartKind | None:
    if "also_known_as" in value:
        return "person"
    if isinstance(value.get("crew"), list):
        return _kind_of_credits(value)
    results = value.get("results")
    if isinstance(results, list) and results and "total_pages" in value:
        return "changes" if set(results[0]) == {"id", "adult"} else None
    return None


def _kind_of_credits(value: Mapping[str, Any]) -> PartKind:
    if "cast" not in value:
        return "episode"
    listed = [*value["cast"], *value["crew"]]
    if any("roles" in one or "jobs" in one for one in listed):
        return "aggregate"
    return "works" if any(_OF_WORKS & set(one) for one in listed) else "credits"
