"""Parameters that filters of several lists share: days, names, languages."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from api.parameters import Reference, matching
from trr_backend.models.people import Category

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONTH_DAY = (
    "^((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-9])|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31)$"
)
_LANGUAGE = "^[a-z]{2}$"
_SUCH_AS = "give a day such as 2026-01-31"
_MOST = 5


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    matching(_DAY, value, _SUCH_AS)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(_SUCH_AS) from None


def _month_day(value: object) -> object:
    if isinstance(value, str):
        matching(_MONTH_DAY, value, "give a month and a day such as 01-31")
    return value


def _language(value: object) -> object:
    if isinstance(value, str):
        return matching(_LANGUAGE, value.lower(), "give two letters, such as en")
    return value


def _references(value: object) -> object:
    if not isinstance(value, list):
        return value
    words = [word.strip() for part in value for word in str(part).split(",")]
    if len(words) > _MOST:
        raise ValueError(f"give at most {_MOST} of them")
    return words


def in_order(value: date | None, begin: date | None, name: str) -> date | None:
    """Return the last day that is wanted. Raises ValueError where it is before `begin`.

    `name` is the parameter of the first day.
    """
    if value is not None and begin is not None and value < begin:
        raise ValueError(f"give a day that is not before {name}, {begin}")
    return value


Day = Annotated[date, BeforeValidator(_day)]
MonthDay = Annotated[
    str,
    Field(json_schema_extra={"pattern": _MONTH_DAY}),
    BeforeValidator(_month_day),
]
MadeIn = Annotated[
    str,
    Field(
        description="ISO 639-1, the language it was made in.",
        json_schema_extra={"pattern": _LANGUAGE},
    ),
    BeforeValidator(_language),
]
Word = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$"),
    Field(description="As the source words it, in any case."),
]
References = Annotated[
    tuple[Reference, ...],
    BeforeValidator(_references),
    Field(
        description="Uuids, TMDb ids (`tmdb:N` or `N`) or names in any case, with "
        f"commas; at most {_MOST}, all of which a show must have.",
        json_schema_extra={"minItems": 1, "maxItems": _MOST},
    ),
]
CategoryFilter = Annotated[Category, Field(description="Credits of this kind only.")]
