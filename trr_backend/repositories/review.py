"""What waits for a person's decision: asked once, answered once, remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.models.shows import Entity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("review")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one entity.

    `kind` says what is asked (same-show, same-person, successor, imdb-episode,
    resolve-tmdb-ids). `subject` is what it is asked about, where one entity may be
    asked of several: the other show's id, the other source's id. `candidates` are JSON
    objects, the likeliest first; `confidence` is 0-1.
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
    cursor = await tx.execute(
        _SQL["ask"],
        {
            "kind": question.kind,
            "entity": question.entity,
            "entity_id": question.entity_id,
            "subject": question.subject,
            "reason": question.reason,
            "candidates": Jsonb([dict(one) for one in question.candidates]),
            "confidence": question.confidence,
        },
    )
    return await cursor.fetchone() == (True,)
