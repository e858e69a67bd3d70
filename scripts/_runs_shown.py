"""Runs that were, as people read them: in a table, and one by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts._in_hand import short, tables, words
from scripts._schedules import command_line
from trr_backend.errors import InputError
from trr_backend.models.run_state import InHand, RunDetail, RunShown
from trr_backend.utils.lasting import lasting
from trr_backend.utils.text import one_line


def runs_table(runs: Iterable[RunShown]) -> Table:
    """Return the runs, a line each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    # Where there is no room for a line, words go onto the next one.
    for name in ("run", "command", "state", "begun (UTC)"):
        table.add_column(name, no_wrap=name in {"run", "begun (UTC)"})
    for name in ("took", "failed", "requests"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("asked for by")
    for run in runs:
        table.add_row(
            short(run),
            escape(run.command),
            words(run),
            _minute(run.begun_at),
            "" if run.seconds is None else lasting(run.seconds),
            str(sum(stage.failed for stage in run.stages)),
            str(run.requests),
            escape(one_line(run.actor or "its own process")),
        )
    return table


def print_run(
    console: Console,
    now: InHand,
    run: RunDetail,
    undone: Sequence[Mapping[str, str]],
    *,
    more: bool,
) -> None:
    """Print a run: when, what for, how far each stage is, and what is left undone."""
    alone = replace(now, workers=(), queues={}, schedules=())
    for part in tables(alone):
        console.print(part)
    for name, said in _facts(run):
        console.print(f"{name:<9} {one_line(said)}", soft_wrap=True, markup=False)
    for item in undone:
        said = f"{item['stage']}: {item['item']}: {item['error']}"
        console.print(f"undone    {one_line(said)}", soft_wrap=True, markup=False)
    if more:
        console.print("undone    more than these; --json has them all")


def _facts(run: RunDetail) -> Iterator[tuple[str, str]]:
    yield "id", str(run.id)
    yield "command", _command(run)
    if run.retry_of:
        yield "retry of", str(run.retry_of)
    for name, at in (
        ("queued", run.queued_at),
        ("begun", run.begun_at),
        ("cancelled", run.cancel_asked_at),
        ("ended", run.finished_at),
    ):
        if at is not None:
            yield name, f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if run.waited_seconds is not None:
        yield "waited", lasting(run.waited_seconds)
    summary = run.summary or {}
    if summary.get("stopped"):
        yield "stopped", str(summary["stopped"])
    for note in summary.get("notes") or ():
        yield "note", str(note)
    if run.outcome in {"done_with_failures", "failed", "cancelled"} and run.queued_at:
        yield "next", f"trr runs retry-failed {short(run)}"


def _command(run: RunDetail) -> str:
    """Return what was asked for as one would type it, where it can be read."""
    try:
        return command_line(run)
    except InputError:
        return f"trr {run.command}"


def _minute(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
