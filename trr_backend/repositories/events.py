"""The feed: changes of a transaction become rows in the same transaction."""

import json
from uuid import UUID

from trr_backend.models.changes import TOLD_ONLY
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("events")


async def emit(work: Work, run_id: UUID | None) -> None:
    """Write one event for each entity that changed; touch the shows among them."""
    changes = [
        {
            "entity": change.entity,
            "entity_id": str(change.id),
            "kind": change.kind,
            "fields": sorted(change.fields.keys() - TOLD_ONLY),
        }
        for change in work.changes.all()
    ]
    if changes:
        said = {"changes": json.dumps(changes), "run_id": run_id}
        await work.tx.execute(_SQL["emit"], said)
