"""Whose pictures in a wiki are to be listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("wiki_pictures")


@dataclass(frozen=True, slots=True)
class Depicted:
    """Somebody with a page in a wiki."""

    id: UUID
    name: str


async def load_due(  # noqa: PLR0913 -- whose, in which wiki, by which mark
    tx: Transaction,
    wiki_id: UUID,
    *,
    stage: str,
    mapping: int,
    person_id: UUID | None,
    force: bool,
) -> list[Depicted]:
    """Return whose pages `stage` has not used as they are, of all or of one person."""
    where = {
        "wiki_id": wiki_id,
        "stage": stage,
        "mapping": mapping,
        "person_id": person_id,
        "force": force,
    }
    cursor = await tx.execute(_SQL["due"], where)
    return [Depicted(*row) for row in await cursor.fetchall()]


async def load_titled(
    tx: Transaction, wiki_id: UUID, titles: Sequence[str]
) -> list[UUID]:
    """Return the pages of a wiki that these titles led to."""
    where = {"wiki_id": wiki_id, "titles": list(titles)}
    cursor = await tx.execute(_SQL["titled"], where)
    return [page_id for (page_id,) in await cursor.fetchall()]
