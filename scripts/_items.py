"""One item of a stage: collected, stored in a transaction, or noted as left undone."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

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

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
# What a defect left undone is tried again: it may have met with something passing.
_DEFECT_TRIES = 3


class _Defect(TrrError):
    """Something that this project does not know how to name."""


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

    async def store() -> tuple[Work, str | None]:
        async with context.database.transaction() as tx:
            work = context.work(tx)
            undone = await stage.store(work, item, got)
            await events.emit(work, context.run_id)
            for label, error in work.failures:
                await _note(work, context, stage.name, label, error)
            if stage.size is None:
                await _note(work, context, stage.name, stage.label(item), undone)
        return work, undone

    # What was collected is kept over the tries to store it: it cost requests, and
    # standard input can be read only once.
    got = await try_patiently(context, lambda: stage.collect(context, item))
    return await try_patiently(context, store)


async def _fail(
    context: Context, stage: Stage[Item, Got], item: Item, error: TrrError
) -> Failure:
    """Note that an item is left undone; that this may fail too stops nobody else."""

    async def store() -> None:
        async with context.database.transaction() as tx:
            work = context.work(tx)
            await stage.failed(work, item, error)
            await events.emit(work, context.run_id)
            await _note(work, context, stage.name, stage.label(item), str(error))

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
    work: Work, context: Context, stage: str, label: str, error: str | None
) -> None:
    if context.run_id and label not in work.forgotten:
        note = runs.ItemNote(stage, label, error, context.task_id)
        await runs.note_item(work.tx, context.run_id, note)


async def try_patiently(
    context: Context, attempt: Callable[[], Awaitable[Result]]
) -> Result:
    """Try again what may heal, but in a rehearsal: it is one transaction."""
    if context.rehearsal:
        return await attempt()
    return await patiently(attempt, scale=context.settings.wait_scale)
