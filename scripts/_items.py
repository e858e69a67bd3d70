"""One item of a stage: collected, stored in a transaction, or noted as left undone."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from scripts._gathering import Gathering
from scripts._patience import patiently
from scripts._report import MOST_TRIES, Failure, RunReport, StageReport
from scripts._stage import Context, Got, Item, Stage, Work
from trr_backend.errors import (
    ConfigError,
    Contended,
    DatabaseUnavailable,
    Missing,
    StorageError,
    StoreUnavailable,
    TrrError,
    Unavailable,
)
from trr_backend.repositories import events, runs
from trr_backend.repositories.db import Transaction

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
# What a defect left undone is tried again: it may have met with something passing.
_DEFECT_TRIES = 3


class _Defect(TrrError):
    """Something that this project does not know how to name."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What storing an item did; a chunk, which names its things, has no `label`."""

    work: Work
    label: str | None
    undone: str | None

    def notes(self) -> Iterator[tuple[str, str | None]]:
        """Yield what is to be noted of an item, or of things in a chunk."""
        said: list[tuple[str, str | None]] = [*self.work.failures]
        if self.label is not None:
            said.append((self.label, self.undone))
        return (one for one in said if one[0] not in self.work.forgotten)


def gathering(context: Context, stage: Stage[Item, Got]) -> Context:
    """Return the context in which items of a stage meet, where it has them meet."""
    if stage.together == 1 or context.rehearsal:
        return replace(context, gathering=None)
    made: Gathering[_Stored] = Gathering(
        context.database,
        partial(_conclude, context, stage.name),
        most=stage.together,
        wait_scale=context.settings.wait_scale,
    )
    return replace(context, gathering=made)


async def run_item(
    context: Context,
    stage: Stage[Item, Got],
    item: Item,
    done: StageReport,
    report: RunReport,
) -> Failure | None:
    """Do one item; return why it is left undone, or None."""
    label = stage.label(item)
    try:
        work, undone = await _do(context, stage, item)
    except (ConfigError, DatabaseUnavailable, StoreUnavailable):
        raise
    except TrrError as error:
        return await _fail(context, stage, item, error)
    except Exception as error:  # the one place: a defect must not stop the others
        logger.exception("item failed", extra={"stage": stage.name, "item": label})
        said = f"unexpected {type(error).__name__}: {error} (a defect, see stderr)"
        return await _fail(context, stage, item, _Defect(said))
    done.take(work)
    report.notes.extend(work.notes)
    report.told.extend(work.told)
    if context.rehearsal:
        report.changes.extend(work.changes.all())
    done.failures.extend(Failure(*one) for one in work.failures)
    if undone:
        return Failure(label, undone)
    if stage.size is not None:
        done.done += stage.size(item) - len(work.failures)
        return None
    done.done += not stage.sweeps or work.has_news
    return None


async def _do(
    context: Context, stage: Stage[Item, Got], item: Item
) -> tuple[Work, str | None]:
    """Do one item; return its work and why it is left undone (None: it is done)."""

    async def store(tx: Transaction) -> _Stored:
        work = context.work(tx)
        undone = await stage.store(work, item, got)
        label = None if stage.size else stage.label(item)
        return _Stored(work, label, undone)

    async def store_alone() -> _Stored:
        async with context.database.transaction() as tx:
            stored = await store(tx)
            await _conclude(context, stage.name, tx, [stored])
        return stored

    # What was collected is kept over the tries to store it: it cost requests, and
    # standard input can be read only once.
    with context.gathering.coming() if context.gathering else nullcontext():
        got = await try_patiently(context, lambda: stage.collect(context, item))
    stored: _Stored | None = None
    if context.gathering:
        stored = await context.gathering.store(store)
    if stored is None:
        stored = await try_patiently(context, store_alone)
    return stored.work, stored.undone


async def _conclude(
    context: Context, stage: str, tx: Transaction, stored: Sequence[_Stored]
) -> None:
    """Write the events of what was stored, and what became of each item."""
    await events.emit_all(tx, (one.work for one in stored), context.run_id)
    notes = {name: said for one in stored for name, said in one.notes()}
    await _note(context, stage, tx, notes)


async def _fail(
    context: Context, stage: Stage[Item, Got], item: Item, error: TrrError
) -> Failure:
    """Note that an item is left undone; that this may fail too stops nobody else."""

    async def store() -> None:
        async with context.database.transaction() as tx:
            work = context.work(tx)
            await stage.failed(work, item, error)
            await events.emit(work, context.run_id)
            label = stage.label(item)
            if label not in work.forgotten:
                await _note(context, stage.name, tx, {label: str(error)})

    said = str(error)
    try:
        await try_patiently(context, store)
    except DatabaseUnavailable:
        raise
    except StorageError as second:
        said = f"{said}; it could not be noted either: {second}"
    return Failure(stage.label(item), said, _tries(error))


def _tries(error: TrrError) -> int:
    """Return how often it is worth a try: some errors heal, others want somebody."""
    if isinstance(error, _Defect):
        return _DEFECT_TRIES
    healing = isinstance(error, Unavailable | Missing | Contended)
    return MOST_TRIES if healing else 1


async def _note(
    context: Context, stage: str, tx: Transaction, notes: Mapping[str, str | None]
) -> None:
    if context.run_id:
        said = runs.Notes(stage, notes, context.task_id)
        await runs.note_items(tx, context.run_id, said)


async def try_patiently(
    context: Context, attempt: Callable[[], Awaitable[Result]]
) -> Result:
    """Try again what may heal, but in a rehearsal: it is one transaction."""
    if context.rehearsal:
        return await attempt()
    return await patiently(attempt, scale=context.settings.wait_scale)
