"""The stages that take away records which nobody asks for any more.

Nothing of the catalogue goes: only how runs went, who asked for what, and changes of
the feed that are older than TRR_EVENTS_DAYS.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scripts._command import AnyStage
from scripts._retention import feed_stage
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.config import Settings
from trr_backend.engine import forget_ended
from trr_backend.repositories import audit, old_runs, requests
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Transaction

# Runs themselves, who called an admin endpoint and for what: names of persons.
_RECORDS_KEPT: Final = timedelta(days=365)

# What the engine has handed over, and what became of that: the tasks tell it as well.
_DELIVERIES_KEPT: Final = timedelta(days=1)

Forget = Callable[[Transaction, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class _Record:
    """A kind of record, how long it is kept, and what takes some of it away."""

    what: str
    kept: timedelta
    forget: Forget


def _records(settings: Settings) -> tuple[_Record, ...]:
    items = timedelta(days=settings.runs_days)
    runs = max(_RECORDS_KEPT, items)
    return (
        _Record("item of an ended run", items, old_runs.forget_items),
        _Record("task of an ended run", items, old_runs.forget_tasks),
        _Record("run", runs, old_runs.forget_runs),
        _Record("call of an admin", _RECORDS_KEPT, audit.prune),
        _Record("request of an admin", _RECORDS_KEPT, requests.prune),
    )


def clean_up_stages() -> list[AnyStage]:
    """Return what takes old records away, some thousands a transaction."""
    records = Stage(
        "records",
        lambda record: f"{record.what}, after {record.kept.days} days",
        _plan,
        _forget_all_but_last,
        _forget,
        parallel=1,
        sweeps=True,
    )
    return [records, feed_stage(), _DELIVERIES]


async def _plan(context: Context) -> Plan[_Record]:
    return Plan(_records(context.settings))


async def _forget_all_but_last(context: Context, record: _Record) -> int:
    """Take away in small commits what is too much for one; return how much it was."""
    count = 0
    while not context.rehearsal:
        async with context.database.transaction() as tx:
            gone = await record.forget(tx, context.now() - record.kept)
        count += gone
        if not gone:
            break
    return count


async def _forget(work: Work, record: _Record, count: int) -> None:
    count += await record.forget(work.tx, work.at - record.kept)
    if count:
        work.notes.append(f"{record.what}: {count} older than {record.kept.days} days")


async def _plan_engine(context: Context) -> Plan[str]:
    async with context.database.transaction() as tx:
        has_engine = await old_runs.has_engine(tx)
    is_there = has_engine and not context.rehearsal
    return Plan(["what the engine has handed over"] if is_there else [])


async def _forget_deliveries(context: Context, _item: str) -> int:
    url = await asyncio.to_thread(direct_url, context.settings, start=False)
    return await forget_ended(url, context.now() - _DELIVERIES_KEPT)


async def _tell_deliveries(work: Work, _item: str, count: int) -> None:
    if count:
        said = f"{count} older than {_DELIVERIES_KEPT.days} day"
        work.notes.append(f"part that the engine has handed over: {said}")


_DELIVERIES = Stage(
    "engine",
    str,
    _plan_engine,
    _forget_deliveries,
    _tell_deliveries,
    parallel=1,
    sweeps=True,
    is_optional=True,
)
