"""Variants in Postgres: which pictures lack them, what was made, who hears of it.

A picture's variants depend on its bytes and on what the installation makes, its
`variants_signature`: where that is the one they were made for, nothing is due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import Change, InWords
from trr_backend.models.media import VARIANT_WIDTHS, Inspected, VariantFormat
from trr_backend.repositories import suppressions
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.pictures import OfShows, owners_of
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("variants")
_CLAIMS = queries("picture_claims")


@dataclass(frozen=True, slots=True)
class DuePicture:
    """A picture that lacks variants; `label` names one thing that it shows."""

    sha256: str
    key: str
    bytes: int
    label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which variants are made, for pictures of which shows (None: of all).

    With `force` they are made again where they are there already.
    """

    signature: str
    show_ids: tuple[UUID, ...] | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A variant whose object is in the store.

    `believed`: another run put it there, and this one has not looked.
    """

    format: VariantFormat
    width: int
    inspected: Inspected
    believed: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pictures lack variants, have them, and wait after a failure."""

    due: int
    made: int
    waiting: int


async def count(tx: Transaction, wanted: Wanted) -> Counts:
    """Return how much there is to do."""
    cursor = await tx.execute(_chosen("count", wanted), _parameters(wanted))
    row = await cursor.fetchone()
    return Counts(*row) if row else Counts(0, 0, 0)


async def fail(tx: Transaction, sha256: Sequence[str]) -> None:
    """Note that the variants of pictures cannot be made, for a day or more."""
    await tx.execute(_SQL["fail"], {"sha256": list(sha256)})


async def load_due(
    tx: Transaction, wanted: Wanted, *, after: str, limit: int
) -> list[DuePicture]:
    """Return the next pictures that lack variants, in the order of their SHA-256."""
    parameters = {**_parameters(wanted), "after": after, "limit": limit}
    cursor = await tx.execute(_chosen("due", wanted), parameters)
    return [
        DuePicture(sha256, key, size, f"{label} ({kind})")
        for sha256, key, size, kind, label in await cursor.fetchall()
    ]


async def store(
    work: Work, picture: DuePicture, made: Sequence[Made], signature: str
) -> None:
    """Let readers see a picture's variants; those of before that differ are no more.

    Nothing is stored of a picture that nobody sees any more, nor what was taken down.
    It stays due where a variant was taken away meanwhile, or found broken.
    """
    await suppressions.hold(work)
    where = {"sha256": picture.sha256}
    cursor = await work.tx.execute(_SQL["hold"], where)
    held = await cursor.fetchone()
    if held is None:
        return
    digests = sorted({one.inspected.sha256 for one in made})
    taken_down = await suppressions.load_suppressed(
        work.tx, "picture", "sha256", digests
    )
    kept = [one for one in made if one.inspected.sha256 not in taken_down]
    is_back = await _confirm(work.tx, kept)
    if is_back is None:
        return
    columns: dict[str, object] = {
        "format": [one.format for one in kept],
        "width": [one.width for one in kept],
        "variant_sha256": [one.inspected.sha256 for one in kept],
    }
    cursor = await work.tx.execute(_SQL["replace"], {**where, **columns})
    if await cursor.fetchone() == (True,) or is_back:
        said = counted(len(kept), "smaller copy", "smaller copies")
        await tell(work, picture.sha256, InWords(said))
    if held[0] != signature:
        await work.tx.execute(_SQL["done"], {**where, "signature": signature})


async def _confirm(tx: Transaction, kept: Sequence[Made]) -> bool | None:
    """Let readers see variants; None: not all are there. True: some were not seen."""
    looked = sorted({one.inspected.sha256 for one in kept if not one.believed})
    cursor = await tx.execute(_CLAIMS["confirm"], {"sha256": looked})
    is_back = bool(await cursor.fetchall())
    digests = {one.inspected.sha256 for one in kept}
    cursor = await tx.execute(_CLAIMS["claimed"], {"sha256": sorted(digests)})
    there = {
        sha256 for sha256, _, confirmed, *_ in await cursor.fetchall() if confirmed
    }
    return is_back if there == digests else None


async def tell(work: Work, sha256: str, said: InWords) -> None:
    """Say to everything that a picture shows that there are other copies of it."""
    query = composed(_SQL["shows"], label=composed(_SQL["label"]))
    cursor = await work.tx.execute(query, {"sha256": sha256})
    for entity, entity_id, kind, label in await cursor.fetchall():
        work.changes.add(
            Change(entity, entity_id, "updated", label, {kind: (None, said)})
        )


def _parameters(wanted: Wanted) -> dict[str, object]:
    return {
        "signature": wanted.signature,
        "ids": list(wanted.show_ids or ()),
        "force": wanted.force,
        "narrowest": min(VARIANT_WIDTHS),
    }


def _chosen(query: str, wanted: Wanted) -> sql.Composed:
    linked = _SQL["of_all" if wanted.show_ids is None else "of_shows"]
    return composed(
        _SQL[query],
        linked=composed(linked, whose=owners_of(get_args(OfShows))),
        apt=composed(_SQL["apt"]),
        lacking=composed(_SQL["lacking"]),
        label=composed(_SQL["label"]),
    )
