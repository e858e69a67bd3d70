"""The stages that take away records which nobody asks for any more.

Nothing of the catalogue goes: only how runs went, who asked for what, and changes of
the feed that are older than TRR_EVENTS_DAYS.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scripts._command import AnyStage
from scripts._retention import feed_stage
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.repositories import audit, old_runs, requests
from trr_backend.repositories.db import Transaction
from trr_backend.utils.text import counted

# What a run did item by item; its figures, and what it left undone, stay.
_ITEMS_KEPT: Final = timedelta(days=30)
# A run itself, who called an admin endpoint, and what was asked for: names of persons.
RECORDS_KEPT: Final = timedelta(days=365)

Forget = Callable[[Transaction, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class _Record:
    """A kind of record, how long it is kept, and what takes some of it away."""

    what: str
    kept: timedelta
    forget: Forget


_RECORDS: Final = (
    _Record("item of ended runs", _ITEMS_KEPT, old_runs.forget_items),
    _Record("task of ended runs", _ITEMS_KEPT, old_runs.forget_tasks),
    _Record("run", RECORDS_KEPT, old_runs.forget_runs),
    _Record("call of an admin", RECORDS_KEPT, audit.prune),
    _Record("request of an admin", RECORDS_KEPT, requests.prune),
)


def clean_up_stages() -> list[AnyStage]:
    """Return what takes old records away, some thousands a transaction."""
    records = Stage(
        "records",
        lambda record: f"{record.what}, older than {record.kept.days} days",
        _plan,
        _forget_all_but_last,
        _forget,
        parallel=1,
        sweeps=True,
    )
    return [records, feed_stage()]


async def _plan(_context: Context) -> Plan[_Record]:
    return Plan(_RECORDS)


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
        work.notes.append(f"{counted(count, record.what)}")
