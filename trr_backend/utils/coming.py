"""When the schedules of an installation tick next."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from trr_backend.errors import InputError
from trr_backend.models.run_state import ScheduleShown
from trr_backend.utils.ticks import next_tick


class Coming(NamedTuple):
    """The next tick of a schedule."""

    at: datetime
    name: str
    command: str


def coming(schedules: Iterable[ScheduleShown], now: datetime) -> list[Coming]:
    """Return the next tick of each schedule that is on, the first first.

    One that another version of the program has set, and this one cannot read, is left
    out.
    """
    found = []
    for one in schedules:
        if one.enabled:
            try:
                at = next_tick(one.cron, one.timezone, now)
            except InputError:
                continue
            found.append(Coming(at, one.name, one.command))
    return sorted(found)
