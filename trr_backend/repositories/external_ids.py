"""Upstream ids and the entities they belong to."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from trr_backend.models.shows import Entity, ExternalId
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import once
from trr_backend.repositories.sql import queries

_SQL = queries("external_ids")


async def ensure(
    tx: Transaction, entity: Entity, source: str, ids: Iterable[str]
) -> dict[str, UUID]:
    """Return the entity of each id, giving new ids a new entity.

    The caller writes the entity's own row in the same transaction.
    """
    wanted = sorted(set(ids))
    known = await load_map(tx, entity, source, wanted)
    new = [one for one in wanted if one not in known]
    if not new:
        return known
    where = {"entity": entity, "source": source, "ids": new}
    await once(tx, _SQL["claim"], where, joined="ids")
    # Read again: another writer may have been first.
    return known | await load_map(tx, entity, source, new)


async def load_map(
    tx: Transaction, entity: Entity, source: str, ids: Iterable[str]
) -> dict[str, UUID]:
    """Return the entity of each known id; unknown ids are left out."""
    cursor = await tx.execute(
        _SQL["load_map"], {"entity": entity, "source": source, "ids": list(ids)}
    )
    return {found: owner for found, owner in await cursor.fetchall()}  # noqa: C416 -- rows are untyped tuples


async def load_owners(
    tx: Transaction, entity: Entity, ids: Sequence[ExternalId]
) -> dict[ExternalId, UUID]:
    """Return who has which of `ids`, over several sources."""
    cursor = await tx.execute(_SQL["owners"], {"entity": entity, **_columns(ids)})
    return {
        ExternalId(source=source, id=found): owner
        for source, found, owner in await cursor.fetchall()
    }


async def attach(
    tx: Transaction, entity: Entity, entity_id: UUID, ids: Sequence[ExternalId]
) -> tuple[list[ExternalId], list[ExternalId]]:
    """Make `ids` the current ones of an entity.

    Returns the ids that are new to it and those that belong to another entity, which
    stay there: an id has one owner until a person decides otherwise. At most one of a
    source may be given.
    """
    where = {"entity": entity, "entity_id": entity_id, **_columns(ids)}
    cursor = await tx.execute(_SQL["are_current"], where)
    if await cursor.fetchone() == (True,):
        return [], []
    # Taken first, current last: at no moment has the entity two current ones, and it
    # keeps its former one where somebody else turns out to have the new one.
    for step in ("take", "supersede"):
        await tx.execute(_SQL[step], where)
    cursor = await tx.execute(_SQL["make_current"], where)
    added = {ExternalId(source=s, id=i) for s, i in await cursor.fetchall()}
    owners = await load_owners(tx, entity, ids)
    return (
        [one for one in ids if one in added],
        [one for one in ids if owners.get(one) != entity_id],
    )


async def note(
    tx: Transaction, entity: Entity, entity_id: UUID, ids: Sequence[ExternalId]
) -> list[ExternalId]:
    """Keep what a list says of an entity's ids; return those that are not its own.

    A list never takes the place of an id that is known already.
    """
    where = {"entity": entity, "entity_id": entity_id, **_columns(ids)}
    await tx.execute(_SQL["note"], where)
    owners = await load_owners(tx, entity, ids)
    return [one for one in ids if owners.get(one) != entity_id]


async def holds(
    tx: Transaction, entity: Entity, entity_id: UUID, one: ExternalId
) -> bool:
    """Tell whether this is the entity's current id; if so it is until the commit."""
    cursor = await tx.execute(
        _SQL["holds"],
        {
            "entity": entity,
            "entity_id": entity_id,
            "source": one.source,
            "id": one.id,
        },
    )
    return await cursor.fetchone() is not None


def _columns(ids: Sequence[ExternalId]) -> dict[str, list[str]]:
    return {"sources": [one.source for one in ids], "ids": [one.id for one in ids]}
