"""What the API was asked to have done: a row each, taken by a worker.

A worker that dies does not renew its claim, and another one takes the request. What it
did is committed together with the request's end, so that nothing is done twice.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import Conflict, Missing
from trr_backend.models.requests import Asked, Ended, RequestKind
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    Page,
    Window,
    load_detail,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

CLAIM_SECONDS = 60
_SQL = queries("requests")
_LATEST = Order("q.requested_at", "timestamptz", "desc")
_AT_ONCE = 10_000


async def ask(
    tx: Transaction, kind: RequestKind, arguments: Mapping[str, object], actor: str
) -> UUID:
    """Keep a request and tell the workers; return its id."""
    where = {"kind": kind, "arguments": Jsonb(dict(arguments)), "actor": actor}
    cursor = await tx.execute(_SQL["ask"], where)
    row = await cursor.fetchone()
    if row is None or not isinstance(row[0], UUID):
        raise AssertionError("ops.requests returned no id")
    return row[0]


async def claim(tx: Transaction) -> Asked | None:
    """Take the oldest that waits, for CLAIM_SECONDS; None: nothing waits."""
    cursor = await tx.execute(_SQL["claim"], {"seconds": CLAIM_SECONDS})
    row = await cursor.fetchone()
    return None if row is None else Asked(*row)


async def renew(tx: Transaction, request_id: UUID) -> None:
    """Hold a claim for CLAIM_SECONDS from now on."""
    where = {"id": request_id, "seconds": CLAIM_SECONDS}
    await tx.execute(_SQL["renew"], where)


async def release(tx: Transaction, request_id: UUID) -> None:
    """Let another worker take it at once."""
    await tx.execute(_SQL["release"], {"id": request_id})


async def finish(tx: Transaction, request_id: UUID, ended: Ended) -> None:
    """Keep what became of a request. Raises Conflict where somebody else was first."""
    where = {
        "id": request_id,
        "outcome": ended.outcome,
        "notes": list(ended.notes),
        "run_id": ended.run_id,
    }
    cursor = await tx.execute(_SQL["finish"], where)
    if await cursor.fetchone() is None:
        raise Conflict("another worker has done it meanwhile")


async def load_end(tx: Transaction, request_id: UUID) -> Ended | None:
    """Return what became of a request; None: that is not known yet. Raises Missing."""
    cursor = await tx.execute(_SQL["end"], {"id": request_id})
    row = await cursor.fetchone()
    if row is None:
        raise Missing("the request is gone; ask again")
    outcome, notes, run_id = row
    return None if outcome is None else Ended(outcome, tuple(notes), run_id)


async def load_request(tx: Transaction, request_id: UUID) -> Detail:
    """Return one request as JSON, or None."""
    return await load_detail(tx, statement("one_request"), {"id": request_id})


async def load_requests(
    tx: Transaction, window: Window, *, outcome: str | None
) -> Page:
    """Return a page of the requests, the latest first; `waiting` is an outcome too."""
    query = statement(
        "requests", direction="desc", seek=_LATEST.seek(window.after, "q.id")
    )
    return await load_page(tx, query, {**window.parameters, "outcome": outcome})


async def prune(tx: Transaction, before: datetime) -> int:
    """Forget what ended before a time, many of them; return how many."""
    cursor = await tx.execute(_SQL["prune"], {"before": before, "most": _AT_ONCE})
    return cursor.rowcount
