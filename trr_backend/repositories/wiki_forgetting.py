"""Takes pages of wikis away, with all they say, when whom they are about goes.

Nothing else does: a page that a wiki no longer has keeps what it said, marked.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias
from uuid import UUID

from trr_backend.models.changes import Change, InWords
from trr_backend.models.wiki import WikiEntity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.wiki_ledger_changes import LedgerChanges
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("wiki_forgetting")
_ENTRY = ("show_id", "name", "person_id")
_AFTER_FACTS = ("forget_questions", "forget_documents", "forget_pages")
Of: TypeAlias = Literal["person", "show"]
"""Of a show are also the pages about its seasons."""
_ENTITIES: dict[Of, list[WikiEntity]] = {
    "person": ["person"],
    "show": ["show", "season"],
}


async def load_pages(tx: Transaction, of: Of, ids: Sequence[UUID]) -> list[UUID]:
    """Return the pages about these, and those below them that are about nobody else."""
    where = {"ids": list(ids), "entities": _ENTITIES[of]}
    cursor = await tx.execute(_SQL["pages_of"], where)
    return [page_id for (page_id,) in await cursor.fetchall()]


async def load_pages_of_wikis(tx: Transaction, wiki_ids: Sequence[UUID]) -> list[UUID]:
    """Return all pages of wikis."""
    cursor = await tx.execute(_SQL["pages_of_wikis"], {"wiki_ids": list(wiki_ids)})
    return [page_id for (page_id,) in await cursor.fetchall()]


async def forget_pages(work: Work, pages: Sequence[UUID]) -> None:
    """Take pages away: documents, facts, ledger, questions; and tell of whom they were.

    What people's records have from them stays: that is for the caller.
    """
    if not pages:
        return
    await forget_said(work, pages)
    for step in _AFTER_FACTS:
        await work.tx.execute(_SQL[step], {"pages": list(pages)})


async def forget_said(work: Work, pages: Sequence[UUID]) -> None:
    """Take away the facts and ledger entries of pages, and tell of whom they were."""
    where = {"pages": list(pages)}
    cursor = await work.tx.execute(_SQL["forget_facts"], where)
    for entity, one, name, count in await cursor.fetchall():
        gone: dict[str, tuple[object, object]] = {
            "facts": (InWords(counted(count, "fact")), [])
        }
        work.changes.add(Change(entity, one, "updated", name, gone))
    cursor = await work.tx.execute(_SQL["forget_ledger"], where)
    told = LedgerChanges()
    for row in await cursor.fetchall():
        told.add(dict(zip(_ENTRY, row, strict=True)), came=False)
    await told.tell(work)


async def forget_people(work: Work, ids: Sequence[UUID]) -> None:
    """Take away the pages about people who go; where others name them, names stay."""
    await forget_pages(work, await load_pages(work.tx, "person", ids))
    cursor = await work.tx.execute(_SQL["nameless"], {"ids": list(ids)})
    told = LedgerChanges()
    for show_id, name in await cursor.fetchall():
        for came in (False, True):
            told.add(dict(zip(_ENTRY, (show_id, name, None), strict=True)), came=came)
    await told.tell(work)


async def forget_shows(work: Work, ids: Sequence[UUID]) -> None:
    """Take away the pages about shows that go, and about their seasons."""
    await forget_pages(work, await load_pages(work.tx, "show", ids))


async def load_wikis(tx: Transaction, show_ids: Sequence[UUID]) -> list[UUID]:
    """Return the wikis that shows remember."""
    cursor = await tx.execute(_SQL["wikis_of"], {"ids": list(show_ids)})
    return [wiki_id for (wiki_id,) in await cursor.fetchall()]


async def forget_lonely(work: Work, wiki_ids: Sequence[UUID]) -> None:
    """Take away what these wikis said, and they, where no show remembers them any more.

    What they say of somebody who is still here stays.
    """
    where = {"wiki_ids": list(wiki_ids)}
    cursor = await work.tx.execute(_SQL["lonely_pages"], where)
    await forget_pages(work, [page_id for (page_id,) in await cursor.fetchall()])
    await work.tx.execute(_SQL["forget_wikis"], where)


async def offer_again(tx: Transaction, of: Of, ids: Sequence[UUID]) -> None:
    """Let pages about these be read again, and those that know seasons of these ids."""
    where = {"ids": list(ids), "entities": _ENTITIES[of]}
    await tx.execute(_SQL["offer_again"], where)
