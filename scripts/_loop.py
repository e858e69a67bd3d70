"""The loop of every command and task, once: items in parallel, progress, failures.

A failed item is named and never stops the others; a refused key or a database that
stays away stops the run.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from scripts._items import gathering, run_item, try_patiently
from scripts._report import RunReport, StageReport
from scripts._stage import AnyStage, Context, Got, Item, Stage
from scripts._together import first
from scripts._waiting import Waiting
from trr_backend.errors import (
    ConfigError,
    DatabaseUnavailable,
    InputError,
    StoreUnavailable,
    TrrError,
)
from trr_backend.utils.tracing import span


async def do_stages(
    context: Context, stages: Sequence[AnyStage], report: RunReport
) -> None:
    """Do the stages in order; what stops them is in the report.

    Raises ConfigError and InputError where nothing was done yet.
    """
    for stage in stages:
        done = StageReport(
            stage.name, prepares=stage.prepares, is_optional=stage.is_optional
        )
        report.stages.append(done)
        try:
            with span(f"stage {stage.name}"):
                await _do_stage(context, stage, done, report)
        except (DatabaseUnavailable, StoreUnavailable) as error:
            report.stopped = _going_on(str(error))
            break
        except TrrError as error:
            report.stopped = str(error)
            report.misconfigured = isinstance(error, ConfigError | InputError)
            if report.is_empty:
                raise
            break


async def _do_stage(
    context: Context, stage: Stage[Item, Got], done: StageReport, report: RunReport
) -> None:
    watcher = context.watcher
    done.measure = _measuring(context, done)
    plan = await try_patiently(context, lambda: stage.plan(context))
    done.unchanged = plan.unchanged
    report.notes.extend(plan.notes)
    done.total = len(plan.items) if plan.total is None else plan.total
    watcher.begin(stage.name, done.total)
    waiting = Waiting(plan)
    context = gathering(context, stage)

    async def work() -> None:
        async for item in waiting:
            with span(f"item of {stage.name}") as told:
                failure = await run_item(context, stage, item, done, report)
                if failure and told:
                    told.fail("item left undone")
            if failure:
                done.failures.append(failure)
            done.worked += 1 if stage.size is None else stage.size(item)
            if stage.size is None:
                watcher.advance(failed=failure is not None)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(waiting.workers(stage.at_once)):
                group.create_task(work())
    except* TrrError as stopping:
        raise first(stopping) from None
    finally:
        watcher.end()
        report.notes.extend(one for one in done.notes() if one not in report.notes)
        if stage.summary and done.counts:
            report.notes.append(stage.summary(done.counts))
        done.end()


def _measuring(context: Context, done: StageReport) -> Callable[[], None]:
    """Return what brings a stage's figures up to date, from now on."""
    began = time.monotonic()
    requests, received = context.requests, context.received_bytes

    def measure() -> None:
        done.seconds = time.monotonic() - began
        done.requests = context.requests - requests
        done.bytes = context.received_bytes - received

    return measure


def _going_on(said: str) -> str:
    """Return an error with what to do next, where it does not say so itself."""
    if "run the command again" in said:
        return said
    return f"{said}; run the same command again to go on"
