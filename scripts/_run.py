"""The loop of every command, once: items in parallel, progress, summary, exit code.

A failed item is named and never stops the others; a refused key or a database that
stays away stops the run. Nothing is half-done: an item is one transaction, and the same
command goes on where it was stopped.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from uuid import UUID

from scripts._claims import Claims
from scripts._database import open_migrated
from scripts._items import run_item, try_patiently
from scripts._options import Request
from scripts._progress import Watcher, watching
from scripts._rates import rates
from scripts._report import RunReport, StageReport
from scripts._stage import Context, Got, Item, Stage
from scripts._telling import Counting, telling
from scripts._together import first
from scripts._waiting import Waiting
from trr_backend.config import Settings
from trr_backend.errors import (
    ConfigError,
    DatabaseUnavailable,
    InputError,
    StorageError,
    StoreUnavailable,
    TrrError,
    UpstreamError,
)
from trr_backend.ingestion.upstreams import open_fandom, open_imdb, open_tmdb
from trr_backend.media.store import open_store
from trr_backend.repositories import runs, shows
from trr_backend.repositories.db import Database, rehearse
from trr_backend.repositories.limits import PostgresLimiter
from trr_backend.utils.room import ByteRoom
from trr_backend.utils.tracing import span, tracing

# What the bodies of pictures may take of the memory at once; each is there twice while
# its metadata is cut out.
PICTURE_BYTES = 32 * 1024 * 1024

# Stages of different items stand in one list; each is consistent in itself.
AnyStage = Stage[Any, Any]


async def run_stages(
    name: str,
    stages: Sequence[AnyStage],
    request: Request,
    settings: Settings,
    *,
    silent: bool = False,
) -> RunReport:
    """Run the stages in order over the selected shows and return what was done.

    Raises ConfigError and InputError where nothing was done; what goes wrong later is
    in the report.
    """
    report = RunReport(name, dry_run=request.dry_run)
    async with AsyncExitStack() as stack:
        stack.enter_context(tracing(settings.otlp_endpoint, "trr"))
        stack.enter_context(span(f"trr {name}"))
        database = await stack.enter_async_context(open_migrated(settings))
        await _check_selection(database, request)
        limiter = PostgresLimiter(database, rates(settings))
        tmdb = await stack.enter_async_context(open_tmdb(settings, limiter))
        imdb = await stack.enter_async_context(open_imdb(settings, limiter))
        fandom = await stack.enter_async_context(open_fandom(settings, limiter))
        watcher = stack.enter_context(watching(silent=silent))
        context = Context(
            settings=settings,
            database=database,
            selection=request.selection,
            tmdb=tmdb,
            imdb=imdb,
            fandom=fandom,
            store=open_store(settings),
            limiter=limiter,
            watcher=watcher,
            claims=Claims(database, settings.wait_scale),
            room=ByteRoom(PICTURE_BYTES),
            rehearsal=request.dry_run,
        )
        if request.dry_run:
            rehearsed = await stack.enter_async_context(rehearse(database))
            await _run(replace(context, database=rehearsed), stages, report, watcher)
        else:
            await _run_recorded(context, stages, request, report, watcher)
    return report


async def _run_recorded(
    context: Context,
    stages: Sequence[AnyStage],
    request: Request,
    report: RunReport,
    watcher: Watcher,
) -> None:
    """Run with a row in ops.runs that says how it ended."""
    async with context.database.transaction() as tx:
        run_id = await runs.start(tx, report.command, request.for_record())
    outcome: runs.RunOutcome | None = "stopped"
    counts: Counting | None = None
    try:
        async with telling(context.database, run_id, watcher) as counts:
            recorded = replace(context, run_id=run_id, watcher=counts)
            await _run(recorded, stages, report, counts)
        if not report.stopped:
            outcome = "failed" if report.exit_code else "done"
    except (ConfigError, InputError) as error:
        # What was asked for could not be understood: that was no run.
        if not isinstance(error, UpstreamError) and report.is_untouched:
            outcome = None
        raise
    finally:
        progress = counts.progress if counts else None
        await _finish(context, run_id, outcome, report, progress)


async def _finish(
    context: Context,
    run_id: UUID,
    outcome: runs.RunOutcome | None,
    report: RunReport,
    progress: runs.Progress | None,
) -> None:
    """Note how a run ended; None: it is forgotten, for it did not begin."""

    async def finish() -> None:
        async with context.database.transaction() as tx:
            if outcome is None:
                await runs.forget(tx, run_id)
            else:
                await runs.finish(tx, run_id, outcome, report.for_record(), progress)

    try:
        # Who was stopped has waited for the database already.
        await (finish() if report.stopped else try_patiently(context, finish))
    except StorageError as error:
        # The run's row stays open; the report still reaches the user.
        report.stopped = report.stopped or str(error)


async def _run(
    context: Context,
    stages: Sequence[AnyStage],
    report: RunReport,
    watcher: Watcher,
) -> None:
    for stage in stages:
        done = StageReport(
            stage.name, prepares=stage.prepares, is_optional=stage.is_optional
        )
        report.stages.append(done)
        try:
            with span(f"stage {stage.name}"):
                await _run_stage(context, stage, done, report, watcher)
        except (DatabaseUnavailable, StoreUnavailable) as error:
            report.stopped = _going_on(str(error))
            break
        except TrrError as error:
            report.stopped = str(error)
            report.misconfigured = isinstance(error, ConfigError | InputError)
            if report.is_empty:
                raise
            break


async def _run_stage(
    context: Context,
    stage: Stage[Item, Got],
    done: StageReport,
    report: RunReport,
    watcher: Watcher,
) -> None:
    began = time.monotonic()
    requests, received = context.requests, context.received_bytes
    plan = await try_patiently(context, lambda: stage.plan(context))
    done.unchanged = plan.unchanged
    report.notes.extend(plan.notes)
    watcher.begin(stage.name, len(plan.items) if plan.total is None else plan.total)
    waiting = Waiting(plan)

    async def work() -> None:
        async for item in waiting:
            with span(f"item of {stage.name}") as told:
                failure = await run_item(context, stage, item, done, report)
                if failure and told:
                    told.fail("item left undone")
            if failure:
                done.failures.append(failure)
            if stage.size is None:
                watcher.advance(failed=failure is not None)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(waiting.workers(stage.parallel)):
                group.create_task(work())
    except* TrrError as stopping:
        raise first(stopping) from None
    finally:
        watcher.end()
        report.notes.extend(one for one in done.notes() if one not in report.notes)
        if stage.summary and done.counts:
            report.notes.append(stage.summary(done.counts))
        done.seconds = time.monotonic() - began
        done.requests = context.requests - requests
        done.bytes = context.received_bytes - received


def _going_on(said: str) -> str:
    """Return an error with what to do next, where it does not say so itself."""
    if "run the command again" in said:
        return said
    return f"{said}; run the same command again to go on"


async def _check_selection(database: Database, request: Request) -> None:
    async with database.transaction() as tx:
        for ref in request.selection.shows:
            show_id = await shows.find(tx, ref)
            if show_id is None:
                raise InputError(
                    f"no show {ref} in the catalogue; `trr import lists` brings it in"
                )
            if not await shows.is_tracked(tx, show_id):
                raise InputError(
                    f"{ref} is not followed: nothing is fetched for it; `trr shows "
                    f"track {ref}` follows it again"
                )
