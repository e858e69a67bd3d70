"""The objects of a backup put back: those that the store lacks, or holds cut."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from scripts._backup_check import Read
from scripts._backup_objects import AT_ONCE, chunked
from scripts._progress import Watcher
from scripts._together import together
from trr_backend.errors import ObjectDiffers
from trr_backend.media.store import MediaStore
from trr_backend.models.backup import BackedObject

Choose = Callable[[Sequence[BackedObject]], Awaitable[Sequence[BackedObject]]]


@dataclass(slots=True)
class Returned:
    """How many objects were there, how many were put, and the keys of the rest.

    In a rehearsal those are counted as put that would be. `unwanted`: the database does
    not show them (any more), so they stay away.
    """

    there: int = 0
    unwanted: int = 0
    put: int = 0
    put_bytes: int = 0
    lacking: list[str] = field(default_factory=list)


async def put_back(
    read: Read,
    store: MediaStore,
    watcher: Watcher,
    *,
    rehearsal: bool,
    choose: Choose | None = None,
) -> Returned:
    """Put what the store lacks and the backup has a copy of; `choose` says which.

    Raises StoreUnavailable; what was put by then stays, and harms nobody.
    """
    found = Returned()
    watcher.begin("objects", read.backup.objects.count)
    is_there = await _listed(store)
    for page in chunked(read.objects(), AT_ONCE):
        chunk = page if choose is None else await choose(page)
        found.unwanted += len(page) - len(chunk)
        wanted = [(one, read.copy_of(one)) for one in chunk if not is_there(one)]
        copies = [(one, copy) for one, copy in wanted if copy is not None]
        if not rehearsal:
            await together(_put(store, one, copy) for one, copy in copies)
        found.there += len(chunk) - len(wanted)
        found.put += len(copies)
        found.put_bytes += sum(one.bytes for one, _ in copies)
        lacking = [one.key for one, copy in wanted if copy is None]
        found.lacking += lacking
        for number in range(len(page)):
            watcher.advance(failed=number < len(lacking))
    watcher.end()
    return found


async def _listed(store: MediaStore) -> Callable[[BackedObject], bool]:
    """Return whether the store has an object, of its size: digests alone are held."""
    there = {_digest(one.key, one.bytes) async for page in store.list() for one in page}
    return lambda one: _digest(one.key, one.bytes) in there


def _digest(key: str, size: int) -> bytes:
    return blake2b(f"{size} {key}".encode(), digest_size=16).digest()


async def _put(store: MediaStore, one: BackedObject, copy: Path) -> None:
    body = await asyncio.to_thread(copy.read_bytes)
    try:
        await store.put_if_absent(one.key, body, one.content_type, one.max_age_seconds)
    except ObjectDiffers:
        await store.replace(one.key, body, one.content_type, one.max_age_seconds)
