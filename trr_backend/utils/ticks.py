"""When a schedule ticks: five fields of cron, read by the clocks of a time zone.

A schedule that names its hours ticks once a day at each, also on the two days a year on
which clocks are changed: an hour that comes twice counts the first time, one that is
left out at the moment of the change. One with `*` for the hours follows real time.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter  # type: ignore[import-untyped] # it has no types
from croniter.croniter import CroniterError  # type: ignore[import-untyped] # likewise

from trr_backend.errors import InputError
from trr_backend.models.source_ref import shown
from trr_backend.utils.text import counted

_NAMES = ("minute", "hour", "day", "month", "day of the week")
_HOURS = 1
# What every cron reads; names of months and days have three letters.
_VALUE = r"(?:\d{1,2}|[a-z]{3})"
_PART = rf"(?:\*|{_VALUE}(?:-{_VALUE})?)(?:/\d{{1,2}})?"
_FIELD = re.compile(rf"{_PART}(?:,{_PART})*", re.ASCII)
_SECOND = timedelta(seconds=1)
_EXAMPLE = 'as in "30 3 * * *": at 3:30 each day'


def check_schedule(cron: str, timezone: str) -> None:
    """Raise InputError where nothing can tick so, and say what can."""
    _fields(cron)
    zone_named(timezone)
    try:
        next_tick(cron, timezone, datetime.now(UTC))
    except InputError:
        raise
    except CroniterError:
        raise InputError(f"{shown(cron)} never comes: there is no such day") from None


def latest_tick(cron: str, timezone: str, at: datetime) -> datetime:
    """Return the last tick that is not after `at`, in UTC."""
    # What is walked from is never told itself.
    begin = at.replace(microsecond=0) + _SECOND
    return next(_ticks(cron, timezone, begin, back=True))


def next_tick(cron: str, timezone: str, at: datetime) -> datetime:
    """Return the first tick after `at`, in UTC."""
    return next(_ticks(cron, timezone, at, back=False))


def _ticks(
    cron: str, timezone: str, begin: datetime, *, back: bool
) -> Iterator[datetime]:
    """Yield the ticks from a moment on, or back from it."""
    zone = zone_named(timezone)
    fields = _fields(cron)
    names_hours = "*" not in fields[_HOURS]
    walk = croniter(" ".join(fields), begin.astimezone(zone))
    while True:
        found: datetime = (walk.get_prev if back else walk.get_next)(datetime)
        # Its own fold tells from where it came, not whether an hour repeats.
        tick = found.astimezone(UTC).replace(fold=0)
        comes_again = tick.astimezone(zone).fold
        if not (names_hours and comes_again):
            yield tick


@lru_cache
def _fields(cron: str) -> tuple[str, ...]:
    fields = tuple(cron.lower().split())
    if len(fields) != len(_NAMES):
        raise InputError(
            f"{shown(cron)} has {counted(len(fields), 'field')}; five are needed: "
            f"{', '.join(_NAMES)}, {_EXAMPLE}"
        )
    for name, field in zip(_NAMES, fields, strict=True):
        if not _FIELD.fullmatch(field):
            raise InputError(f"{shown(field)} is no {name} of a schedule; {_EXAMPLE}")
    try:
        croniter.expand(" ".join(fields))
    except CroniterError:
        raise InputError(
            f"{shown(cron)} is out of range: minutes are 0-59, hours 0-23, days 1-31, "
            f"months 1-12 or jan-dec, days of the week 0-7 or sun-sat; {_EXAMPLE}"
        ) from None
    return fields


@lru_cache
def zone_named(timezone: str) -> tzinfo:
    """Return a time zone by its name. Raises InputError where it is not known."""
    if timezone == "UTC":
        # It is known where no others are.
        return UTC
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            f"this machine knows no time zone {shown(timezone)}; name one as "
            "Europe/Berlin or UTC, or install tzdata"
        ) from None
