"""The page at `/runs`: what goes on and waits, who works, and what there was."""

from collections.abc import Sequence
from html import escape
from typing import get_args

import msgspec

from api.pages.layout import Page
from api.pages.run_parts import (
    asked_by,
    badge,
    failures,
    how_far,
    mark,
    runs_page,
    table,
    took,
    when,
)
from trr_backend.models.feed import RUNS
from trr_backend.models.run_orders import RunCommand
from trr_backend.models.run_state import InHand, RunShown, TaskInHand, WorkerShown
from trr_backend.utils.coming import coming

_TITLE = "Runs"


def asking_page(title: str = _TITLE, topic: str = RUNS) -> Page:
    """Return the page for who has not said yet that they are an admin."""
    return runs_page(title, topic=topic, told=None)


def list_page(now: InHand, ended: bytes, *, cursor: str | None) -> Page:
    """Return the page; `ended` is a list as JSON, `cursor` where it goes on."""
    before = msgspec.json.decode(ended, type=list[RunShown])
    told = (
        f"{_order()}<section><h3>Now</h3>{_cards(now.runs)}{_waiting(now)}</section>"
        f"<section><h3>Workers</h3>{_workers(now.workers)}</section>"
        f"{_next(now)}<section><h3>Before</h3>{_ended(before)}</section>"
    )
    if cursor is not None:
        told += f'<a class="more" href="/runs?cursor={escape(cursor)}">Earlier</a>'
    return runs_page(_TITLE, topic=RUNS, told=told)


def _order() -> str:
    commands = "".join(f"<option>{one}</option>" for one in get_args(RunCommand))
    return (
        '<form id="order" hidden><label>Let workers run <select>'
        f"{commands}</select></label><button>Start</button></form>"
    )


def _cards(runs: Sequence[RunShown]) -> str:
    if not runs:
        return "<p>Nothing goes on or waits.</p>"
    return f'<ul class="runs">{"".join(map(_card, runs))}</ul>'


def _card(run: RunShown) -> str:
    since = when(run.begun_at or run.queued_at)
    return (
        f'<li class="run" data-run="{run.id}"><h4><a href="/runs/{run.id}">'
        f"{escape(run.command)}</a> {badge(run)}</h4>"
        f"<p>{escape(asked_by(run))}; since {since}</p>{how_far(run)}</li>"
    )


def _waiting(now: InHand) -> str:
    if not now.queues:
        return ""
    said = ", ".join(f"{name} {count}" for name, count in now.queues.items())
    return f"<p>Parts that wait: {escape(said)}.</p>"


def _workers(workers: Sequence[WorkerShown]) -> str:
    heads = ("worker", "state", "takes", "at once", "seen", "does")
    rows = [
        (
            escape(one.name),
            mark(one.state, one.state),
            escape(", ".join(one.queues)),
            str(one.concurrency),
            when(one.seen_at),
            "<br>".join(map(_task, one.tasks)),
        )
        for one in workers
    ]
    return table(heads, rows) or "<p>None: <code>trr worker</code> starts one.</p>"


def _task(task: TaskInHand) -> str:
    scope = f" ({task.entities})" if task.entities else ""
    return (
        f'{escape(task.wave)}{scope} of <a href="/runs/{task.run_id}">'
        f"{escape(task.command)}</a>"
    )


def _next(now: InHand) -> str:
    rows = [
        (when(one.at), escape(one.name), escape(one.command))
        for one in coming(now.schedules, now.at)
    ]
    ticks = table(("at", "schedule", "runs"), rows)
    return f"<section><h3>Next</h3>{ticks}</section>" if ticks else ""


def _ended(runs: Sequence[RunShown]) -> str:
    heads = ("run", "ended", "begun", "took", "requests", "failed", "asked for by")
    rows = [
        (
            f'<a href="/runs/{run.id}">{escape(run.command)}</a>',
            badge(run),
            when(run.begun_at or run.started_at),
            took(run),
            str(run.requests),
            str(failures(run)),
            escape(run.actor or ""),
        )
        for run in runs
    ]
    return table(heads, rows) or "<p>None ended yet.</p>"
