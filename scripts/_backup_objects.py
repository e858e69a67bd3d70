"""The objects of a backup: named by the snapshot, then read, or copied."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, TypeVar

import msgspec

from scripts._backup_folder import MANIFEST, SEEN, NewFolder, Part
from scripts._progress import Watcher
from scripts._together import together
from trr_backend.errors import ObjectDiffers, ObjectMissing
from trr_backend.media import whole
from trr_backend.media.store import MAX_AGE_SECONDS, TMDB_MAX_AGE_SECONDS, MediaStore
from trr_backend.models.backup import BackedObject, Objects
from trr_backend.repositories.backup import Snapshot

AT_ONCE: Final = 16
"""Objects that are read or put at once; each is held whole."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with objects; `sample`: read only so many, drawn by lot."""

    copies: bool = False
    verify: bool = False
    sample: int | None = None

    @property
    def reads(self) -> bool:
        """Whether the store is asked at all."""
        return self.copies or self.verify


@dataclass(slots=True)
class Looked:
    """What was found; `wrong` names what the store lacks or holds with other bytes."""

    count: int = 0
    bytes: int = 0
    states: Counter[str] = field(default_factory=Counter)
    wrong: list[BackedObject] = field(default_factory=list)

    def add(self, one: BackedObject) -> None:
        """Count one object."""
        self.count += 1
        self.bytes += one.bytes
        self.states[one.state] += 1
        if one.state in ("missing", "differs"):
            self.wrong.append(one)

    def objects(self, *, copied: bool) -> Objects:
        """Return it as the backup says it."""
        return Objects(
            count=self.count,
            bytes=self.bytes,
            copied=copied,
            read=self.count - self.states["unread"],
            missing=self.states["missing"],
            differing=self.states["differs"],
        )


async def note_seen(snapshot: Snapshot, folder: NewFolder) -> int:
    """Write down which objects the snapshot names; return how many."""
    count = 0
    with folder.aside(SEEN) as file:
        async for page in snapshot.objects():
            for one in page:
                age = MAX_AGE_SECONDS if one.is_of_wikis else TMDB_MAX_AGE_SECONDS
                noted = BackedObject(
                    one.key, one.sha256, one.bytes, one.content_type, age
                )
                file.write(msgspec.json.encode(noted) + b"\n")
            count += len(page)
    return count


async def look_at(
    folder: NewFolder, store: MediaStore, asked: Asked, count: int, watcher: Watcher
) -> Looked:
    """Read what was asked for and write the manifest.

    Raises StoreUnavailable: a store that does not answer says nothing of its objects.
    """
    looked = Looked()
    drawn = _drawn(asked, count)
    watcher.begin("objects", count if drawn is None else len(drawn))
    with folder.part(MANIFEST) as manifest:
        for chunk in chunked(enumerate(_seen(folder)), AT_ONCE):
            found = await together(
                _look(folder, store, asked, one)
                if drawn is None or number in drawn
                else _pass(one)
                for number, one in chunk
            )
            for one in found:
                _note(manifest, looked, one)
                if one.state != "unread":
                    watcher.advance(failed=one.state != "whole")
    watcher.end()
    folder.remove(SEEN)
    return looked


def chunked(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items by so many."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _drawn(asked: Asked, count: int) -> frozenset[int] | None:
    """Return which of the objects are read; None: all."""
    if not asked.reads:
        return frozenset()
    if asked.copies or asked.sample is None:
        return None
    return frozenset(random.sample(range(count), min(asked.sample, count)))


def _seen(folder: NewFolder) -> Iterator[BackedObject]:
    with (folder.path / SEEN).open("rb") as file:
        for line in file:
            yield msgspec.json.decode(line, type=BackedObject)


def _note(manifest: Part, looked: Looked, one: BackedObject) -> None:
    manifest.write(msgspec.json.encode(one) + b"\n")
    looked.add(one)


async def _pass(one: BackedObject) -> BackedObject:
    return one


async def _look(
    folder: NewFolder, store: MediaStore, asked: Asked, one: BackedObject
) -> BackedObject:
    if asked.copies and folder.has_copy(one.key, one.sha256):
        return replace(one, state="whole")
    try:
        body = await whole.read(store, one.key, one.sha256, one.bytes)
    except ObjectMissing:
        return replace(one, state="missing")
    except ObjectDiffers:
        return replace(one, state="differs")
    if asked.copies:
        folder.add_copy(one.key, body)
    return replace(one, state="whole")
