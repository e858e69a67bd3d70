"""A schedule as people and programs are told of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from scripts._schedules import ROUTINES, command_line, why_unused
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.models.schedules import LastRun, Routine, Schedule
from trr_backend.repositories import schedules
from trr_backend.repositories.db import Transaction
from trr_backend.utils.ticks import next_tick, zone_named


@dataclass(frozen=True, slots=True)
class Told:
    """A schedule at a time; `unused` says why this installation does not act on it.

    `has_begun` is false before the first worker: then it is what that would make.
    """

    schedule: Schedule
    now: datetime
    unused: str | None
    has_begun: bool

    @property
    def next_tick(self) -> datetime | None:
        """When it ticks next; None: never, or by a zone that this machine lacks."""
        if not self.schedule.enabled or self.unused:
            return None
        try:
            return next_tick(self.schedule.cron, self.schedule.timezone, self.now)
        except InputError:
            return None

    @property
    def last_tick(self) -> datetime | None:
        """At which tick it was acted upon last; None: at none yet."""
        return self.schedule.last_tick if self.schedule.last_run else None


async def load_told(settings: Settings, tx: Transaction) -> list[Told]:
    """Return the schedules in the order of the defaults, then others by name."""
    found = await schedules.load_all(tx)
    usual = {one.name: _as_made(one, found.now) for one in ROUTINES}
    return [
        Told(
            schedule=found.by_name.get(name, one),
            now=found.now,
            unused=await why_unused(settings, tx, one),
            has_begun=name in found.by_name,
        )
        for name, one in {**usual, **found.by_name}.items()
    ]


def lines(told: Told) -> Iterator[str]:
    """Yield a schedule as people read it."""
    one = told.schedule
    yield f"{one.name}: {command_line(one)}"
    yield f"  when  {one.cron} ({one.timezone}), {_state(told)}"
    yield f"  next  {_moment(told.next_tick, one) if told.next_tick else 'never'}"
    yield f"  last  {_last(told)}"


def as_told(told: Told) -> dict[str, object]:
    """Return a schedule for programs; times are UTC."""
    one, last = told.schedule, told.schedule.last_run
    return {
        "name": one.name,
        "command": one.command,
        "options": dict(one.options),
        "cron": one.cron,
        "timezone": one.timezone,
        "enabled": one.enabled,
        "unused": told.unused,
        "next_tick": _iso(told.next_tick),
        "last_tick": _iso(told.last_tick),
        "passed_over": one.was_passed_over,
        "last_run": last
        and {
            "id": str(last.id),
            "outcome": last.outcome,
            "queued_at": _iso(last.queued_at),
            "finished_at": _iso(last.finished_at),
        },
    }


def _state(told: Told) -> str:
    if not told.schedule.enabled:
        return "off"
    if told.unused:
        return f"not used: {told.unused}"
    return "on" if told.has_begun else "on, once a worker runs"


def _last(told: Told) -> str:
    one, last = told.schedule, told.schedule.last_run
    if last is None or told.last_tick is None:
        return "never"
    passed = ""
    if one.was_passed_over:
        passed = " (passed over: the run before went on)"
    return f"{_moment(told.last_tick, one)}{passed}; run {last.id} {_outcome(last)}"


def _outcome(last: LastRun) -> str:
    if last.outcome is None:
        return "has not ended"
    return f"ended: {last.outcome.replace('_', ' ')}"


def _moment(at: datetime, schedule: Schedule) -> str:
    try:
        zone = zone_named(schedule.timezone)
    except InputError:
        zone = UTC
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _as_made(routine: Routine, now: datetime) -> Schedule:
    """Return a schedule as the first worker makes it."""
    return Schedule(
        name=routine.name,
        command=routine.command,
        options=routine.options,
        cron=routine.cron,
        timezone="UTC",
        enabled=True,
        last_tick=now,
        updated_at=now,
    )
