"""The schedules: made with the defaults, set by persons, acted upon once a tick."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.models.schedules import LastRun, Routine, Schedule
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("schedules")


@dataclass(frozen=True, slots=True)
class Schedules:
    """The schedules by name, as they were at a time of the database's clock."""

    now: datetime
    by_name: dict[str, Schedule]


async def add_missing(tx: Transaction, routines: Iterable[Routine]) -> None:
    """Make what the database does not have; what it has stays as it is set."""
    # In one order: two that begin at once do not wait for each other.
    for one in sorted(routines, key=lambda routine: routine.name):
        where = {
            "name": one.name,
            "command": one.command,
            "options": Jsonb(dict(one.options)),
            "cron": one.cron,
        }
        await tx.execute(_SQL["add"], where)


async def load_all(tx: Transaction) -> Schedules:
    """Return all schedules."""
    return await _load(tx, None)


async def take(tx: Transaction, name: str) -> Schedules:
    """Return a schedule that is on, held until the commit.

    None where it is off or gone, or somebody else holds it.
    """
    cursor = await tx.execute(_SQL["take"], {"name": name})
    is_held = await cursor.fetchone() is not None
    found = await _load(tx, name)
    return found if is_held else Schedules(found.now, {})


async def note_tick(
    tx: Transaction, name: str, tick: datetime, run_id: UUID | None
) -> None:
    """Note that a tick was acted upon; without a run: that it was passed over."""
    await tx.execute(_SQL["tick"], {"name": name, "tick": tick, "run_id": run_id})


async def forget_future(tx: Transaction, name: str) -> None:
    """Let a schedule count from now on that was acted upon in times to come."""
    await tx.execute(_SQL["forget_future"], {"name": name})


async def change(tx: Transaction, schedule: Schedule) -> None:
    """Set when a schedule ticks, and whether; from now on."""
    where = {
        "name": schedule.name,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "enabled": schedule.enabled,
    }
    await tx.execute(_SQL["change"], where)


async def _load(tx: Transaction, name: str | None) -> Schedules:
    cursor = await tx.execute(_SQL["load"], {"name": name})
    (now, *first), *others = await cursor.fetchall()
    rows = [] if first[0] is None else [first, *(row[1:] for row in others)]
    return Schedules(now, {row[0]: _schedule(*row) for row in rows})


def _schedule(*row: object) -> Schedule:
    last = LastRun(*row[8:]) if row[8] is not None else None  # type: ignore[arg-type] # columns in order
    return Schedule(*row[:8], last)  # type: ignore[arg-type,call-arg] # likewise
