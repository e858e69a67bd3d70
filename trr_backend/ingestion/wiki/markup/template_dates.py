"""Dates that templates state: `{{birth date|1996|12|28}}` and its kin."""

from datetime import date
from typing import Final

from trr_backend.ingestion.wiki.markup.template_list import KNOWN

_DAY_FIRST: Final = frozenset(KNOWN.dates.day_first)
_DEATH_BEHIND: Final = frozenset(KNOWN.dates.death_behind)
_PARTS: Final = 3
_DIGITS: Final = 4
DATES: Final = frozenset(KNOWN.dates.year_first) | _DAY_FIRST | _DEATH_BEHIND
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}


def date_of(template: str, said: list[str]) -> tuple[str, str | None]:
    """Return what a template of DATES shows, and its date where it states a whole one.

    What is shown is ISO 8601 as far as it goes; values that are no date stay as they
    are written.

    >>> date_of("birth date and age", ["1996", "December", "28"])
    ('1996-12-28', '1996-12-28')
    """
    given = [one for one in said if one]
    if template in _DEATH_BEHIND:
        given = given[_PARTS:]
    parts = given[:_PARTS][:: -1 if template in _DAY_FIRST else 1]
    numbers = _numbers(parts)
    if numbers is None:
        return " ".join(given if len(given) < _PARTS else given[:_PARTS]), None
    year, *rest = numbers
    shown = "-".join([f"{year:04}", *(f"{number:02}" for number in rest)])
    return shown, shown if len(numbers) == _PARTS else None


def _numbers(parts: list[str]) -> list[int] | None:
    """Return year, month and day, as many as there are, if they are a date."""
    found = [
        _month(part) if index == 1 else _number(part)
        for index, part in enumerate(parts)
    ]
    numbers = [number for number in found if number is not None]
    if not numbers or len(numbers) < len(parts):
        return None
    try:
        whole = date(*[*numbers, 1, 1][:_PARTS])
    except (ValueError, OverflowError):
        return None
    return numbers if len(str(whole.year)) == _DIGITS else None


def _month(part: str) -> int | None:
    return _MONTHS.get(part.rstrip(".").casefold()) or _number(part)


def _number(part: str) -> int | None:
    return int(part) if part.isdecimal() and len(part) <= _DIGITS else None
