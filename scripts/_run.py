"""A command's run in its own process: opened, recorded, and what became of it.

Nothing is half-done: an item is one transaction, and the same command goes on where it
was stopped.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from uuid import UUID

from scripts._context import Shop, open_context
from scripts._database import open_migrated
from scripts._items import try_patiently
from scripts._loop import do_stages
from scripts._options import Request
from scripts._progress import Watcher, watching
from scripts._report import RunReport
from scripts._selecting import check_selection
from scripts._stage import AnyStage, Context
from scripts._telling import Counting, telling
from trr_backend.config import Settings
from trr_backend.errors import (
    ConfigError,
    InputError,
    StorageError,
    UpstreamError,
)
from trr_backend.repositories import runs
from trr_backend.repositories.db import rehearse
from trr_backend.utils.tracing import span, tracing


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
        async with database.transaction() as tx:
            await check_selection(tx, request.selection)
        watcher = stack.enter_context(watching(silent=silent))
        context = await stack.enter_async_context(
            open_context(
                Shop.of(settings, database),
                request.selection,
                watcher,
                rehearsal=request.dry_run,
            )
        )
        if request.dry_run:
            rehearsed = await stack.enter_async_context(rehearse(database))
            await do_stages(replace(context, database=rehearsed), stages, report)
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
        async with telling(context.database, run_id, watcher, report) as counts:
            recorded = replace(context, run_id=run_id, watcher=counts)
            await do_stages(recorded, stages, report)
        if not report.stopped:
            outcome = "done_with_failures" if report.exit_code else "done"
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
                await runs.tell_stages(tx, run_id, report.counts())

    try:
        # Who was stopped has waited for the database already.
        await (finish() if report.stopped else try_patiently(context, finish))
    except StorageError as error:
        # The run's row stays open; the report still reaches the user.
        report.stopped = report.stopped or str(error)
