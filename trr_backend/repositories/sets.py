"""The sets of a show (genres, networks ...) and the entities they point to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.models.shows import Entity
from trr_backend.repositories import external_ids
from trr_backend.repositories.merge import (
    Row,
    RowChange,
    Table,
    merge_rows,
    replace_set,
)
from trr_backend.repositories.work import Work


@dataclass(frozen=True, slots=True)
class Owner:
    """The show whose sets are written; `as_of` is its document's fetched_at."""

    show_id: UUID
    label: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """An entity that a show points to: its upstream id, name and further columns."""

    tmdb_id: int
    name: str
    values: tuple[object, ...] = ()


async def write_entities(
    work: Work,
    entity: Entity,
    table: Table,
    members: Sequence[Member],
    as_of: datetime,
) -> dict[int, UUID]:
    """Write the entities themselves; return our id of each TMDb id."""
    unique = {member.tmdb_id: member for member in members}
    ids = await external_ids.ensure(work.tx, entity, "tmdb", map(str, unique))
    rows = [
        (ids[str(one.tmdb_id)], one.name, *one.values, as_of) for one in unique.values()
    ]
    names = {ids[str(one.tmdb_id)]: one.name for one in unique.values()}
    for row in await merge_rows(work.tx, table, rows):
        (entity_id,) = row.key
        if isinstance(entity_id, UUID):
            work.changes.add(
                Change(
                    entity=entity,
                    id=entity_id,
                    kind="created" if row.is_new else "updated",
                    label=names[entity_id],
                    fields=row.fields,
                )
            )
    return {int(tmdb_id): owner for tmdb_id, owner in ids.items()}


async def write_set(
    work: Work,
    owner: Owner,
    field: str,
    table: Table,
    rows: Sequence[tuple[Row, str]],
) -> None:
    """Make `rows` (each with a name for people) the show's current set."""
    scope = ("show_id", owner.show_id)
    written, marked = await replace_set(
        work.tx, table, scope, [row for row, _ in rows], owner.as_of
    )
    labels = {tuple(row[: len(table.key)]): label for row, label in rows}
    came = [labels[one.key] for one in written if _came(one)]
    gone = [str(key[-1]) for key in marked]
    if written or marked:
        fields: dict[str, tuple[object, object]] = {field: (gone, came or "order")}
        work.changed_show(owner.show_id, owner.label, fields)


def _came(change: RowChange) -> bool:
    return change.is_new or "missing_since" in change.fields


async def write_members(
    work: Work,
    owner: Owner,
    spec: "MemberSet",
    members: Sequence[Member] | None,
) -> None:
    """Write entities and the show's set of them; None leaves both as they are."""
    if members is None:
        return
    ids = await write_entities(work, spec.entity, spec.entities, members, owner.as_of)
    unique = {member.tmdb_id: member.name for member in members}
    rows = [
        ((owner.show_id, ids[tmdb_id], position, None), name)
        for position, (tmdb_id, name) in enumerate(unique.items())
    ]
    await write_set(work, owner, spec.field, spec.links, rows)


@dataclass(frozen=True, slots=True)
class MemberSet:
    """Which tables hold a kind of member, and the show's field they make."""

    field: str
    entity: Entity
    entities: Table
    links: Table
