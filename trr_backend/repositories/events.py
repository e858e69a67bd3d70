"""The feed: changes of a transaction become rows in the same transaction."""

from uuid import UUID

from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("events")


async def emit(work: Work, run_id: UUID | None) -> None:
    """Write one event for each entity that changed; touch the shows among them."""
    for change in work.changes.all():
        if change.entity == "show":
            await work.tx.execute(_SQL["touch_show"], {"id": change.id})
        await work.tx.execute(
            _SQL["emit"],
            {
                "entity": change.entity,
                "entity_id": change.id,
                "kind": change.kind,
                "fields": sorted(change.fields),
                "run_id": run_id,
            },
        )
