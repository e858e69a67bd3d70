"""The runs as admins read them: which there were, and what became of their items."""

from uuid import UUID

from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    Page,
    PartPage,
    Window,
    load_detail,
    load_page,
    load_part_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.db import Transaction

_LATEST = Order("r.started_at", "timestamptz", "desc")
# No stage's name has a tab in it.
_ITEM_KEY = "(i.stage || E'\\t' || i.item) collate \"C\""
_BY_ITEM = Order(_ITEM_KEY, "text", "asc")


async def load_runs(
    tx: Transaction, window: Window, *, command: str | None, outcome: str | None
) -> Page:
    """Return a page of the runs, the latest first; `running` is an outcome as well."""
    query = statement("runs", direction="desc", seek=_LATEST.seek(window.after, "r.id"))
    where = {**window.parameters, "command": command, "outcome": outcome}
    return await load_page(tx, query, where)


async def load_run(tx: Transaction, run_id: UUID) -> Detail:
    """Return a run with its options and its summary, or None."""
    return await load_detail(tx, statement("one_run"), {"id": run_id})


async def load_items(
    tx: Transaction, run_id: UUID, window: Window, *, outcome: str | None
) -> PartPage:
    """Return a page of a run's items by stage and name; NoPart: there is no run."""
    query = statement(
        "run_items",
        direction="asc",
        key=_ITEM_KEY,
        seek=_BY_ITEM.seek(window.after, "i.run_id"),
    )
    where = {**window.parameters, "id": run_id, "outcome": outcome}
    return await load_part_page(tx, query, where)
