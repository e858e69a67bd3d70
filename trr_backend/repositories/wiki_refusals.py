"""Whom a page of a wiki is not about, as a person has said, now and for ever."""

from uuid import UUID

from trr_backend.models.wiki import Wiki
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("wiki_refusals")


async def load_refused(tx: Transaction, wiki: Wiki, number: int) -> set[UUID]:
    """Return whom a page is not about.

    These are all candidates of a question that was answered by {"same": false}.
    """
    cursor = await tx.execute(_SQL["refused"], {"subject": f"{wiki.name}:{number}"})
    return {refused for (refused,) in await cursor.fetchall()}
