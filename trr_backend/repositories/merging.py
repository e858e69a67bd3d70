"""Two of our shows that are one: merged with a redirect, and undone again.

The merged one is hidden and leads to the survivor, which takes its ids, its places in
lists, its wikis and their pages; all other rows stay where they are. What moved is kept
in ops.merges, so that undoing it moves exactly that back.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import Contended, InputError
from trr_backend.models.changes import Change
from trr_backend.models.selection import ShowRef
from trr_backend.repositories import resolving
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.refs import show_parameters
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("merging")
_BACK = (
    "ids_back",
    "current_again",
    "places_back",
    "mark_again",
    "redirects_back",
    "wikis_back",
    "facts_back",
    "pages_back",
    "drop_redirect",
    "show_again",
    "undone",
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A show that was merged: into which one, and where it leads by now."""

    merge_id: UUID
    id: UUID
    name: str
    into: UUID
    survivor: UUID


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two shows, held until the commit."""

    id: UUID
    name: str
    merged_into: UUID | None
    is_series: bool


async def merge(work: Work, show_id: UUID, into: UUID, reason: str) -> None:
    """Merge a show into another one, which survives; both exist and are not merged.

    Raises InputError for a show and itself, and for one with details into one that has
    none; Contended where another one merged them just now.
    """
    if show_id == into:
        raise InputError("both are one show already; name two")
    merged, survivor = await _lock(work.tx, show_id, into)
    if merged.is_series and not survivor.is_series:
        raise InputError(
            f"{survivor.name} has no TMDb series yet; merge it into {merged.name}, the "
            "other way round"
        )
    where = {"from": show_id, "to": into, "reason": reason}
    await work.tx.execute(_SQL["record"], where)
    await resolving.move(work.tx, where)
    await work.tx.execute(_SQL["hide"], where)
    await _decide(work.tx, show_id, into, is_same=True, reason=reason)
    ids = await _moved(work.tx, show_id)
    fields: dict[str, tuple[object, object]] = {"id": (str(show_id), str(into))}
    work.changes.add(Change("show", show_id, "merged", merged.name, fields))
    work.changed_show(into, survivor.name, {"external_ids": ([], ids)})


async def find_merged(tx: Transaction, ref: ShowRef) -> Merged | None:
    """Return a show that was merged and may be taken apart again."""
    cursor = await tx.execute(_SQL["merged"], show_parameters(ref))
    row = await cursor.fetchone()
    return Merged(*row) if row else None


async def unmerge(work: Work, merged: Merged, reason: str) -> str:
    """Undo a merge; that the two differ is remembered. Return the other's name."""
    _, survivor = await _lock(work.tx, merged.id, merged.survivor)
    ids = await _moved(work.tx, merged.id)
    where = {"merge": merged.merge_id, "survivor": merged.survivor}
    for step in _BACK:
        await work.tx.execute(_SQL[step], where)
    await _decide(work.tx, merged.id, merged.into, is_same=False, reason=reason)
    fields: dict[str, tuple[object, object]] = {"merged_into": (str(merged.into), None)}
    work.changed_show(merged.id, merged.name, fields)
    work.changed_show(merged.survivor, survivor.name, {"external_ids": (ids, [])})
    return survivor.name


async def differ(tx: Transaction, one: UUID, other: UUID, reason: str) -> None:
    """Remember that two shows are not one: nobody is asked about them again."""
    await _decide(tx, one, other, is_same=False, reason=reason)


async def _moved(tx: Transaction, show_id: UUID) -> list[str]:
    """Return the ids that a show which is merged had, as people write them."""
    cursor = await tx.execute(_SQL["moved"], {"id": show_id})
    return [one for (one,) in await cursor.fetchall()]


async def _lock(tx: Transaction, first: UUID, second: UUID) -> tuple[_Side, _Side]:
    cursor = await tx.execute(_SQL["lock"], {"ids": [first, second]})
    found = {row[0]: _Side(*row) for row in await cursor.fetchall()}
    if found.keys() != {first, second} or found[second].merged_into:
        raise Contended("another run has changed these shows; run the command again")
    return found[first], found[second]


async def _decide(
    tx: Transaction, one: UUID, other: UUID, *, is_same: bool, reason: str
) -> None:
    decision = {"same": is_same, "reason": reason}
    await tx.execute(
        _SQL["decide"],
        {"from": one, "to": other, "decision": Jsonb(decision), "reason": reason},
    )
