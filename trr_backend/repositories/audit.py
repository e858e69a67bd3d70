"""Who called an admin endpoint of the API, and what they were answered."""

from dataclasses import asdict, dataclass
from datetime import datetime

from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    Window,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("audit")
_NEWEST = Order("a.at", "timestamptz", "desc")
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call by somebody who was let in; `path` is without the query."""

    actor: str
    address: str | None
    method: str
    path: str
    status: int
    request_id: str


async def note(tx: Transaction, call: Call) -> None:
    """Keep a call."""
    await tx.execute(_SQL["note"], asdict(call))


async def load_calls(tx: Transaction, window: Window, *, actor: str | None) -> Page:
    """Return a page of the calls, of one actor or of all, the newest first."""
    query = statement(
        "calls", direction="desc", seek=_NEWEST.seek(window.after, "a.id")
    )
    return await load_page(tx, query, {**window.parameters, "actor": actor})


async def prune(tx: Transaction, before: datetime) -> int:
    """Forget calls before a time, many of them; return how many."""
    cursor = await tx.execute(_SQL["prune"], {"before": before, "most": _AT_ONCE})
    return cursor.rowcount
