"""Which source wins for which field: this table, and nowhere else.

A person's word beats every source; a list only names a show until its details come.
A wiki fills in what TMDb says nothing of, Fandom's before any other (decision 0038).
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from trr_backend.errors import InputError
from trr_backend.models.people import SAID_BY_WIKIS, CreditFacts, PersonFacts
from trr_backend.models.seasons import EpisodeFacts, SeasonFacts
from trr_backend.models.shows import ShowFacts

AnyFacts = ShowFacts | SeasonFacts | EpisodeFacts | PersonFacts | CreditFacts
Facts = TypeVar("Facts", ShowFacts, SeasonFacts, EpisodeFacts, PersonFacts, CreditFacts)
SomeFacts = TypeVar("SomeFacts", bound=AnyFacts)

OVERRIDE = "override"
WIKIS = ("fandom", "wiki")
_BY_DEFAULT = (OVERRIDE, "tmdb")
_EXCEPTIONS: dict[type, dict[str, tuple[str, ...]]] = {
    ShowFacts: {"name": (OVERRIDE, "tmdb", "list")},
    PersonFacts: dict.fromkeys(SAID_BY_WIKIS, (*_BY_DEFAULT, *WIKIS)),
}

PRECEDENCE: Mapping[type, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        kind: {one.name: _BY_DEFAULT for one in fields(kind)}
        | _EXCEPTIONS.get(kind, {})
        for kind in (ShowFacts, SeasonFacts, EpisodeFacts, PersonFacts, CreditFacts)
    }
)


def decide(
    kind: type[Facts],
    candidates: Mapping[str, Facts],
    *,
    silent: frozenset[str] = frozenset(),
) -> tuple[Facts, dict[str, str]]:
    """Return the winning facts, and for each field the source that it came from.

    `candidates` maps a source to what it says. A field of which no source says anything
    is None and has no provenance; so is a `silent` one, which was taken down.
    """
    decided = kind()
    provenance: dict[str, str] = {}
    for field, sources in PRECEDENCE[kind].items():
        if field in silent:
            continue
        for source in sources:
            value = getattr(candidates.get(source), field, None)
            if value is not None:
                decided = replace(decided, **{field: value})
                provenance[field] = source
                break
    return decided, provenance


def overridden(kind: type[SomeFacts], values: Mapping[str, Any]) -> SomeFacts:
    """Return a person's word as facts; dates are ISO 8601. Raises InputError."""
    unknown = sorted(values.keys() - PRECEDENCE[kind].keys())
    if unknown:
        known = ", ".join(sorted(PRECEDENCE[kind]))
        raise InputError(f"no field {', '.join(unknown)}; there are {known}")
    try:
        return msgspec.convert(dict(values), kind)
    except msgspec.ValidationError as error:
        raise InputError(f"not a value of that field: {error}") from None
