"""What a source said, as far as a person's decisions hold it.

A decision remembers what the field said before; a lock keeps what it said then.
"""

from collections.abc import Sequence
from uuid import UUID

from trr_backend.models.shows import Entity
from trr_backend.repositories.columns import table_of
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.emptying import is_adopted
from trr_backend.repositories.sql import composed, queries

_SQL = queries("retention_words")


async def forget_former(
    tx: Transaction,
    entity: Entity,
    ids: Sequence[UUID],
    *,
    supported: Sequence[str] = (),
) -> None:
    """Forget what the source said of fields before a person decided.

    `supported` are fields that other documents support.
    """
    where = {"entity": entity, "ids": list(ids), "supported": list(supported)}
    await tx.execute(_SQL["forget_former"], where)


async def release_adopted(
    tx: Transaction, entity: Entity, ids: Sequence[UUID]
) -> list[str]:
    """Give locked values back to the source that said them; return their fields.

    For the end of a licence: such a lock holds nobody's word but the source's.
    """
    query = composed(_SQL["adopted"], is_adopted=is_adopted("o"))
    cursor = await tx.execute(query, {"entity": entity, "ids": list(ids)})
    adopted = await cursor.fetchall()
    for one, field in adopted:
        where = {"entity": entity, "id": one, "field": field}
        if entity != "credit":
            statement = composed(_SQL["attribute"], table=table_of(entity))
            await tx.execute(statement, where)
        await tx.execute(_SQL["release"], where)
    return [f"{entity} {field}" for _, field in adopted]
