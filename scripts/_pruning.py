"""The stages that take away objects of nobody, and pictures that show nothing.

First everything is counted: where more would go than is likely, nothing goes. Then each
object goes in a transaction of its own, in which nobody can begin to use it. The store
is listed and the rows are read page by page, twice: no run holds them all.
"""

from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from scripts._command import AnyStage
from scripts._orphaned_pictures import PICTURES
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import InputError, MediaError, StoreRefused
from trr_backend.media.keys import sha256_of
from trr_backend.media.listing import StoredObject
from trr_backend.media.store import MediaStore
from trr_backend.repositories import media_unused
from trr_backend.repositories.media_unused import Unused
from trr_backend.repositories.retention_pictures import Picture
from trr_backend.utils.text import counted

_PAGE: Final = 1000
_MOST_TOLD: Final = 100
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be pruned: how old it is, and which share of all objects without yes."""

    older_than: timedelta
    max_share: float
    yes: bool = False


@dataclass(slots=True)
class Survey:
    """What was counted: objects in the store, and what of them would go."""

    listed: int = 0
    listed_bytes: int = 0
    foreign: int = 0
    strays: int = 0
    stray_bytes: int = 0
    unused: Unused = field(default_factory=Unused)

    def __str__(self) -> str:
        """Return it in a line."""
        unused = self.unused.pictures + self.unused.copies
        return (
            f"{_objects(self.listed, self.listed_bytes)} in the store; "
            f"{_objects(self.strays, self.stray_bytes)} of no picture and "
            f"{_objects(unused, self.unused.bytes)} of pictures that show nothing "
            "are old enough to go"
        )

    def exceeds(self, share: float) -> bool:
        """Tell whether more would go than this share of all."""
        going = self.strays + self.unused.pictures + self.unused.copies
        return going > share * self.listed


@dataclass(slots=True)
class _Strays:
    """Finds the objects of nobody, a page of the store at a time."""

    context: Context
    before: datetime
    pages: AsyncIterator[Sequence[StoredObject]]

    async def more(self) -> Sequence[StoredObject] | None:
        """Return those of the next page; None: there is none."""
        page = await anext(self.pages, None)
        if page is None:
            return None
        return await _strays(self.context, page, self.before)


@dataclass(slots=True)
class _Pictures:
    """Finds the pictures that show nothing, a page at a time."""

    context: Context
    before: datetime
    after: str = ""

    async def more(self) -> Sequence[Picture] | None:
        """Return the next ones; None: there are none."""
        async with self.context.database.transaction() as tx:
            found = await media_unused.load_unused(
                tx, self.before, after=self.after, limit=_PAGE
            )
        self.after = found[-1].sha256 if found else self.after
        return found or None


@dataclass(slots=True)
class _Pruning:
    """One run: what was asked, what was counted, and how much was told of it."""

    asked: Asked
    found: Survey = field(default_factory=Survey)
    told: int = 0

    async def plan_objects(self, context: Context) -> Plan[StoredObject]:
        before = context.began - self.asked.older_than
        self.found = found = await _survey(context, before)
        notes = [str(found)]
        if found.foreign:
            foreign = counted(found.foreign, "file")
            notes.append(f"{foreign} with names that are not ours stay as they are")
        if found.exceeds(self.asked.max_share) and not self.asked.yes:
            too_much = f"that is more than {self.asked.max_share:.0%}, and needs --yes"
            if not context.rehearsal:
                raise InputError(f"{found}; {too_much}; --dry-run shows what it is")
            notes.append(too_much)
        strays = _Strays(context, before, context.store.list())
        kept = found.listed - found.strays
        return Plan((), kept, notes, more=strays.more, total=found.strays)

    async def plan_pictures(self, context: Context) -> Plan[Picture]:
        return self._plan_unused(context, self.found.unused.pictures)

    async def plan_copies(self, context: Context) -> Plan[Picture]:
        """Copies are unused once the pictures are gone of which they are."""
        return self._plan_unused(context, self.found.unused.copies)

    def _plan_unused(self, context: Context, total: int) -> Plan[Picture]:
        pages = _Pictures(context, context.began - self.asked.older_than)
        more = pages.more if self.found.unused.pictures else None
        return Plan((), more=more, total=total)

    async def remove(
        self, work: Work, stray: StoredObject, store: MediaStore | None
    ) -> None:
        """Delete an object that is of no picture still."""
        if store is None:
            self._tell(work, f"{stray} would go: no picture has it")
            return
        sha256 = sha256_of(stray.key)
        assert sha256  # noqa: S101 -- _strays has seen to it
        async with media_unused.nobody(work.tx, sha256, stray.key) as is_free:
            if is_free:
                await _let_go(store.delete(stray.key))
                work.counts.update(removed=1, removed_bytes=stray.bytes)

    async def forget(
        self, work: Work, picture: Picture, store: MediaStore | None
    ) -> None:
        """Forget a picture that shows nothing still, as retention does."""
        if store is None:
            self._tell(work, f"{picture} would go: it shows nothing")
        await _let_go(PICTURES.store(work, picture, store))

    def _tell(self, work: Work, line: str) -> None:
        """Say what would go, as long as somebody may read it."""
        self.told += 1
        if self.told <= _MOST_TOLD:
            work.told.append(line)
        elif self.told == _MOST_TOLD + 1:
            work.told.append("and more")


def prune_stages(asked: Asked) -> list[AnyStage]:
    """Return the stages of one run; the first one counts, and may refuse."""
    run = _Pruning(asked)
    objects = Stage("objects", str, run.plan_objects, _store_of, run.remove, parallel=8)
    pictures = replace(PICTURES, plan=run.plan_pictures, store=run.forget)
    copies = replace(pictures, name="copies", plan=run.plan_copies)
    return [objects, pictures, copies]


async def _survey(context: Context, before: datetime) -> Survey:
    found = Survey()
    async for page in context.store.list():
        strays = await _strays(context, page, before)
        found.listed += len(page)
        found.listed_bytes += sum(one.bytes for one in page)
        found.foreign += sum(sha256_of(one.key) is None for one in page)
        found.strays += len(strays)
        found.stray_bytes += sum(one.bytes for one in strays)
    async with context.database.transaction() as tx:
        found.unused = await media_unused.count_unused(tx, before)
    return found


async def _strays(
    context: Context, page: Sequence[StoredObject], before: datetime
) -> list[StoredObject]:
    """Return the objects of a page that are ours, old, and of no picture."""
    old = [one for one in page if one.modified <= before and sha256_of(one.key)]
    async with context.database.transaction() as tx:
        named = await media_unused.load_named(tx, [one.key for one in old])
    return [one for one in old if one.key not in named]


async def _store_of(context: Context, _stray: StoredObject) -> MediaStore | None:
    return None if context.rehearsal else context.store


async def _let_go(deletion: Awaitable[object]) -> None:
    """Await a deletion. Raises MediaError where it is refused: others may not be."""
    try:
        await deletion
    except StoreRefused as refused:
        raise MediaError(str(refused)) from refused


def _objects(count: int, size: int) -> str:
    return f"{counted(count, 'object')} ({size / _MB:.1f} MB)"
