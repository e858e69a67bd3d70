"""What wikis say of people and facts that were taken down is never written again.

A person is known again by the pages and names that wikis have of them, kept as
fingerprints of kind person, whose source is the wiki's.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from trr_backend.models.overrides import fact_id
from trr_backend.models.shows import Entity, ExternalId
from trr_backend.models.wiki import Wiki
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.suppressions import is_taken_down, load_suppressed
from trr_backend.utils.folding import fold

_SQL = queries("wiki_facts")


def page_key(wiki: Wiki, number: int) -> ExternalId:
    """Return the id under which the page of somebody is taken down."""
    return ExternalId(wiki.source, f"{wiki.name}:{number}")


def name_key(wiki: Wiki, name: str) -> ExternalId:
    """Return the id under which a name or a title of somebody is taken down."""
    return ExternalId(wiki.source, f"{wiki.name}/{fold(name)}")


async def load_names(tx: Transaction, wiki: Wiki, names: Iterable[str]) -> set[str]:
    """Return those of these names and titles whose bearer was taken down."""
    by_key: dict[str, set[str]] = {}
    for name in names:
        by_key.setdefault(name_key(wiki, name).id, set()).add(name)
    found = await load_suppressed(tx, "person", wiki.source, by_key)
    return set().union(*(by_key[key] for key in found))


async def load_silent(
    tx: Transaction, entity: Entity, entity_id: UUID, fields: Collection[str]
) -> set[str]:
    """Return those of these fields of an entity that were taken down."""
    given = {"entity": entity, "id": entity_id}
    cursor = await tx.execute(_SQL["silenced"], given)
    silent = {field for (field,) in await cursor.fetchall()}
    ids = await _load_ids(tx, entity, entity_id)
    named = {
        fact_id(entity, one.id, field): field
        for one in ids
        if one.source == "tmdb"
        for field in fields
    }
    suppressed = await load_suppressed(tx, "fact", "tmdb", named)
    return silent | {named[one] for one in suppressed}


async def is_person(tx: Transaction, person_id: UUID) -> bool:
    """Tell whether somebody was taken down, by an id that they have or have had."""
    return await is_taken_down(tx, await _load_ids(tx, "person", person_id))


async def _load_ids(
    tx: Transaction, entity: Entity, entity_id: UUID
) -> list[ExternalId]:
    cursor = await tx.execute(_SQL["ids"], {"entity": entity, "id": entity_id})
    return [ExternalId(*row) for row in await cursor.fetchall()]
