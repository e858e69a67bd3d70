"""Finds what a person's word is about: a show, season, episode, person or credit."""

from uuid import UUID

from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.models.shows import Entity
from trr_backend.repositories import shows
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("subjects")


async def find_show(tx: Transaction, ref: ShowRef) -> Subject | None:
    """Return a show, redirects followed."""
    show_id = await shows.find(tx, ref)
    return await load_subject(tx, "show", show_id) if show_id else None


async def find_season(tx: Transaction, show: Subject, number: int) -> Subject | None:
    """Return a season of a show by its number."""
    return await _find(tx, "season", "season", {"show": show.id, "season": number})


async def find_episode(
    tx: Transaction, show: Subject, season: int, number: int
) -> Subject | None:
    """Return an episode of a show's season."""
    where = {"show": show.id, "season": season, "episode": number}
    return await _find(tx, "episode", "episode", where)


async def find_person(tx: Transaction, ref: PersonRef) -> Subject | None:
    """Return a person, redirects followed."""
    where: dict[str, object] = {
        "id": None if ref.source else UUID(ref.value),
        "source": ref.source or None,
        "external_id": ref.value if ref.source else None,
    }
    return await _find(tx, "person", "person", where)


async def find_credit(tx: Transaction, credit_id: UUID) -> Subject | None:
    """Return a credit by our id."""
    return await load_subject(tx, "credit", credit_id)


async def show_of(tx: Transaction, subject: Subject) -> UUID | None:
    """Return the show that a season, an episode or a credit belongs to."""
    cursor = await tx.execute(
        _SQL["show_of"], {"entity": subject.entity, "id": subject.id}
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def load_tmdb_id(tx: Transaction, entity: Entity, entity_id: UUID) -> int | None:
    """Return the TMDb id that an entity has now."""
    cursor = await tx.execute(_SQL["tmdb_id"], {"entity": entity, "id": entity_id})
    row = await cursor.fetchone()
    return int(row[0]) if row else None


async def load_subject(
    tx: Transaction, entity: Entity, entity_id: UUID
) -> Subject | None:
    """Return one of our entities by our id, with its name; no redirect is followed."""
    return await _find(tx, entity, "by_id", {"entity": entity, "id": entity_id})


async def _find(
    tx: Transaction, entity: Entity, query: str, where: dict[str, object]
) -> Subject | None:
    cursor = await tx.execute(_SQL[query], where)
    row = await cursor.fetchone()
    return Subject(entity, row[0], row[1]) if row else None
