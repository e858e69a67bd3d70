"""A person's word as it is written on a command line: which field, which value."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, get_type_hints

import msgspec

from trr_backend.errors import InputError
from trr_backend.ingestion.precedence import AnyFacts, overridden
from trr_backend.models.people import CreditFacts, PersonFacts
from trr_backend.models.seasons import EpisodeFacts, SeasonFacts
from trr_backend.models.shows import Entity, ShowFacts
from trr_backend.utils.text import clean, web_address

_KINDS: Mapping[Entity, type[AnyFacts]] = MappingProxyType(
    {
        "show": ShowFacts,
        "season": SeasonFacts,
        "episode": EpisodeFacts,
        "person": PersonFacts,
        "credit": CreditFacts,
    }
)

_BEST = 10
_RATINGS = frozenset({"vote_average"})
_AMOUNTS = frozenset({"vote_count", "popularity"})
_MINUTES = frozenset({"runtime_minutes", "episode_run_times"})


def value_of(entity: Entity, field: str, text: str) -> Any:
    """Return what a person wrote as a value of that field, as JSON has it.

    Text and dates are written as they are; numbers, true, false and lists as JSON.
    Raises InputError for an unknown field, naming those that there are, and for what is
    no value of it.
    """
    check_field(entity, field)
    written = clean(text)
    if written is None:
        raise InputError(
            "an empty value says nothing; to take a fact down for good there is "
            "`trr suppress`"
        )
    try:
        return _value(entity, field, written)
    except InputError as refusal:
        value = _from_json(written)
        if value is None or isinstance(value, str):
            raise refusal from None
        return _value(entity, field, value)


def check_field(entity: Entity, field: str) -> None:
    """Raise InputError where an entity has no such field to decide about."""
    overridden(_KINDS[entity], {field: None})


def _value(entity: Entity, field: str, value: object) -> Any:
    facts = _facts(entity, field, value)
    found = getattr(facts, field)
    if refusal := _beyond(field, found):
        raise InputError(f"{found} is no {field}: {refusal}")
    if field == "homepage" and web_address(str(value)) is None:
        raise InputError(f"{value} is no web address: it begins with https://")
    return msgspec.to_builtins(found)


def _facts(entity: Entity, field: str, value: object) -> AnyFacts:
    try:
        return overridden(_KINDS[entity], {field: value})
    except InputError:
        if _is_date(entity, field):
            raise InputError(
                f"{value} is no {field}: write a day as 2004-05-15"
            ) from None
        raise


def _is_date(entity: Entity, field: str) -> bool:
    return get_type_hints(_KINDS[entity]).get(field) == date | None


def _beyond(field: str, value: Any) -> str | None:
    """Return what a number must be where this one cannot be."""
    if field in _RATINGS and not 0 <= value <= _BEST:
        return f"it is from 0 to {_BEST}"
    if field in _AMOUNTS and value < 0:
        return "it is 0 or more"
    if field in _MINUTES:
        minutes = value if isinstance(value, tuple) else (value,)
        return None if all(one > 0 for one in minutes) else "minutes are 1 or more"
    return None


def _from_json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
