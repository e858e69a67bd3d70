"""Asks for the runs of schedules: one a tick, whoever else looks at the same time.

That a tick was acted upon and the run that it asks for are one commit. Ticks that were
missed are one; a tick at which the last run still goes on is passed over.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from scripts._durable import check
from scripts._schedules import ROUTINES, why_unused
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.models.schedules import Schedule
from trr_backend.models.tasks import SCHEDULED
from trr_backend.repositories import queued_runs, schedules
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Database, Transaction
from trr_backend.utils.ticks import latest_tick

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 10.0
_LEAST_LOOK_SECONDS: Final = 0.2
# A clock that was set back by an hour is one thing; one that was wrong by days is
# another: nothing would be done until those days have come.
_FUTURE: Final = timedelta(days=1)


async def tick(settings: Settings, database: Database) -> None:
    """Ask for runs at the ticks of the schedules, for ever. Raises StorageError.

    An embedded database that was stopped is not started for it.
    """
    seconds = max(_LOOK_SECONDS * settings.wait_scale, _LEAST_LOOK_SECONDS)
    ticker = Ticker(settings, database)
    has_begun = False
    while True:
        await asyncio.to_thread(direct_url, settings, start=False)
        if not has_begun:
            await ticker.begin()
            has_begun = True
        await ticker.look()
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class Ticker:
    """Looks whether something is due, by the database's clock."""

    settings: Settings
    database: Database
    _said: dict[str, str] = field(default_factory=dict, init=False)

    async def begin(self) -> None:
        """Make the schedules that this database has not."""
        async with self.database.transaction() as tx:
            await schedules.add_missing(tx, ROUTINES)

    async def look(self) -> None:
        """Ask for what is due now."""
        async with self.database.transaction() as tx:
            found = await schedules.load_all(tx)
            due = [
                one.name
                for one in found.by_name.values()
                if one.enabled
                and self._is_due(one, found.now)
                and await why_unused(self.settings, tx, one) is None
            ]
        for name in due:
            async with self.database.transaction() as tx:
                await self._act(tx, name)

    def _is_due(self, schedule: Schedule, now: datetime) -> bool:
        try:
            check(schedule.command, schedule.options)
            return _was_ahead(schedule, now) or _due_tick(schedule, now) is not None
        except InputError as error:
            # Another version of the program may know what this one does not.
            if self._said.get(schedule.name) != str(error):
                _LOG.warning("schedule %s is left alone: %s", schedule.name, error)
                self._said[schedule.name] = str(error)
            return False

    async def _act(self, tx: Transaction, name: str) -> None:
        """Act upon a schedule's tick, unless somebody did meanwhile."""
        found = await schedules.take(tx, name)
        schedule = found.by_name.get(name)
        if schedule is None:
            return
        if _was_ahead(schedule, found.now):
            _LOG.warning("schedule %s was ahead of the clock; it counts anew", name)
            await schedules.forget_future(tx, name)
            return
        due = _due_tick(schedule, found.now)
        if due is None:
            return
        if schedule.goes_on:
            _LOG.info("schedule %s is passed over: its last run goes on", name)
            await schedules.note_tick(tx, name, due, None)
            return
        queued = await queued_runs.enqueue(
            tx,
            schedule.command,
            check(schedule.command, schedule.options).for_record(),
            actor=schedule.actor,
            priority=SCHEDULED,
        )
        await schedules.note_tick(tx, name, due, queued.id)
        _LOG.info(
            "a schedule ticked",
            extra={"schedule": name, "tick": due.isoformat(), "run": str(queued.id)},
        )


def _due_tick(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the latest tick, if nobody has acted upon it."""
    tick = latest_tick(schedule.cron, schedule.timezone, now)
    return tick if tick > schedule.acted_until else None


def _was_ahead(schedule: Schedule, now: datetime) -> bool:
    return schedule.acted_until > now + _FUTURE
