"""What a wiki answered for titles and numbers: documents, pages, where titles lead."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from trr_backend.models.documents import StoredDocument
from trr_backend.models.wiki import PageNumber, PageSaid, PagesSaid
from trr_backend.repositories import documents, suppressions
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import Row, RowChange, merge_rows
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_wikis import WIKI_PAGES, WIKI_TITLES
from trr_backend.repositories.wiki_telling import tell
from trr_backend.repositories.work import Work

_SQL = queries("wiki_pages")


async def save(work: Work, wiki_id: UUID, said: PagesSaid) -> None:
    """Store an answer.

    A page of an older revision than the stored one changes nothing, unless it was gone.
    Pages that are gone are marked, and keep all that was made of them. A page about
    somebody who was taken down is not stored: its titles lead nowhere.
    """
    await suppressions.hold(work)
    pages = await _admitted(work.tx, said.pages)
    newer = await _newer(work.tx, wiki_id, pages)
    kept = [(one, await documents.store(work.tx, one.document)) for one in newer]
    rows = [_row(wiki_id, one, stored) for one, stored in kept]
    written = await merge_rows(work.tx, WIKI_PAGES, rows)
    back = [_number(one) for one in written if "missing_since" in one.fields]
    await tell(work, wiki_id, back, "of a page that is there again")
    news = [one.number for one, stored in kept if _is_news(one, stored)]
    await work.tx.execute(_SQL["renewed"], {"wiki_id": wiki_id, "numbers": news})
    gone = {"wiki_id": wiki_id, "numbers": list(said.gone), "at": work.at}
    cursor = await work.tx.execute(_SQL["gone"], gone)
    lost = [number for number, is_new in await cursor.fetchall() if is_new]
    await tell(work, wiki_id, lost, "of a page that is gone")
    refused = [one.number for one in said.refused]
    given = {"wiki_id": wiki_id, "numbers": refused}
    await work.tx.execute(_SQL["refused"], given)
    leads = {**said.titles, **{one.title: one.number for one in newer}}
    left_out = {one.number for one in said.pages} - {one.number for one in pages}
    await _save_titles(work, wiki_id, leads, left_out.union(refused))


def _number(page: RowChange) -> PageNumber:
    _, number = page.key
    return int(str(number))


async def _admitted(tx: Transaction, pages: Sequence[PageSaid]) -> list[PageSaid]:
    """Return the pages that nobody had taken down, by number and in its order."""
    by_key = {one.document.key.key: one for one in pages}
    taken_down: set[str] = set()
    for source in {one.document.key.source for one in pages}:
        taken_down |= await suppressions.load_suppressed(tx, "person", source, by_key)
    left = (one for key, one in by_key.items() if key not in taken_down)
    return sorted(left, key=lambda one: one.number)


async def _newer(
    tx: Transaction, wiki_id: UUID, pages: Sequence[PageSaid]
) -> list[PageSaid]:
    """Return the pages that are not older than what is stored."""
    given = {"wiki_id": wiki_id, "numbers": [one.number for one in pages]}
    cursor = await tx.execute(_SQL["lock"], given)
    stored: dict[PageNumber, int] = dict(await cursor.fetchall())
    return [one for one in pages if one.revision >= stored.get(one.number, 0)]


def _is_news(one: PageSaid, stored: StoredDocument) -> bool:
    """Tell whether a body is stored since now: an equal one keeps its time."""
    return stored.document.fetched_at == one.document.fetched_at


def _row(wiki_id: UUID, one: PageSaid, stored: StoredDocument) -> Row:
    return (
        wiki_id,
        one.number,
        one.title,
        one.url,
        one.revision,
        one.revised_at,
        False,
        None,
        stored.document.fetched_at,
    )


async def _save_titles(
    work: Work,
    wiki_id: UUID,
    leads: Mapping[str, PageNumber | None],
    left_out: Collection[PageNumber],
) -> None:
    """Keep where titles lead; a page that was left out may be stored all the same."""
    nowhere = [title for title, number in leads.items() if number is None]
    given = {"wiki_id": wiki_id, "titles": nowhere}
    cursor = await work.tx.execute(_SQL["own_titles"], given)
    own: dict[str, UUID] = dict(await cursor.fetchall())
    numbers = [number for number in leads.values() if number is not None]
    cursor = await work.tx.execute(
        _SQL["ids"], {"wiki_id": wiki_id, "numbers": numbers}
    )
    ids: dict[PageNumber | None, UUID] = dict(await cursor.fetchall())
    rows = [
        (wiki_id, title, own.get(title) or ids.get(number), False, work.at)
        for title, number in sorted(leads.items())
        if number is None or number in ids or number in left_out
    ]
    await merge_rows(work.tx, WIKI_TITLES, rows)
