"""A show's TMDb document with those that complete it: what is due, what was used.

Seasons beyond the first few, further languages and orders come as documents of their
own (`part_of` the show's). A stage uses them together and marks the digest of all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from trr_backend.models.documents import DocumentKey, StoredDocument
from trr_backend.repositories import documents
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.shows import Freshness
from trr_backend.repositories.sql import queries

_SQL = queries("families")
SLOW = timedelta(days=30)
SLOW_AIRING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Use:
    """How a stage uses families: which kinds, by which mapping, asked for what.

    `asked` is what else the rows depend on (the languages): another one is another use.
    """

    stage: str
    mapping: int
    kinds: tuple[str, ...]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class DueFamily:
    """A show, the further documents to ask for again ("kind key"), and if to apply."""

    id: UUID
    name: str
    tmdb_id: int
    due: frozenset[str]
    apply: bool


@dataclass(frozen=True, slots=True)
class Address:
    """By which address a stored document was asked, and its ETag."""

    url: str
    etag: str | None


async def load_due(
    tx: Transaction,
    ids: Sequence[UUID],
    use: Use,
    *,
    force: bool,
    freshness: Freshness,
) -> list[DueFamily]:
    """Return the shows with a TMDb document and what the stage has to do for each."""
    cursor = await tx.execute(
        _SQL["due"],
        {
            "ids": list(ids),
            "stage": use.stage,
            "mapping": use.mapping,
            "kinds": list(use.kinds),
            "asked": use.asked,
            "force": force,
            "age": freshness.settled,
            "airing_age": freshness.airing,
            "spread_seconds": int(freshness.spread.total_seconds()),
            "slow_age": SLOW,
            "slow_airing_age": SLOW_AIRING,
        },
    )
    return [
        DueFamily(show_id, name, int(tmdb), frozenset(due), apply)
        for show_id, name, tmdb, due, apply in await cursor.fetchall()
    ]


async def load_addresses(tx: Transaction, tmdb_id: int) -> dict[str, Address]:
    """Return how each further document ("kind key") within its retention was asked."""
    cursor = await tx.execute(_SQL["addresses"], {"key": str(tmdb_id)})
    return {name: Address(url, etag) for name, url, etag in await cursor.fetchall()}


async def forget_unasked(
    tx: Transaction, tmdb_id: int, wanted: Collection[str]
) -> None:
    """Let go of further documents other than these ("kind key")."""
    await tx.execute(
        _SQL["forget_unasked"], {"key": str(tmdb_id), "wanted": list(wanted)}
    )


async def load_for_use(tx: Transaction, tmdb_id: int, use: Use) -> list[StoredDocument]:
    """Return the documents of a show to make rows of: none is replaced meanwhile."""
    cursor = await tx.execute(
        _SQL["members"], {"key": str(tmdb_id), "kinds": list(use.kinds)}
    )
    return [
        documents.from_row(DocumentKey("tmdb", kind, key), tuple(row))
        for kind, key, *row in await cursor.fetchall()
    ]


async def is_applied(tx: Transaction, show_id: UUID, tmdb_id: int, use: Use) -> bool:
    """Tell whether a stage has used a show's documents as they are now."""
    where = {
        "entity_id": show_id,
        "stage": use.stage,
        "mapping": use.mapping,
        "digest": await _digest(tx, tmdb_id, use),
    }
    cursor = await tx.execute(_SQL["is_applied"], where)
    return await cursor.fetchone() is not None


async def was_applied(tx: Transaction, show_id: UUID, *uses: Use) -> bool:
    """Tell whether one of these stages has used a show's documents, now or before."""
    where = {"entity_id": show_id, "stages": [one.stage for one in uses]}
    cursor = await tx.execute(_SQL["was_applied"], where)
    return await cursor.fetchone() is not None


async def mark_applied(tx: Transaction, show_id: UUID, tmdb_id: int, use: Use) -> None:
    """Note that a stage has made a show's rows of its documents as they are now."""
    await tx.execute(
        _SQL["mark"],
        {
            "entity_id": show_id,
            "stage": use.stage,
            "mapping": use.mapping,
            "key": str(tmdb_id),
            "digest": await _digest(tx, tmdb_id, use),
        },
    )


async def _digest(tx: Transaction, tmdb_id: int, use: Use) -> str | None:
    where = {"key": str(tmdb_id), "kinds": list(use.kinds), "asked": use.asked}
    row = await (await tx.execute(_SQL["digest"], where)).fetchone()
    return row[0] if row else None
