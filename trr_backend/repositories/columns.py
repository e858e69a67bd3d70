"""One field of one entity, read and written by its name.

Names of tables and columns come from the code: a field is checked against what the
entity has before it gets here. Values are parameters, as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from trr_backend.errors import InputError, Missing
from trr_backend.models.changes import Change, InWords
from trr_backend.models.shows import Entity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("credits")
_TABLES: Mapping[Entity, str] = MappingProxyType(
    {
        "show": "shows",
        "season": "seasons",
        "episode": "episodes",
        "person": "people",
        "credit": "credits",
    }
)
_WITHOUT_PROVENANCE: frozenset[Entity] = frozenset({"credit"})
# Columns that are empty rather than null.
LISTS = frozenset({"origin_countries", "languages", "episode_run_times"})
NEEDED = frozenset({"name", "category"})
_WITH_TIMES: frozenset[Entity] = frozenset({"show", "person"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One of our entities, and how it is named to people."""

    entity: Entity
    id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The value that a field has now, as JSON, and whose word it is."""

    value: Any
    source: str | None

    def as_json(self) -> dict[str, object]:
        """Return it as it is kept."""
        return {"value": self.value, "source": self.source}


async def load(tx: Transaction, subject: Subject, field: str) -> Standing:
    """Return what a field says; nobody else writes the row until the commit.

    Raises Missing where the entity is gone.
    """
    statement = sql.SQL(
        "select to_jsonb(t) -> %(field)s, to_jsonb(t) -> 'provenance' ->> %(field)s"
        " from {table} t where t.id = %(id)s for update"
    ).format(table=table_of(subject.entity))
    cursor = await tx.execute(statement, {"field": field, "id": subject.id})
    row = await cursor.fetchone()
    if row is None:
        raise Missing(f"{subject.label} is gone")
    return Standing(*row)


async def write(work: Work, subject: Subject, field: str, new: Standing) -> None:
    """Let a field say this, and tell of it where it is news.

    Raises InputError for nothing where something must be (a name).
    """
    old = await load(work.tx, subject, field)
    if new.value is None and field in LISTS:
        new = Standing([], new.source)
    if new.value is None and field in NEEDED:
        raise InputError(f"{subject.label} cannot be without a {field}")
    if old == new:
        return
    await work.tx.execute(
        _update(subject.entity, field),
        {
            "id": subject.id,
            "field": field,
            "source": new.source,
            "values": Jsonb({field: new.value}),
        },
    )
    told: dict[str, tuple[object, object]] = {field: (old.value, new.value)}
    if old.value == new.value:
        if subject.entity in _WITHOUT_PROVENANCE:
            return
        # Whose word it is, is shown as well.
        told = {"provenance": ({field: old.source}, {field: new.source})}
    work.changes.add(Change(subject.entity, subject.id, "updated", subject.label, told))
    if subject.entity == "credit":
        await _tell_person(work, subject, field)


async def _tell_person(work: Work, credit: Subject, field: str) -> None:
    """Add the change of the person: what they did is part of what is said of them."""
    cursor = await work.tx.execute(_SQL["person_of"], {"id": credit.id})
    for person_id, name in await cursor.fetchall():
        told: dict[str, tuple[object, object]] = {"credits": (None, InWords(field))}
        work.changes.add(Change("person", person_id, "updated", name, told))


def _update(entity: Entity, field: str) -> sql.Composed:
    assignments = [sql.SQL("{0} = n.{0}").format(sql.Identifier(field))]
    if entity not in _WITHOUT_PROVENANCE:
        assignments.append(
            sql.SQL(
                "provenance = case when %(source)s::text is null"
                " then t.provenance - %(field)s::text else t.provenance"
                " || jsonb_build_object(%(field)s::text, %(source)s::text) end"
            ).format()
        )
    if entity in _WITH_TIMES:
        assignments.append(sql.SQL("updated_at = now()").format())
    return sql.SQL(
        "update {table} t set {assignments}"
        " from jsonb_populate_record(null::{table}, %(values)s) n where t.id = %(id)s"
    ).format(table=table_of(entity), assignments=sql.SQL(", ").join(assignments))


def table_of(entity: Entity) -> sql.Identifier:
    """Return the table of a kind of entity."""
    return sql.Identifier("core", _TABLES[entity])
