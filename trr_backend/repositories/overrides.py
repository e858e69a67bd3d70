"""A person's word about single fields: it wins over every source, until it is unset.

The column is written at once. Later documents are read with `load_for_show` or
`load_for_person`, so that no refresh takes it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import InputError
from trr_backend.models.overrides import Overrides, SourceId
from trr_backend.models.shows import Entity
from trr_backend.repositories import columns
from trr_backend.repositories.columns import Standing, Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import once
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("overrides")
_OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Override:
    """A person's word as it stands; `label` names the entity.

    A value of None keeps the field empty: it was locked so, or taken down.
    """

    entity: Entity
    entity_id: UUID
    label: str
    field: str
    value: Any
    locked: bool
    reason: str
    set_at: datetime

    @property
    def is_taken_down(self) -> bool:
        """Whether it cannot be unset."""
        return self.value is None and not self.locked


async def load_for_show(tx: Transaction, show_id: UUID) -> Overrides:
    """Return what was decided for a show, its seasons and episodes, by TMDb id."""
    return await _load(tx, "of_show", {"id": show_id})


async def load_for_person(tx: Transaction, person_id: UUID) -> Overrides:
    """Return what was decided for a person, by TMDb id."""
    return await load_for_people(tx, [person_id])


async def load_for_people(tx: Transaction, ids: Sequence[UUID]) -> Overrides:
    """Return what was decided for people, by TMDb id."""
    return await _load(tx, "of_people", {"ids": list(ids)})


async def hold(tx: Transaction) -> None:
    """Let no decision be taken until the commit: rows are made of those that stand.

    Who reads decisions calls this before; who takes one waits for them.
    """
    await once(tx, _SQL["hold"])


async def load_all(tx: Transaction) -> list[Override]:
    """Return every decision, the newest first."""
    cursor = await tx.execute(_SQL["all"])
    return [Override(*row) for row in await cursor.fetchall()]


async def set_value(
    work: Work, subject: Subject, field: str, value: object, reason: str
) -> Any:
    """Let a field have this value (JSON, not None) whatever sources say.

    Returns what it said before. Raises InputError where it was taken down.
    """
    await work.tx.execute(_SQL["change"])
    before = await columns.load(work.tx, subject, field)
    await _keep(work.tx, subject, field, _Word(value, before, reason, locked=False))
    await columns.write(work, subject, field, Standing(value, _OVERRIDE))
    return before.value


async def lock(work: Work, subject: Subject, field: str, reason: str) -> Any:
    """Let a field keep what it says now, whatever sources say; return that value."""
    await work.tx.execute(_SQL["change"])
    before = await columns.load(work.tx, subject, field)
    word = _Word(before.value, before, reason, locked=True)
    await _keep(work.tx, subject, field, word)
    source = None if before.value is None else _OVERRIDE
    await columns.write(work, subject, field, Standing(before.value, source))
    return before.value


async def unset(work: Work, subject: Subject, field: str) -> None:
    """Take a decision back: the field says what it said before.

    What a document says since then is for the caller to write. Raises InputError where
    nothing was decided, or where the field was taken down.
    """
    await work.tx.execute(_SQL["change"])
    await check_not_taken_down(work.tx, subject, field)
    cursor = await work.tx.execute(_SQL["unset"], _where(subject, field))
    row = await cursor.fetchone()
    if row is None:
        raise _nothing_decided(subject, field)
    former = row[0]
    await columns.write(
        work, subject, field, Standing(former.get("value"), former.get("source"))
    )


async def silence(work: Work, subject: Subject, field: str, reason: str) -> bool:
    """Empty a field for ever; False where that was done before."""
    await work.tx.execute(_SQL["change"])
    nothing = Standing(None, None)
    await columns.write(work, subject, field, nothing)
    where = {**_where(subject, field), "reason": reason}
    cursor = await work.tx.execute(_SQL["silence"], where)
    return await cursor.fetchone() is not None


async def check_decided(tx: Transaction, subject: Subject, field: str) -> None:
    """Raise InputError where `unset` would."""
    await check_not_taken_down(tx, subject, field)
    cursor = await tx.execute(_SQL["is_decided"], _where(subject, field))
    if await cursor.fetchone() is None:
        raise _nothing_decided(subject, field)


async def check_not_taken_down(tx: Transaction, subject: Subject, field: str) -> None:
    """Raise InputError where a field was taken down."""
    cursor = await tx.execute(_SQL["is_taken_down"], _where(subject, field))
    if await cursor.fetchone() is not None:
        raise InputError(f"{field} of {subject.label} was taken down and stays so")


@dataclass(frozen=True, slots=True)
class _Word:
    """What is decided, and what stood there before."""

    value: object
    before: Standing
    reason: str
    locked: bool


async def _keep(tx: Transaction, subject: Subject, field: str, word: _Word) -> None:
    kept = {
        **_where(subject, field),
        "value": Jsonb(word.value),
        "locked": word.locked,
        "former": Jsonb(word.before.as_json()),
        "reason": word.reason,
    }
    await check_not_taken_down(tx, subject, field)
    await tx.execute(_SQL["set"], kept)


def _nothing_decided(subject: Subject, field: str) -> InputError:
    return InputError(
        f"nothing was decided about {field} of {subject.label}; "
        "`trr override list` shows what was"
    )


async def _load(tx: Transaction, query: str, owners: Mapping[str, object]) -> Overrides:
    await hold(tx)
    values: dict[tuple[Entity, SourceId], dict[str, Any]] = {}
    silenced: dict[tuple[Entity, SourceId], frozenset[str]] = {}
    cursor = await tx.execute(_SQL[query], owners)
    for entity, key, field, value in await cursor.fetchall():
        of = (entity, key)
        if value is None:
            silenced[of] = silenced.get(of, frozenset()) | {field}
        else:
            values.setdefault(of, {})[field] = value
    return Overrides(values, silenced)


def _where(subject: Subject, field: str) -> dict[str, object]:
    return {"entity": subject.entity, "entity_id": subject.id, "field": field}
