"""Pictures that no document confirms any more, and those that show nothing.

A link goes first, by a document's age. What nothing links to goes after that: the row
of a picture and its object, one after the other, and those of its smaller copies. They
may go in any order, and whatever is stopped in between is found again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import Change, InWords
from trr_backend.models.media import PictureOwner
from trr_backend.repositories import picture_likeness
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("retention_pictures")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that shows nothing any more, and the key of its object."""

    sha256: str
    key: str

    def __str__(self) -> str:
        """Return it as a run names it."""
        return self.key


async def forget_of(tx: Transaction, entity: str, ids: Sequence[UUID]) -> None:
    """Let no picture show these entities."""
    where = {"entity": entity, "ids": list(ids)}
    await tx.execute(_SQL["forget_pictures_of"], where)


async def forget_links(work: Work, where: dict[str, object]) -> None:
    """Take away what nothing has confirmed for `keep`, or with `all` everything."""
    cursor = await work.tx.execute(_SQL["forget_links"], where)
    await tell(work, await cursor.fetchall())


async def forget_expired_posters(work: Work, where: dict[str, object]) -> None:
    """Take away what expired documents of show `id`, at the source `key`, told."""
    cursor = await work.tx.execute(_SQL["forget_expired_posters"], where)
    await tell(work, await cursor.fetchall())


async def forget_own_photos(work: Work, person_id: UUID) -> None:
    """Take away what a person's own answer told, not the photo that credits name."""
    cursor = await work.tx.execute(_SQL["forget_own_photos"], {"id": person_id})
    await tell(work, await cursor.fetchall())


async def forget_pins(work: Work) -> None:
    """Give up which pictures persons chose, and say so."""
    cursor = await work.tx.execute(_SQL["forget_pins"])
    if cursor.rowcount:
        work.notes.append(
            f"{counted(cursor.rowcount, 'pin')} went: TMDb's own names of pictures"
        )


async def count_orphaned(tx: Transaction) -> int:
    """Return how many pictures show nothing."""
    row = await (await tx.execute(_composed("count_orphaned"))).fetchone()
    return row[0] if row else 0


async def load_orphaned(tx: Transaction, *, after: str, limit: int) -> list[Picture]:
    """Return the next pictures, after a SHA-256, that show nothing."""
    where = {"after": after, "limit": limit}
    cursor = await tx.execute(_composed("orphaned_pictures"), where)
    return [Picture(*row) for row in await cursor.fetchall()]


async def hide(tx: Transaction, picture: Picture) -> None:
    """Let nobody count on the object of a picture that shows nothing.

    Whoever wants the same bytes from the commit on looks whether they are there.
    """
    where = {"sha256": picture.sha256}
    await tx.execute(_SQL["lock_picture"], where)
    await tx.execute(_composed("hide_picture"), where)


async def forget(tx: Transaction, picture: Picture) -> bool:
    """Forget a picture; False: it shows something by now. Its object goes next."""
    where = {"sha256": picture.sha256}
    await tx.execute(_SQL["lock_picture"], where)
    cursor = await tx.execute(_composed("forget_picture"), where)
    return await cursor.fetchone() is not None


async def tell(
    work: Work, gone: Sequence[tuple[PictureOwner, UUID, str, bool]]
) -> None:
    """Tell of pictures that readers saw, and let others stand for themselves."""
    galleries = {one[:3]: None for one in gone if one[3]}
    if galleries:
        await picture_likeness.group(work.tx, list(galleries))
    for entity, entity_id, kind in galleries:
        picture: tuple[object, object] = (InWords("its picture"), None)
        label = f"{entity} {entity_id}"
        work.changes.add(Change(entity, entity_id, "updated", label, {kind: picture}))


def _composed(query: str) -> sql.Composed:
    return composed(_SQL[query], orphaned=composed(_SQL["orphaned"]))
