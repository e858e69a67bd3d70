"""What `trr media verify` reads and writes: which objects must be there, which are not.

A picture whose object is broken is hidden from readers, and what it shows stays known:
its links keep their hash and `linked_at`. So the next check finds it and tries again,
and so does the next run that mirrors.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import Change, InWords
from trr_backend.models.media import Inspected, PictureOwner, VariantFormat
from trr_backend.repositories import picture_likeness
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work

_SQL = queries("media_upkeep")
_LOOKS: Final = ("sha256", "colour", "thumbhash", "phash", "frames")
_PICTURE: Final = InWords("its picture")
_COPY: Final = InWords("a smaller copy")


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture or a smaller copy whose object must be in the store.

    `is_seen`: readers see it; `has_looks`: colour, ThumbHash and perceptual hash are
    known.
    """

    sha256: str
    key: str
    content_type: str
    bytes: int
    is_seen: bool
    has_looks: bool

    def __str__(self) -> str:
        """Return it as a run names it."""
        return self.key


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes of a picture came from."""

    source: str
    path: str
    url: str

    def __str__(self) -> str:
        """Return it as a message names it."""
        return f"{self.source} {self.path}"


@dataclass(frozen=True, slots=True)
class Copied:
    """A picture of which something is a smaller copy, in this format."""

    sha256: str
    key: str
    bytes: int
    format: VariantFormat

    def __str__(self) -> str:
        """Return it as a message names it."""
        return self.key


async def count(tx: Transaction) -> int:
    """Return how many pictures and smaller copies there are to check."""
    row = await (await tx.execute(_composed("count"))).fetchone()
    return row[0] if row else 0


async def load_page(tx: Transaction, *, after: str, limit: int) -> list[Stored]:
    """Return the next ones after a SHA-256, in the order of these."""
    cursor = await tx.execute(_composed("page"), {"after": after, "limit": limit})
    return [Stored(*row) for row in await cursor.fetchall()]


async def draw(tx: Transaction, number: int) -> list[str]:
    """Return the SHA-256 of so many at random, or of all where there are fewer."""
    cursor = await tx.execute(_composed("sample"), {"number": number})
    return [sha256 for (sha256,) in await cursor.fetchall()]


async def load(tx: Transaction, digests: Collection[str]) -> list[Stored]:
    """Return those of these that are (still) to be checked."""
    cursor = await tx.execute(_composed("some"), {"sha256": list(digests)})
    return [Stored(*row) for row in await cursor.fetchall()]


async def hold(tx: Transaction, digests: Collection[str]) -> set[str]:
    """Return those that are still to be checked; nobody takes them away meanwhile."""
    await tx.execute(_SQL["lock"], {"sha256": list(digests)})
    return {one.sha256 for one in await load(tx, digests)}


async def load_origins(tx: Transaction, sha256: str) -> list[Origin]:
    """Return where a picture's bytes came from."""
    cursor = await tx.execute(_SQL["sources"], {"sha256": sha256})
    return [Origin(*row) for row in await cursor.fetchall()]


async def load_copied(tx: Transaction, sha256: str) -> list[Copied]:
    """Return the pictures of which this is a smaller copy."""
    cursor = await tx.execute(_SQL["copied"], {"sha256": sha256})
    return [Copied(*row) for row in await cursor.fetchall()]


async def note_whole(work: Work, digests: Sequence[str]) -> None:
    """Note that these objects are there, whole; who was hidden is seen again."""
    where = {"sha256": list(digests), "at": work.at}
    await work.tx.execute(_SQL["verified"], where)
    cursor = await work.tx.execute(_SQL["show"], where)
    shown = [sha256 for (sha256,) in await cursor.fetchall()]
    if shown:
        await _tell(work, shown, came=True)


async def note_broken(work: Work, digests: Sequence[str]) -> None:
    """Let readers not see these; lost smaller copies are due to be made again."""
    where = {"sha256": list(digests)}
    await work.tx.execute(_SQL["make_again"], where)
    cursor = await work.tx.execute(_SQL["hide"], where)
    hidden = [sha256 for (sha256,) in await cursor.fetchall()]
    if hidden:
        await _tell(work, hidden, came=False)


async def add_looks(work: Work, found: Mapping[str, Inspected]) -> None:
    """Note what pixels are like, by the SHA-256 of what is stored; group them anew."""
    columns: dict[str, list[object]] = {
        name: [getattr(one, name) for one in found.values()] for name in _LOOKS
    }
    await work.tx.execute(_SQL["add_looks"], {**columns, "sha256": list(found)})
    await _group(work, await _shown(work, list(found)))


async def _shown(
    work: Work, digests: Sequence[str]
) -> list[tuple[PictureOwner, UUID, str, bool]]:
    cursor = await work.tx.execute(_SQL["shown"], {"sha256": list(digests)})
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def _group(
    work: Work, shown: Sequence[tuple[PictureOwner, UUID, str, bool]]
) -> None:
    """Let better copies stand for others, or others for themselves."""
    galleries = {one[:3]: None for one in shown if not one[3]}
    if galleries:
        await picture_likeness.group(work.tx, list(galleries))


async def _tell(work: Work, digests: Sequence[str], *, came: bool) -> None:
    shown = await _shown(work, digests)
    await _group(work, shown)
    for entity, entity_id, kind, is_copy in shown:
        what = _COPY if is_copy else _PICTURE
        told: tuple[object, object] = (None, what) if came else (what, None)
        label = f"{entity} {entity_id}"
        work.changes.add(Change(entity, entity_id, "updated", label, {kind: told}))


def _composed(query: str) -> sql.Composed:
    to_check, columns = composed(_SQL["to_check"]), composed(_SQL["columns"])
    return composed(_SQL[query], to_check=to_check, columns=columns)
