"""Takes away what belongs to a show or a person, when it is removed on purpose.

A wrong series, a licence that ended, a show nobody wants any more: nothing else ever
deletes. What vanishes upstream is only marked.
"""

from collections.abc import Sequence
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.repositories import wiki_forgetting
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("clearing")
# In this order: what is named by ids goes after those.
_PARTS = (
    "forget_overrides_of_parts",
    "forget_ids_of_parts",
    "forget_credits",
    "forget_seasons",
)
_TEXTS = ("forget_orders", "forget_translations")
_SETS = (
    "forget_genres",
    "forget_keywords",
    "forget_titles",
    "forget_networks",
    "forget_companies",
    "forget_offers",
    "forget_regions",
)
_PEOPLE = (
    "forget_person_documents",
    "forget_person_marks",
    "forget_person_ids",
    "forget_person_overrides",
    "forget_person_pictures",
    "forget_people",
)


async def clear_parts(tx: Transaction, show_id: UUID) -> None:
    """Take away a show's seasons, episodes, orders, credits and translations.

    What wikis say of it is read again by what is known then.
    """
    await wiki_forgetting.offer_again(tx, "show", [show_id])
    for step in _PARTS:
        await tx.execute(_SQL[step], {"id": show_id})
    await clear_texts(tx, show_id)


async def clear_texts(tx: Transaction, show_id: UUID) -> None:
    """Take away a show's orders and its texts in other languages."""
    for step in _TEXTS:
        await tx.execute(_SQL[step], {"id": show_id})


async def clear_sets(tx: Transaction, show_id: UUID) -> None:
    """Take away a show's genres, keywords, names, organisations and offers."""
    for step in _SETS:
        await tx.execute(_SQL[step], {"id": show_id})


async def remove_people(work: Work, people: Sequence[tuple[UUID, str]]) -> None:
    """Take away people (id and name) with all that is known of them."""
    if not people:
        return
    ids = [person_id for person_id, _ in people]
    await wiki_forgetting.forget_people(work, ids)
    for step in _PEOPLE:
        await work.tx.execute(_SQL[step], {"ids": ids})
    for person_id, name in people:
        work.changes.add(Change("person", person_id, "removed", name))


async def remove_orphans(work: Work) -> int:
    """Take away people without any credit left; return how many there were."""
    cursor = await work.tx.execute(_SQL["orphans"])
    rows = [(person_id, name) for person_id, name in await cursor.fetchall()]
    await remove_people(work, rows)
    return len(rows)
