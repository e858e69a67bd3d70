"""What waits for a person's decision: asked once, answered once, remembered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import Conflict, InputError, Missing
from trr_backend.models.resolve import Resolution
from trr_backend.models.shows import Entity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("review")
_PREFIX = re.compile(r"[0-9a-f-]{1,36}")
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one entity.

    `kind` says what is asked (same-show, same-person, successor, imdb-episode,
    resolve-tmdb-ids, wiki-page). `subject` is what it is asked about, where one entity
    may be asked of several: the other show's id, the other source's id, a wiki's page.
    `candidates` are JSON objects, the likeliest first; `confidence` is 0-1.
    """

    kind: str
    entity: Entity
    entity_id: UUID
    subject: str
    reason: str
    candidates: Sequence[Mapping[str, object]] = ()
    confidence: float | None = None


async def ask(tx: Transaction, question: Question) -> bool:
    """Keep a question; True: it waits for a person, False: it was decided before.

    The same question again only renews what is known; a decided one stays decided.
    """
    where = {
        **_named(question),
        "reason": question.reason,
        "candidates": Jsonb([dict(one) for one in question.candidates]),
        "confidence": question.confidence,
    }
    cursor = await tx.execute(_SQL["ask"], where)
    return await cursor.fetchone() == (True,)


async def load_short_id(tx: Transaction, question: Question) -> str:
    """Return by what `trr review` knows a question that was asked."""
    cursor = await tx.execute(_SQL["id"], _named(question))
    row = await cursor.fetchone()
    if row is None:
        raise Missing(f"nobody asked about {question.subject}; run the command again")
    return _short(row[0])


async def ask_which_series(tx: Transaction, question: Question) -> bool:
    """Keep a question like `ask`, whose candidates are series that nobody has refused.

    Where others were refused before, it is asked again.
    """
    if question.candidates:
        await tx.execute(_SQL["ask_again"], _named(question))
    return await ask(tx, question)


async def without_refused(
    tx: Transaction, kind: str, show_id: UUID, found: Resolution
) -> Resolution:
    """Return a verdict without the series that the show is not, as a person said."""
    where = {"kind": kind, "show_id": show_id}
    cursor = await tx.execute(_SQL["refused_series"], where)
    refused = {tmdb_id for (tmdb_id,) in await cursor.fetchall()}
    left = tuple(one for one in found.candidates if one.tmdb_id not in refused)
    if found.tmdb_id not in refused:
        return replace(found, candidates=left)
    return Resolution(None, f"a person refused tmdb:{found.tmdb_id}", left)


async def close_successor(
    tx: Transaction, show_id: UUID, tmdb_id: int, reason: str
) -> None:
    """Close the open questions which series a lost show is now: it is `tmdb_id`.

    Nobody has answered them: should the series be lost again, they are asked again.
    """
    where = {"show_id": show_id, "tmdb_id": tmdb_id, "reason": reason}
    await tx.execute(_SQL["close_successor"], where)


def _named(question: Question) -> dict[str, object]:
    return {
        "kind": question.kind,
        "entity": question.entity,
        "entity_id": question.entity_id,
        "subject": question.subject,
    }


def _short(item_id: UUID) -> str:
    return str(item_id)[:_SHORT]


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it was asked; `label` names the entity.

    `decided_at` is None while it waits.
    """

    id: UUID
    kind: str
    entity: Entity
    entity_id: UUID
    label: str
    subject: str
    reason: str
    candidates: Sequence[Mapping[str, Any]]
    confidence: float | None
    asked_at: datetime
    decided_at: datetime | None

    @property
    def short_id(self) -> str:
        """Return as much of the id as tells it apart as a rule."""
        return _short(self.id)


async def load_open(tx: Transaction, kind: str | None = None) -> list[Item]:
    """Return what waits for a person, the likeliest first, of one kind or all.

    Questions about shows that are merged into others wait until that is undone.
    """
    cursor = await tx.execute(_SQL["open"], {"kind": kind})
    return [Item(*row) for row in await cursor.fetchall()]


async def find(tx: Transaction, text: str) -> Item:
    """Return the question that an id or its beginning names.

    Raises InputError where it names none, several, or one that is decided.
    """
    prefix = text.strip().lower()
    if not _PREFIX.fullmatch(prefix):
        raise InputError(
            f"{text[:80]!r} is no id of a question; `trr review` lists them"
        )
    cursor = await tx.execute(_SQL["named"], {"prefix": f"{prefix}%"})
    found = [Item(*row) for row in await cursor.fetchall()]
    if not found:
        raise InputError(f"no question begins with {prefix}; `trr review` lists them")
    if len(found) > 1:
        raise InputError(
            f"{len(found)} questions begin with {prefix}; write more of it"
        )
    if found[0].decided_at:
        raise InputError(
            f"{prefix} was decided on {found[0].decided_at:%Y-%m-%d}; it is not asked "
            "again"
        )
    return found[0]


async def decide(tx: Transaction, item: Item, decision: Mapping[str, object]) -> None:
    """Keep a person's answer. Raises Conflict where somebody else was first."""
    where = {"id": item.id, "decision": Jsonb(dict(decision))}
    cursor = await tx.execute(_SQL["decide"], where)
    if await cursor.fetchone() is None:
        raise Conflict(
            f"{item.short_id} was decided just now; `trr review` lists the rest"
        )
