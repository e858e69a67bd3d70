"""Whom a page of a wiki is not about, as a person has said, now and for ever."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import InputError
from trr_backend.models.wiki import Wiki, WikiEntity
from trr_backend.repositories import wiki_pages, wiki_subjects
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("wiki_refusals")


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A page and whom or what it is said to be about; `named` is `WIKI:NUMBER`."""

    page_id: UUID
    named: str
    entity: WikiEntity
    entity_id: UUID


async def load_refused(tx: Transaction, wiki: Wiki, number: int) -> set[UUID]:
    """Return whom a page is not about.

    These are all candidates of a question that was answered by {"same": false}.
    """
    cursor = await tx.execute(_SQL["refused"], {"subject": f"{wiki.name}:{number}"})
    return {refused for (refused,) in await cursor.fetchall()}


async def find(tx: Transaction, text: str) -> list[SaidOf]:
    """Return the page with this address, or wiki and number, and its galleries.

    Raises InputError where there is none, or it is said to be about nobody.
    """
    cursor = await tx.execute(_SQL["said_of"], {"text": text.strip()})
    rows = await cursor.fetchall()
    if not rows:
        raise InputError(
            f"{text[:200]!r} is no page that was read: give its address as facts name "
            "it (source_url), or WIKI:NUMBER"
        )
    found = [SaidOf(*row) for row in rows if row[2] is not None]
    if not found:
        raise InputError(f"{text[:200]} is said to be about nobody: nothing was done")
    return found


async def refuse(work: Work, said: SaidOf, reason: str) -> set[UUID]:
    """Take a page away from whom it is said to be about, for ever.

    It is offered again: the next run looks for another. Returns the people whose
    records had something from it.
    """
    whose = {"entity": said.entity, "id": str(said.entity_id)}
    given = {
        "entity": "person" if said.entity == "person" else "show",
        "entity_id": said.entity_id,
        "subject": said.named,
        "reason": reason,
        "candidates": Jsonb([whose]),
        "decision": Jsonb({"same": False, "reason": reason}),
    }
    await work.tx.execute(_SQL["refuse"], given)
    retracted = await wiki_subjects.forget(work, said.page_id, even_by_person=True)
    await wiki_pages.offer_again(work, said.page_id)
    return retracted
