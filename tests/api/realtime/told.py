"""Events and runs for tests of the feed, written by plain SQL."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from trr_backend.repositories.db import Database

_WRITE = """
insert into ops.events (entity, entity_id, kind, fields, show_id)
select %s, id, 'updated', %s, case when %s = 'show' then id end
from unnest(%s::uuid[]) as t (id)
"""


async def tell(
    database: Database,
    ids: Sequence[UUID] | int = 1,
    *,
    entity: str = "network",
    fields: Sequence[str] = ("name",),
) -> list[UUID]:
    """Write an event for each entity in one transaction; return their ids."""
    told = [uuid4() for _ in range(ids)] if isinstance(ids, int) else list(ids)
    async with database.transaction() as tx:
        await tx.execute(_WRITE, [entity, list(fields), entity, told])
    return told
