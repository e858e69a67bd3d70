"""Whose photos are to be listed: people in shows, with or without their own answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trr_backend.models.documents import DocumentKey, StoredDocument
from trr_backend.repositories import documents
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.families import Use
from trr_backend.repositories.sql import queries
from trr_backend.repositories.suppressions import load_suppressed
from trr_backend.utils.text import picture_path

_SQL = queries("photos")
_SOURCE = "tmdb"


@dataclass(frozen=True, slots=True)
class Pictured:
    """A person, and the photo by which they are known themselves."""

    id: UUID
    name: str
    tmdb_id: int
    profile_path: str | None = None

    @property
    def label(self) -> str:
        """Return the person as a run names them."""
        return f"{self.name} (tmdb:{self.tmdb_id})"


@dataclass(frozen=True, slots=True)
class Due:
    """Who is to be done, and how many are not."""

    people: tuple[Pictured, ...]
    unchanged: int


async def load_due(
    tx: Transaction,
    show_ids: Sequence[UUID],
    use: Use,
    *,
    person_ids: Sequence[UUID] | None = None,
    force: bool,
) -> Due:
    """Return who is credited in these shows and has photos that are not listed.

    Or who of these people, whatever they are credited in. Those are people whose answer
    the stage has not used as it is now, and people without one whose photo is new.
    """
    named = None if person_ids is None else list(person_ids)
    given = {"show_ids": list(show_ids), "person_ids": named, **_use(use)}
    cursor = await tx.execute(_SQL["due"], given)
    rows = await cursor.fetchall()
    lone = {path for *_, path, is_used in rows if is_used is None and path}
    taken_down = await load_suppressed(tx, "picture", _SOURCE, lone)
    people = [
        Pictured(person_id, name, int(tmdb_id), path)
        for person_id, name, tmdb_id, path, is_used in rows
        if force
        or is_used is False
        or (is_used is None and picture_path(path) and path not in taken_down)
    ]
    return Due(tuple(people), len(rows) - len(people))


async def load_people(tx: Transaction, ids: Sequence[UUID]) -> list[Pictured]:
    """Return these people as far as they still have an id of the source.

    They have it until the commit.
    """
    cursor = await tx.execute(_SQL["people"], {"ids": list(ids)})
    return [
        Pictured(person_id, name, int(tmdb_id), path)
        for person_id, name, tmdb_id, path in await cursor.fetchall()
    ]


async def load_for_use(
    tx: Transaction, people: Sequence[Pictured]
) -> dict[int, StoredDocument]:
    """Return people's documents by TMDb id: none is replaced until the commit."""
    keys = [str(one.tmdb_id) for one in people]
    cursor = await tx.execute(_SQL["documents"], {"keys": keys})
    return {
        int(key): documents.from_row(DocumentKey(_SOURCE, "person", key), tuple(row))
        for key, *row in await cursor.fetchall()
    }


async def mark_applied(tx: Transaction, ids: Sequence[UUID], use: Use) -> None:
    """Note that the stage has used these people's documents as they are now."""
    await tx.execute(_SQL["mark"], {"ids": list(ids), **_use(use)})


def _use(use: Use) -> dict[str, object]:
    return {"stage": use.stage, "mapping": use.mapping, "asked": use.asked}
