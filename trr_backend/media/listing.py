"""What a store holds, page by page: however many objects there are, one page is held.

An unfinished file of a folder store (`….png#1`) is no object and is not listed.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from obstore.store import LocalStore, MemoryStore, S3Store

PAGE: Final = 1000
"""Objects of a page at most; S3 sends no more in an answer."""

Objects = LocalStore | MemoryStore | S3Store


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in the store, whatever its key looks like; `modified` is in UTC."""

    key: str
    bytes: int
    modified: datetime

    def __str__(self) -> str:
        """Return it as a run names it."""
        return self.key


async def pages(objects: Objects, prefix: str) -> AsyncIterator[Sequence[StoredObject]]:
    """Yield the objects below a prefix; raises what obstore raises."""
    async for page in objects.list(prefix, chunk_size=PAGE):
        yield [
            StoredObject(one["path"], one["size"], one["last_modified"]) for one in page
        ]
