"""Takes away pictures that show nothing any more, smaller copies among them."""

from collections.abc import Sequence
from dataclasses import dataclass

from scripts._stage import Context, Plan, Stage, Work
from trr_backend.media.store import MediaStore
from trr_backend.repositories import retention_pictures
from trr_backend.repositories.retention_pictures import Picture

_PAGE = 1000


@dataclass(slots=True)
class _Pages:
    """Finds the pictures, a page at a time: there may be very many."""

    context: Context
    after: str = ""

    async def more(self) -> Sequence[Picture] | None:
        """Return the next ones; None: there are none."""
        async with self.context.database.transaction() as tx:
            found = await retention_pictures.load_orphaned(
                tx, after=self.after, limit=_PAGE
            )
        self.after = found[-1].sha256 if found else self.after
        return found or None


async def _plan(context: Context) -> Plan[Picture]:
    pages = _Pages(context)
    async with context.database.transaction() as tx:
        total = await retention_pictures.count_orphaned(tx)
    return Plan((), more=pages.more if total else None, total=total)


async def _hide(context: Context, picture: Picture) -> MediaStore | None:
    if context.rehearsal:
        return None
    async with context.database.transaction() as tx:
        await retention_pictures.hide(tx, picture)
    return context.store


async def _forget(work: Work, picture: Picture, store: MediaStore | None) -> None:
    """Forget the row, then the object, before the row is gone for others.

    Stopped in between, the row is there again, hidden, and the next run deletes both.
    """
    if await retention_pictures.forget(work.tx, picture) and store:
        await store.delete(picture.key)


PICTURES = Stage("pictures", str, _plan, _hide, _forget, parallel=4)
