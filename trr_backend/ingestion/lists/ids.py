"""Ids, years and dates as lists write them: checked, in one spelling."""

import re
from dataclasses import dataclass
from datetime import date

from trr_backend.models.imdb import IMDB_TITLE_ID

_IMDB_OTHER = re.compile(r"(nm|co|ch|ev|ls)[0-9]{7,10}")
_KIND_OF_PREFIX = {
    "nm": "person",
    "co": "company",
    "ch": "character",
    "ev": "event",
    "ls": "list",
}
_NUMBER = re.compile(r"[0-9]{1,10}")
_YEAR = re.compile(r"(?<![0-9])(?:18[789]|19[0-9]|20[0-9]|21[0-9])[0-9](?![0-9])")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
# How trackers and spreadsheets fill a cell that has nothing to say.
_NOTHING = frozenset({"", "-", "0", "?", "n/a", "none", "null", "tba", "tbd", r"\n"})
# core.external_ids and TMDb both hold them as 32-bit integers.
_MAX_TMDB_ID = 2**31 - 1


class MalformedIdError(ValueError):
    """An id that no source gives out."""


class MalformedTimeError(ValueError):
    """A year or a date that is none."""


@dataclass(frozen=True, slots=True)
class OtherKindError(Exception):
    """The id names something that is no title; `kind` says what."""

    kind: str


def parse_imdb_id(text: str) -> str | None:
    """Return the title id in `text`, lower case; None where it is blank.

    Raises MalformedIdError, or OtherKindError for an id of a person and the like.
    """
    value = text.strip().lower()
    if not value:
        return None
    if IMDB_TITLE_ID.fullmatch(value):
        return value
    other = _IMDB_OTHER.fullmatch(value)
    if other:
        raise OtherKindError(_KIND_OF_PREFIX[other[1]])
    raise MalformedIdError(f"{shown(text)} is no IMDb title id")


def parse_tmdb_id(text: str) -> int | None:
    """Return the number in `text`; None where it is blank. Raises MalformedIdError."""
    value = text.strip()
    if not value:
        return None
    if _NUMBER.fullmatch(value) and 0 < int(value) <= _MAX_TMDB_ID:
        return int(value)
    raise MalformedIdError(f"{shown(text)} is no TMDb id")


def parse_year(*texts: str) -> int | None:
    """Return the first year named in the first of `texts` that names one."""
    for text in texts:
        found = _YEAR.search(text)
        if found:
            return int(found[0])
    return None


def parse_date(text: str) -> date | None:
    """Return the whole date that `text` begins with; None where it gives none.

    Raises MalformedTimeError for one that no calendar has.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        raise MalformedTimeError(f"{shown(text)} is no date") from None


def check_year(text: str) -> None:
    """Raise MalformedTimeError where a filled cell names no year."""
    if text.strip().lower() not in _NOTHING and parse_year(text) is None:
        raise MalformedTimeError(f"{shown(text)} is no year")


def shown(text: str, length: int = 40) -> str:
    """Return `text` fit for a one-line message: quoted, escaped, shortened."""
    value = text.strip()
    return repr(value if len(value) <= length else value[: length - 1] + "…")
