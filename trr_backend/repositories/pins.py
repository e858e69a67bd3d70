"""Which picture of an entity a person chose to show first, until it is unpinned."""

from collections.abc import Sequence
from dataclasses import dataclass

from trr_backend.models.media import PictureKind
from trr_backend.repositories import images
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("pins")


@dataclass(frozen=True, slots=True)
class ListedPicture:
    """A picture that a source lists; the hashes are those of what is kept, and came.

    `url` is the address of its bytes, `page_url` that of a wiki's page about it.
    """

    source: str
    path: str
    url: str
    page_url: str | None
    language: str | None
    width: int | None
    height: int | None
    sha256: str | None
    source_sha256: str | None

    def __str__(self) -> str:
        """Return it as a person chooses: path, language and size."""
        size = f", {self.width}x{self.height}" if self.width and self.height else ""
        return f"{self.path} ({self.language or 'no text'}{size})"


async def load_listed(
    tx: Transaction, subject: Subject, kind: PictureKind
) -> list[ListedPicture]:
    """Return an entity's pictures of a kind, the first one first."""
    cursor = await tx.execute(_SQL["listed"], _of(subject, kind))
    return [ListedPicture(*row) for row in await cursor.fetchall()]


async def load_pinned(
    tx: Transaction, subject: Subject, kind: PictureKind
) -> str | None:
    """Return the path of the picture that is pinned."""
    cursor = await tx.execute(_SQL["pinned"], _of(subject, kind))
    row = await cursor.fetchone()
    return row[0] if row else None


async def pin(
    work: Work, subject: Subject, kind: PictureKind, picture: ListedPicture
) -> None:
    """Show this picture first, in the place of one that was pinned before."""
    chosen = {"source": picture.source, "source_path": picture.path}
    await work.tx.execute(_SQL["pin"], {**_of(subject, kind), **chosen})
    await images.apply_pins(work, [subject.id])


async def unpin(work: Work, subject: Subject, kind: PictureKind) -> None:
    """Let the rule say which picture is the first one."""
    await work.tx.execute(_SQL["unpin"], _of(subject, kind))
    await images.apply_pins(work, [subject.id])


def matching(
    listed: Sequence[ListedPicture], sha256: str, path: str, address: str
) -> ListedPicture | None:
    """Return the picture of a hash, or else of a path or an address at its source."""
    for one in listed:
        if sha256 and sha256 in (one.sha256, one.source_sha256):
            return one
        if path and path == one.path:
            return one
        if address and address in (one.path, one.url, one.page_url):
            return one
    return None


def _of(subject: Subject, kind: PictureKind) -> dict[str, object]:
    return {"entity": subject.entity, "entity_id": subject.id, "kind": kind}
