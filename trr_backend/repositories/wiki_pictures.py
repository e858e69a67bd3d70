"""Whose pictures in a wiki are to be listed, and were."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.documents import StoredDocument
from trr_backend.models.wiki import Wiki
from trr_backend.repositories import retention_pictures
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("wiki_pictures")


@dataclass(frozen=True, slots=True)
class Listed:
    """How many pictures of somebody a wiki shows; `unfree` are not free nor kept."""

    total: int
    unfree: int


@dataclass(frozen=True, slots=True)
class Depicted:
    """Somebody with a page in a wiki."""

    id: UUID
    name: str


async def load_due(
    tx: Transaction,
    wiki_id: UUID,
    *,
    mapping: int,
    person_id: UUID | None,
    force: bool,
) -> list[Depicted]:
    """Return whose pages were not listed as they are, of all people or of one."""
    where = {
        "wiki_id": wiki_id,
        "mapping": mapping,
        "person_id": person_id,
        "force": force,
    }
    cursor = await tx.execute(_SQL["due"], where)
    return [Depicted(person_id, name) for name, person_id in await cursor.fetchall()]


async def hold(work: Work, pages: Sequence[UUID]) -> dict[UUID, UUID]:
    """Let nobody store these pages until the commit; return about whom they are now."""
    given = {"pages": list(pages)}
    await work.tx.execute(_SQL["hold"], given)
    cursor = await work.tx.execute(_SQL["about"], given)
    return dict(await cursor.fetchall())


async def mark_listed(
    work: Work, page_id: UUID, person_id: UUID, stored: StoredDocument, mapping: int
) -> None:
    """Note that the pictures of a page, which is held, were listed for a person.

    Not where its document is another one by now.
    """
    given = {
        "page_id": page_id,
        "person_id": person_id,
        "document_id": stored.id,
        "sha256": stored.document.sha256,
        "mapping": mapping,
    }
    await work.tx.execute(_SQL["mark_listed"], given)


async def retract(work: Work, page_id: UUID, person_id: UUID) -> None:
    """Take the pictures of a page's wiki away from a person, who was not shown there.

    What their other pages show is listed again by the next run.
    """
    given = {"page_id": page_id, "person_id": person_id}
    cursor = await work.tx.execute(_SQL["retract"], given)
    await retention_pictures.tell(work, await cursor.fetchall())


async def count_listed(tx: Transaction, wiki: Wiki, person_id: UUID) -> Listed:
    """Count the pictures of somebody that a wiki shows now."""
    where = {"wiki": wiki.name, "person_id": person_id}
    cursor = await tx.execute(_SQL["listed"], where)
    total, unfree = await cursor.fetchone() or (0, 0)
    return Listed(total, unfree)


async def load_titled(
    tx: Transaction, wiki_id: UUID, titles: Sequence[str]
) -> list[UUID]:
    """Return the pages of a wiki that these titles led to."""
    where = {"wiki_id": wiki_id, "titles": list(titles)}
    cursor = await tx.execute(_SQL["titled"], where)
    return [page_id for (page_id,) in await cursor.fetchall()]
