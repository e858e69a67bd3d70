"""Whom it concerns that a page of a wiki is gone or back, or what the wiki states."""

from collections.abc import Sequence
from uuid import UUID

from trr_backend.models.changes import Change, InWords
from trr_backend.models.wiki import PageNumber
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("wiki_telling")


async def tell(
    work: Work, wiki_id: UUID, numbers: Sequence[PageNumber] | None, said: str
) -> None:
    """Add the change of everybody and everything of which these pages state something.

    None: all pages of the wiki.
    """
    if numbers is not None and not numbers:
        return
    given = {"wiki_id": wiki_id, "numbers": None if numbers is None else list(numbers)}
    cursor = await work.tx.execute(_SQL["stated_of"], given)
    for entity, one, name in await cursor.fetchall():
        told: dict[str, tuple[object, object]] = {"facts": (None, InWords(said))}
        work.changes.add(Change(entity, one, "updated", name, told))
