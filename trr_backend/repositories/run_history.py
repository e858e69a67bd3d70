"""The runs as they are watched: which there were, how far each is, and who works."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from trr_backend.models.feed import RunProgress
from trr_backend.models.run_state import InHand
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    Page,
    PartPage,
    Window,
    execute,
    load_detail,
    load_page,
    load_part_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.workers import DEAD_AFTER_SECONDS

_LATEST = Order("x.started_at", "timestamptz", "desc")
# No stage's name has a tab in it.
_ITEM_KEY = "(i.stage || E'\\t' || i.item) collate \"C\""
_BY_ITEM = Order(_ITEM_KEY, "text", "asc")
# As they were planned: wave after wave.
_TASK_KEY = (
    "(to_char(k.queued_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || k.wave"
    " || E'\\t' || lpad(k.part::text, 9, '0')) collate \"C\""
)
_AS_PLANNED = Order(_TASK_KEY, "text", "asc")
_MOST_WORKERS = 100
_WORKERS: Mapping[str, object] = {
    "limit": _MOST_WORKERS,
    "dead_after": DEAD_AFTER_SECONDS,
}


async def load_runs(
    tx: Transaction,
    window: Window,
    *,
    command: str | None = None,
    outcome: str | None = None,
    state: str | None = None,
) -> Page:
    """Return a page of the runs, the latest first; `running` is an outcome as well."""
    query = statement("runs", direction="desc", seek=_LATEST.seek(window.after, "x.id"))
    where = {"command": command, "outcome": outcome, "state": state}
    return await load_page(tx, query, window.parameters | where)


async def load_run(tx: Transaction, run_id: UUID) -> Detail:
    """Return a run with its options and its summary, or None."""
    return await load_detail(tx, statement("one_run"), {"id": run_id})


async def load_items(
    tx: Transaction, run_id: UUID, window: Window, *, outcome: str | None = None
) -> PartPage:
    """Return a page of a run's items by stage and name; None: there is no run."""
    query = statement(
        "run_items",
        direction="asc",
        key=_ITEM_KEY,
        seek=_BY_ITEM.seek(window.after, "i.run_id"),
    )
    where = {**window.parameters, "id": run_id, "outcome": outcome}
    return await load_part_page(tx, query, where)


async def load_tasks(
    tx: Transaction, run_id: UUID, window: Window, *, state: str | None = None
) -> PartPage:
    """Return a page of a run's tasks as they were planned, or as `load_items`."""
    query = statement(
        "run_tasks",
        direction="asc",
        key=_TASK_KEY,
        seek=_AS_PLANNED.seek(window.after, "k.id"),
    )
    where = {**window.parameters, "id": run_id, "state": state}
    return await load_part_page(tx, query, where)


async def load_workers(tx: Transaction) -> Page:
    """Return who takes tasks, the living first, with what each does; one page."""
    return await load_page(tx, statement("workers"), _WORKERS)


async def load_progress(
    tx: Transaction, run_ids: Collection[UUID] | None = None
) -> list[RunProgress]:
    """Return how far these runs are, ended or not; None: all that have not ended."""
    ids = None if run_ids is None else list(run_ids)
    cursor = await execute(tx, statement("progress_of_runs"), {"ids": ids})
    return [
        msgspec.json.decode(row, type=RunProgress) for (row,) in await cursor.fetchall()
    ]


async def load_in_hand(tx: Transaction, run: str | None = None) -> InHand:
    """Return what goes on and waits; with `run`, the runs whose ids begin so."""
    where = {**_WORKERS, "run": run}
    body = await load_detail(tx, statement("in_hand"), where)
    if not isinstance(body, bytes):
        raise AssertionError("an object of values is one row")  # noqa: TRY004 -- the statement is at fault, no caller
    return msgspec.json.decode(body, type=InHand)
