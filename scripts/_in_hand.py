"""What goes on and waits, as tables for a terminal and as lines for a record."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from trr_backend.models.run_state import InHand, RunShown, StageState, WorkerShown
from trr_backend.utils.coming import coming
from trr_backend.utils.lasting import lasting
from trr_backend.utils.text import counted, one_line

NOTHING = "Nothing goes on or waits."
UNKNOWN = "not known yet"
_SHORT = 8


def tables(now: InHand, *, most_ticks: int | None = None) -> list[RenderableType]:
    """Return what there is to show: each run, the workers, what waits, what comes."""
    shown: list[RenderableType] = [_run(run, now.at) for run in now.runs]
    others = (_workers(now.workers, now.at), _ticks(now, most_ticks))
    shown += [table for table in others if table.row_count]
    if now.queues:
        shown.append(Text(_waiting(now)))
    return [one for each in shown for one in (each, "")]


def line(run: RunShown, now: InHand) -> str:
    """Return how far a run is, in one line."""
    at = f"{now.at.astimezone(UTC):%H:%M:%S}"
    name = f"{at} {run.command} {short(run)}"
    if run.state == "queued":
        waited = lasting(run.waited_seconds or 0)
        return one_line(f"{name} waits for {waited}, priority {run.priority}")
    took = lasting(run.seconds or 0)
    requests = counted(run.requests, "request")
    if run.state == "ended":
        undone = sum(stage.failed for stage in run.stages)
        return one_line(
            f"{name} ended after {took}: {words(run)}; {requests}, {undone} failed"
        )
    alive = sum(one.state == "alive" for one in now.workers)
    by = f"; {counted(alive, 'worker')}" if run.queued_at else ""
    return one_line(
        f"{name} goes on for {took}: {_on(run, now.at)}; {requests}{by}; expected end "
        f"of this {clock(run.stage_ends_at)}, of all {clock(run.expected_end_at)}"
    )


def short(run: RunShown) -> str:
    """Return enough of a run's id to name it."""
    return str(run.id)[:_SHORT]


def words(run: RunShown) -> str:
    """Return how a run ended, or whether it waits, goes on or is being ended."""
    if run.outcome is not None:
        return run.outcome.replace("_", " ")
    if run.cancel_asked_at is not None:
        return "is being cancelled"
    return "waits" if run.state == "queued" else "goes on"


def clock(at: datetime | None) -> str:
    """Return a time of day; nothing is made up where it is not known."""
    return UNKNOWN if at is None else f"{at.astimezone(UTC):%H:%M:%S} UTC"


def _on(run: RunShown, now: datetime) -> str:
    """Return what is on; of a step, which is one by itself, what its stages are at."""
    if run.progress is None:
        return "begun"
    on = run.progress
    if on.total == 1:
        left = ", ".join(_left(stage) for stage in run.stages if stage.left)
        return left or on.stage
    failed = f", {on.failed} failed" if on.failed else ""
    return f"{on.stage} {on.done} of {on.total}{failed}{_rate(run, now)}"


def _rate(run: RunShown, now: datetime) -> str:
    """Return how fast what is on goes, as far as its end is known."""
    if run.progress is None or run.stage_ends_at is None:
        return ""
    seconds = (run.stage_ends_at - now).total_seconds()
    left = run.progress.total - run.progress.done
    return f" at {left / seconds:.1f}/s" if seconds > 0 else ""


def _left(stage: StageState) -> str:
    rate = "" if stage.rate is None else f" at {stage.rate:.1f}/s"
    return f"{stage.stage} {stage.left} left{rate}"


def _run(run: RunShown, now: datetime) -> RenderableType:
    head = Text.from_markup(
        f"[bold]{escape(run.command)}[/] {short(run)}  {escape(', '.join(_head(run)))}"
    )
    rows = _stages(run.stages)
    parts: list[RenderableType] = [head]
    if rows.row_count:
        parts.append(rows)
    if run.state == "running":
        parts.append(Text(f"{_on(run, now)}\n{'; '.join(_ends(run, now))}"))
    return Group(*parts)


def _head(run: RunShown) -> Iterator[str]:
    if run.state == "queued":
        yield f"waits for {lasting(run.waited_seconds or 0)}"
    elif run.state == "running":
        yield f"{words(run)}, begun {lasting(run.seconds or 0)} ago"
    else:
        yield f"{words(run)} after {lasting(run.seconds or 0)}"
    if run.actor:
        yield f"asked for by {run.actor}"
    if run.priority is not None and run.state != "ended":
        yield f"priority {run.priority}"
    yield counted(run.requests, "request")


def _ends(run: RunShown, now: datetime) -> Iterator[str]:
    for name, at in (
        ("expected end of this", run.stage_ends_at),
        ("of all", run.expected_end_at),
    ):
        left = "" if at is None else f", in {lasting((at - now).total_seconds())}"
        yield f"{name}: {clock(at)}{left}"


def _stages(stages: Sequence[StageState]) -> Table:
    table = _table("  stage", "done", "failed", "unchanged", "left", "a second")
    table.add_column("requests", justify="right", no_wrap=True)
    for stage in (one for one in stages if not one.is_idle):
        table.add_row(
            f"  {escape(stage.stage)}",
            str(stage.done),
            str(stage.failed),
            str(stage.unchanged),
            "" if stage.left is None else str(stage.left),
            "" if stage.rate is None else f"{stage.rate:.1f}",
            str(stage.requests),
        )
    return table


def _workers(workers: Sequence[WorkerShown], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("worker", "state", "seen", "does"):
        table.add_column(name, no_wrap=name != "does")
    for one in workers:
        if one.state != "ended":
            seen = lasting((now - one.seen_at).total_seconds())
            does = ", ".join(_does(one)) or "nothing just now"
            table.add_row(escape(one.name), one.state, f"{seen} ago", escape(does))
    return table


def _does(worker: WorkerShown) -> Iterator[str]:
    for task in worker.tasks:
        scope = f" ({task.entities})" if task.entities else ""
        yield f"{task.wave}{scope} of {task.command}"


def _waiting(now: InHand) -> str:
    said = ", ".join(f"{name} {count}" for name, count in now.queues.items())
    return f"parts that wait: {said}"


def _ticks(now: InHand, most: int | None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("schedule", "runs", "next"):
        table.add_column(name, no_wrap=True)
    for one in coming(now.schedules, now.at)[:most]:
        wait = lasting((one.at - now.at).total_seconds())
        at = f"{one.at.astimezone(UTC):%a %H:%M} UTC, in {wait}"
        table.add_row(escape(one.name), escape(one.command), at)
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table
