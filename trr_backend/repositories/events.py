"""The feed: changes of a transaction become rows in the same transaction."""

import json
from collections.abc import Iterable
from uuid import UUID

from trr_backend.models.changes import TOLD_ONLY
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("events")


async def emit(work: Work, run_id: UUID | None) -> None:
    """Write one event for each entity that changed; touch the shows among them."""
    await emit_all(work.tx, [work], run_id)


async def emit_all(tx: Transaction, works: Iterable[Work], run_id: UUID | None) -> None:
    """Write the events of several works of a transaction, in their order."""
    changes = [
        {
            "entity": change.entity,
            "entity_id": str(change.id),
            "kind": change.kind,
            "fields": sorted(change.fields.keys() - TOLD_ONLY),
        }
        for work in works
        for change in work.changes.all()
    ]
    if changes:
        said = {"changes": json.dumps(changes), "run_id": run_id}
        await tx.execute(_SQL["emit"], said)
