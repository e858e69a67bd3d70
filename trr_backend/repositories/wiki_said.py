"""What wikis say of somebody, as it enters their record: the facts that stand."""

from itertools import groupby
from uuid import UUID

from trr_backend.models.wiki import FactSource, PageFacts, WikiFact
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("wiki_said")


async def load_of_person(tx: Transaction, person_id: UUID) -> list[PageFacts]:
    """Return what each page says of a person beyond seasons, the best page first.

    Facts stand where a page cannot be read any more, and are gone where they were taken
    down: a document says neither.
    """
    cursor = await tx.execute(_SQL["of_person"], {"person_id": person_id})
    rows = await cursor.fetchall()
    return [
        PageFacts(
            FactSource(*source),
            tuple(WikiFact(field, _value(value)) for *_, field, value in said),
        )
        for (_, *source), said in groupby(rows, key=lambda row: row[:-2])
    ]


def _value(value: str | list[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)
