"""Pages of wikis: what is to be asked, what was said, what is to be made rows of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trr_backend.models.documents import DocumentKey, StoredDocument
from trr_backend.models.wiki import PageNumber, Wiki, WikiEntity, WikiSite
from trr_backend.repositories import documents
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.wiki_answers import save
from trr_backend.repositories.work import Work

__all__ = [
    "DuePage",
    "SubjectPage",
    "load_document",
    "load_due",
    "load_for_use",
    "load_numbers",
    "load_of_subject",
    "load_stale",
    "load_titles_without_page",
    "load_unasked",
    "load_unmatched",
    "mark_used",
    "offer_again",
    "save",
]

_SQL = queries("wiki_pages")
_KIND = "page"


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of which rows are to be made; `number` is the wiki's, `id` ours."""

    id: UUID
    number: PageNumber
    title: str


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """A page about somebody or something, with what the wiki said."""

    id: UUID
    wiki: Wiki
    site: WikiSite
    number: PageNumber
    title: str
    document: StoredDocument
    missing_since: datetime | None


async def load_unasked(
    tx: Transaction, wiki_id: UUID, titles: Sequence[str]
) -> list[str]:
    """Return those of these titles that are to be asked, in their order, each once.

    They were never asked, or were edited or moved since.
    """
    given = {"wiki_id": wiki_id, "titles": list(dict.fromkeys(titles))}
    return await _column(tx, "unasked", given)


async def load_titles_without_page(tx: Transaction, wiki_id: UUID) -> list[str]:
    """Return the titles that led nowhere when asked, or to a page that is gone."""
    return await _column(tx, "without_page", {"wiki_id": wiki_id})


async def load_stale(tx: Transaction, wiki_id: UUID) -> list[PageNumber]:
    """Return the pages that are to be asked again."""
    return await _column(tx, "stale", {"wiki_id": wiki_id})


async def load_numbers(tx: Transaction, wiki_id: UUID) -> dict[PageNumber, int]:
    """Return the revision that is stored of each page which the wiki still has."""
    cursor = await tx.execute(_SQL["numbers"], {"wiki_id": wiki_id})
    found: dict[PageNumber, int] = dict(await cursor.fetchall())
    return found


async def load_due(
    tx: Transaction, wiki_id: UUID, *, mapping: int, force: bool
) -> list[DuePage]:
    """Return the pages of a wiki of which facts are to be made.

    Those whose document was not used as it is, by this mapping; those about nobody we
    knew, once there may be somebody; all of them by `force`.
    """
    given = {"wiki_id": wiki_id, "mapping": mapping, "force": force}
    cursor = await tx.execute(_SQL["due"], given)
    return [DuePage(*row) for row in await cursor.fetchall()]


async def load_for_use(tx: Transaction, page_id: UUID) -> StoredDocument | None:
    """Return a page's document to make rows of: no newer one is stored meanwhile."""
    await tx.execute(_SQL["hold"], {"page_id": page_id})
    return await load_document(tx, page_id)


async def mark_used(work: Work, page_id: UUID, mapping: int) -> None:
    """Note that facts were made, by this mapping, of the document that is in use."""
    given = {"page_id": page_id, "mapping": mapping}
    await work.tx.execute(_SQL["mark_used"], given)


async def load_document(tx: Transaction, page_id: UUID) -> StoredDocument | None:
    """Return what a wiki said of a page, which is not replaced until the commit."""
    cursor = await tx.execute(_SQL["document"], {"page_id": page_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    source, key, *columns = row
    return documents.from_row(DocumentKey(source, _KIND, key), tuple(columns))


async def load_unmatched(
    tx: Transaction, wiki_id: UUID, titles: Sequence[str]
) -> dict[str, UUID]:
    """Return the pages about nobody we know that these titles led to, by title."""
    given = {"wiki_id": wiki_id, "titles": list(titles)}
    cursor = await tx.execute(_SQL["unmatched"], given)
    return dict(await cursor.fetchall())


async def load_of_subject(
    tx: Transaction, entity: WikiEntity, entity_id: UUID
) -> list[SubjectPage]:
    """Return the pages about somebody or something, those that are gone included.

    Of a season, `entity_id` is its show's. Documents are not replaced until the commit.
    """
    given = {"entity": entity, "entity_id": entity_id}
    cursor = await tx.execute(_SQL["of_subject"], given)
    pages = []
    for row in await cursor.fetchall():
        page_id, number, title, missing_since, name, source, url, *said = row
        document = await load_document(tx, page_id)
        if document is not None:
            wiki, site = Wiki(name, source, url), WikiSite(*said)
            pages.append(
                SubjectPage(page_id, wiki, site, number, title, document, missing_since)
            )
    return pages


async def offer_again(work: Work, page_id: UUID) -> None:
    """Let facts be made of a page again, because what we know has changed."""
    given = {"page_id": page_id}
    await work.tx.execute(_SQL["offer_again"], given)


async def _column(tx: Transaction, query: str, given: dict[str, object]) -> list[Any]:
    cursor = await tx.execute(_SQL[query], given)
    return [value for (value,) in await cursor.fetchall()]
