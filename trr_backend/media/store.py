"""Objects under content-addressed keys in a folder, an S3 bucket or memory.

What is put never changes, so a put is a put-if-absent: many workers may try, one
writes. Only what is broken is replaced. S3 objects carry their type and how long they
may be kept; a folder keeps no such words, its reader takes them from the database.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, MemoryStore

from trr_backend.config import Settings
from trr_backend.errors import (
    ObjectDiffers,
    ObjectMissing,
    StoreUnavailable,
)
from trr_backend.media.bucket import open_bucket, patience_seconds
from trr_backend.media.failures import (
    FAILURES,
    is_about_one,
    is_folder,
    unavailable,
)
from trr_backend.media.keys import check_key
from trr_backend.media.listing import Objects, StoredObject, pages
from trr_backend.utils.media_location import Bucket, Folder, media_location

if TYPE_CHECKING:  # this name exists in obstore's stubs alone
    from obstore import Attributes

TMDB_MAX_AGE_SECONDS: Final = 15_552_000
"""Six months: as long as TMDb's pictures may be kept."""

MAX_AGE_SECONDS: Final = 31_536_000
"""A year, the most that anybody heeds: what is under a key never changes."""

PUTS_AT_ONCE: Final = 16
"""More puts in flight make a store slower and none of them sooner."""


class MediaStore:
    """One place for pictures. Every method raises StoreUnavailable when it fails.

    It is opened by the first call: a command that keeps no picture makes no folder.
    """

    def __init__(
        self,
        open_objects: Callable[[], Objects],
        *,
        name: str,
        keeps_attributes: bool,
        patience_seconds: float = 0.0,
    ) -> None:
        self.name = name
        self._open_objects = open_objects
        self._keeps_attributes = keeps_attributes
        self._patience_seconds = patience_seconds
        self._turns = asyncio.Semaphore(PUTS_AT_ONCE)

    @cached_property
    def _objects(self) -> Objects:
        return self._open_objects()

    async def put_if_absent(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> bool:
        """Write the object; True: written now, False: it was there.

        Either way it is there, whole: what was there is read and compared. After a lost
        answer and a repeated request a write of ours counts as "was there". Raises
        ObjectDiffers where other bytes have this key.
        """
        for _ in range(2):
            if await self._created(key, body, content_type, max_age_seconds):
                return True
            # S3 also refuses a put while another one runs that may yet fail.
            if await self._holds(key, body):
                return False
        raise StoreUnavailable(f"{self.name}: {key} is refused and yet not there")

    async def replace(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> None:
        """Write the object over whatever is there: for one that is broken.

        Readers get the former bytes or these, never a part of them.
        """
        attributes = self._attributes(content_type, max_age_seconds)
        with self._translated(key, writing=True):
            await self._objects.put_async(
                check_key(key),
                body,
                mode="overwrite",
                attributes=attributes,
                use_multipart=False,
            )

    async def keep_shorter(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> None:
        """Let an object that is there be kept for no longer than this from now on."""
        if self._keeps_attributes:
            await self.replace(key, body, content_type, max_age_seconds)

    async def get(self, key: str, max_bytes: int) -> bytes:
        """Return the object. Raises ObjectMissing, ObjectDiffers for a larger one."""
        with self._translated(key):
            found = await self._objects.get_async(check_key(key))
            size = found.meta["size"]
            if size <= max_bytes:
                return bytes(await found.bytes_async())
        raise ObjectDiffers(
            f"{self.name} holds {size} bytes as {key}; at most {max_bytes} are read"
        )

    async def list(
        self, prefix: str = "images/"
    ) -> AsyncIterator[Sequence[StoredObject]]:
        """Yield what lies below a prefix in pages of at most 1000, in any order.

        Also what is no object of ours: its key may be anything.
        """
        with self._translated(prefix):
            async for page in pages(self._objects, prefix):
                yield page

    async def head(self, key: str) -> int:
        """Return the object's size in bytes. Raises ObjectMissing."""
        with self._translated(key):
            return (await self._objects.head_async(check_key(key)))["size"]

    async def delete(self, key: str) -> None:
        """Take the object away; one that is not there is away already."""
        with suppress(ObjectMissing), self._translated(key):
            await self._objects.delete_async(check_key(key))

    async def _created(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> bool:
        """Write the object; False: something has this key.

        A put that may be written once is not repeated by obstore where the connection
        was lost in the middle: it cannot know, and `_holds` does.
        """
        begun, wait = time.monotonic(), self._patience_seconds / 1000
        while True:
            try:
                return await self._create(key, body, content_type, max_age_seconds)
            except StoreUnavailable as error:
                waited = time.monotonic() - begun
                if error.lasts or waited >= self._patience_seconds:
                    raise
            await asyncio.sleep(wait)
            wait *= 2

    async def _create(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> bool:
        attributes = self._attributes(content_type, max_age_seconds)
        async with self._turns:
            return await self._create_now(key, body, attributes)

    async def _create_now(
        self, key: str, body: bytes, attributes: "Attributes | None"
    ) -> bool:
        with self._translated(key, writing=True):
            try:
                await self._objects.put_async(
                    check_key(key), body, mode="create", attributes=attributes
                )
            except AlreadyExistsError:
                return False
        return True

    async def _holds(self, key: str, body: bytes) -> bool:
        try:
            found = await self.get(key, len(body))
        except ObjectMissing:
            return False
        if found != body:
            raise ObjectDiffers(f"{self.name} holds other bytes as {key}")
        return True

    def _attributes(
        self, content_type: str, max_age_seconds: int
    ) -> "Attributes | None":
        if not self._keeps_attributes:
            return None
        return {
            "Content-Type": content_type,
            "Cache-Control": f"public, max-age={max_age_seconds}, immutable",
        }

    @contextmanager
    def _translated(self, key: str, *, writing: bool = False) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if writing or not is_about_one(error):
                raise unavailable(self.name, error) from None
            raise ObjectMissing(f"{self.name} holds no {key}") from None
        except FAILURES as error:
            if is_folder(error):
                raise ObjectDiffers(f"{self.name}: {key} is a folder") from None
            raise unavailable(self.name, error) from None


def open_store(settings: Settings) -> MediaStore:
    """Return the store TRR_MEDIA_URL names, not yet opened. Raises ConfigError."""
    match media_location(settings):
        case Folder(path):
            return MediaStore(
                lambda: LocalStore(prefix=path, mkdir=True),
                name=str(path),
                keeps_attributes=False,
            )
        case Bucket() as bucket:
            return MediaStore(
                lambda: open_bucket(bucket, settings),
                name=f"s3://{bucket.name}",
                keeps_attributes=True,
                patience_seconds=patience_seconds(settings.wait_scale),
            )
        case _:
            return MediaStore(MemoryStore, name="memory:", keeps_attributes=True)
