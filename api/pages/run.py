"""The page at `/runs/{id}`: how far one run is, what failed, and who works on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from uuid import UUID

import msgspec

from api.pages.layout import Page
from api.pages.run_parts import (
    asked_by,
    badge,
    button,
    failures,
    how_far,
    items,
    mark,
    runs_page,
    stage_table,
    table,
    took,
    when,
)
from trr_backend.models.run_state import RunDetail
from trr_backend.utils.lasting import lasting


class Item(msgspec.Struct, frozen=True):
    """An item that is left undone, and why."""

    stage: str
    item: str
    error: str | None


class Task(msgspec.Struct, frozen=True):
    """A part of the run."""

    wave: str
    part: int
    queue: str
    state: str
    attempts: int
    error: str | None
    worker: str | None
    entity_ids: list[UUID]
    started_at: datetime | None
    finished_at: datetime | None


def run_page(run_body: bytes, failed: bytes, tasks: bytes) -> Page:
    """Return the page of one run, what it left undone, and its parts."""
    run = msgspec.json.decode(run_body, type=RunDetail)
    undone = msgspec.json.decode(failed, type=list[Item])
    parts = msgspec.json.decode(tasks, type=list[Task])
    told = (
        f'<article data-run="{run.id}"><p>{badge(run)} {_times(run)}</p>'
        f"<p>{escape(asked_by(run))}{_options(run)}{_retry_of(run)}</p>"
        f"{how_far(run)}<p>{_buttons(run)}</p>{stage_table(run.stages)}</article>"
        f"{_notes(run)}{_undone(undone, failures(run))}{_tasks(parts)}"
    )
    return runs_page(run.command, topic=f"run:{run.id}", told=told)


def _times(run: RunDetail) -> str:
    if run.begun_at is None:
        return f"asked for {when(run.queued_at)}"
    if run.finished_at is None:
        return f"since {when(run.begun_at)}"
    return f"{when(run.begun_at)} to {when(run.finished_at)}, {took(run)}"


def _options(run: RunDetail) -> str:
    said = [
        f"{name.replace('_', ' ')}: {_value(value)}"
        for name, value in run.options.items()
        if value
    ]
    return escape("; " + ", ".join(said)) if said else ""


def _value(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "yes" if value is True else str(value)


def _retry_of(run: RunDetail) -> str:
    if run.retry_of is None:
        return ""
    return f'; tries again what <a href="/runs/{run.retry_of}">another run</a> left'


def _buttons(run: RunDetail) -> str:
    if run.queued_at is None:
        return ""
    if run.state != "ended":
        if run.cancel_asked_at is not None:
            return ""
        return button("Cancel", f"/api/v1/runs/{run.id}/cancel")
    if run.outcome == "done":
        return ""
    return button("Do again what it left", f"/api/v1/runs/{run.id}/retry")


def _notes(run: RunDetail) -> str:
    summary = run.summary or {}
    said = [*summary.get("notes", ()), *filter(None, [summary.get("stopped")])]
    if not said:
        return ""
    lines = "".join(f"<li>{escape(str(one))}</li>" for one in said)
    return f"<section><h3>What it said</h3><ul>{lines}</ul></section>"


def _undone(undone: Sequence[Item], count: int) -> str:
    if not undone:
        return ""
    rows = [
        (escape(one.stage), escape(one.item), escape(one.error or "")) for one in undone
    ]
    more = f" The first of {items(count)}." if count > len(undone) else ""
    return (
        f"<section><h3>Left undone</h3>{table(('stage', 'item', 'why'), rows)}"
        f"<p>{more}</p></section>"
    )


def _tasks(tasks: Iterable[Task]) -> str:
    rows = [
        (
            f"{escape(one.wave)} {one.part}",
            str(len(one.entity_ids) or ""),
            mark(one.state, one.state.replace("_", " ")),
            escape(one.worker or ""),
            str(one.attempts),
            _took(one),
            escape(one.error or ""),
        )
        for one in tasks
    ]
    heads = ("part", "of", "state", "worker", "begun", "took", "why")
    shown = table(heads, rows)
    return f"<section><h3>Parts</h3>{shown}</section>" if shown else ""


def _took(task: Task) -> str:
    if task.started_at is None or task.finished_at is None:
        return ""
    return lasting((task.finished_at - task.started_at).total_seconds())
