"""`/3/tv/changes` and `/3/person/changes`: which ids editors changed on which days.

`changes.json` holds them as {"tv": {"2026-11-20": [1, 2]}, "person": {...}}.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from standin.answers import TmdbError
from standin.catalogue import Catalogue
from standin.files import Json
from standin.lists import paged

PAGE_SIZE = 100
# Fourteen days, the first and the last included.
_LONGEST = timedelta(days=13)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def changes(
    catalogue: Catalogue,
    kind: Literal["tv", "person"],
    window: tuple[str | None, str | None],
    page: int,
) -> Json:
    """Return a page of the ids that changed in a window of days, each id once.

    Without an end it is today in UTC, without a start the day before the end.
    """
    first, last = _window(*window)
    days: dict[str, list[int]] = catalogue.changes().get(kind, {})
    ids = dict.fromkeys(
        number
        for day in sorted(days)
        if first <= date.fromisoformat(day) <= last
        for number in days[day]
    )
    answer = paged("results", list(ids), page, PAGE_SIZE)
    items = [{"id": number, "adult": False} for number in answer["results"]]
    return {**answer, "results": items}


def _window(start: str | None, end: str | None) -> tuple[date, date]:
    last = _day(end) if end else datetime.now(UTC).date()
    first = _day(start) if start else last - timedelta(days=1)
    if last - first > _LONGEST:
        raise TmdbError(20)
    return first, last


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise TmdbError(23)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TmdbError(23) from None
