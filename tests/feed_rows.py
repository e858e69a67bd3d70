"""Events of the feed, written as commands do: each at its commit."""

from uuid import UUID

from trr_backend.repositories.db import Database


async def tell(
    database: Database, entity: str, entity_id: UUID, show_id: UUID | None = None
) -> int:
    """Write one event in a transaction of its own; return its cursor."""
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "insert into ops.events (entity, entity_id, kind, fields, show_id, at)"
            " values (%s, %s, 'updated', '{name}', %s, '2026-11-23T12:00:00Z')"
            " returning id",
            [entity, entity_id, show_id],
        )
        ((number,),) = await cursor.fetchall()
    async with database.reading() as tx:
        cursor = await tx.execute("select seq from ops.events where id = %s", [number])
        ((seq,),) = await cursor.fetchall()
    assert isinstance(seq, int)
    return seq
