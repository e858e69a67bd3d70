"""Objects under content-addressed keys in a folder, an S3 bucket or memory.

What is put never changes, so a put is a put-if-absent: many workers may try, one
writes. S3 objects carry their type and how long they may be kept; a folder keeps no
such words, its reader takes them from the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, MemoryStore, S3Store

from trr_backend.config import Settings
from trr_backend.errors import MediaError, ObjectMissing, StoreUnavailable
from trr_backend.media.failures import FAILURES, unavailable
from trr_backend.media.keys import check_key
from trr_backend.utils.media_location import Bucket, Folder, media_location

if TYPE_CHECKING:  # these names exist in obstore's stubs alone
    from obstore.store import RetryConfig, S3Config

TMDB_MAX_AGE_SECONDS: Final = 15_552_000
"""Six months: as long as TMDb's pictures may be kept."""

Objects = LocalStore | MemoryStore | S3Store


class MediaStore:
    """One place for pictures. Every method raises StoreUnavailable when it fails.

    It is opened by the first call: a command that keeps no picture makes no folder.
    """

    def __init__(
        self, open_objects: Callable[[], Objects], *, name: str, keeps_attributes: bool
    ) -> None:
        self.name = name
        self._open_objects = open_objects
        self._keeps_attributes = keeps_attributes

    @cached_property
    def _objects(self) -> Objects:
        return self._open_objects()

    async def put_if_absent(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> bool:
        """Write the object; True: written now, False: it was there.

        Either way it is there, whole. After a lost answer and a repeated request a
        write of ours counts as "was there". Raises MediaError where another object of
        another size has this key.
        """
        for _ in range(2):
            if await self._create(key, body, content_type, max_age_seconds):
                return True
            # S3 also refuses a put while another one runs that may yet fail.
            if await self._holds(key, len(body)):
                return False
        raise StoreUnavailable(f"{self.name}: {key} is refused and yet not there")

    async def head(self, key: str) -> int:
        """Return the object's size in bytes. Raises ObjectMissing."""
        with self._translated(key):
            return (await self._objects.head_async(check_key(key)))["size"]

    async def delete(self, key: str) -> None:
        """Take the object away; one that is not there is away already."""
        with suppress(ObjectMissing), self._translated(key):
            await self._objects.delete_async(check_key(key))

    async def _create(
        self, key: str, body: bytes, content_type: str, max_age_seconds: int
    ) -> bool:
        attributes = {
            "Content-Type": content_type,
            "Cache-Control": f"public, max-age={max_age_seconds}, immutable",
        }
        with self._translated(key, writing=True):
            try:
                await self._objects.put_async(
                    check_key(key),
                    body,
                    mode="create",
                    attributes=attributes if self._keeps_attributes else None,
                )
            except AlreadyExistsError:
                return False
        return True

    async def _holds(self, key: str, size: int) -> bool:
        try:
            found = await self.head(key)
        except ObjectMissing:
            return False
        if found != size:
            raise MediaError(
                f"{self.name} holds another object as {key}: {found} bytes instead of "
                f"{size}; remove it and run the command again"
            )
        return True

    @contextmanager
    def _translated(self, key: str, *, writing: bool = False) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if writing:
                raise unavailable(self.name, error) from None
            raise ObjectMissing(f"{self.name} holds no {key}") from None
        except FAILURES as error:
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
                lambda: _open_bucket(bucket, settings),
                name=f"s3://{bucket.name}",
                keeps_attributes=True,
            )
        case _:
            return MediaStore(MemoryStore, name="memory:", keeps_attributes=True)


def _open_bucket(bucket: Bucket, settings: Settings) -> S3Store:
    # Handed over one by one because .env is not in the environment obstore reads; ways
    # to log in that have no setting (instance roles, web identity) it finds by itself.
    config: S3Config = {"region": bucket.region}
    if bucket.endpoint is not None:
        config["endpoint"] = bucket.endpoint
    if settings.aws_access_key_id is not None:
        config["access_key_id"] = settings.aws_access_key_id.get_secret_value()
    if settings.aws_secret_access_key is not None:
        config["secret_access_key"] = settings.aws_secret_access_key.get_secret_value()
    if settings.aws_session_token is not None:
        config["session_token"] = settings.aws_session_token.get_secret_value()
    plain = bucket.endpoint is not None and bucket.endpoint.startswith("http://")
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        config=config,
        client_options={
            "allow_http": plain,
            "connect_timeout": "5s",
            "timeout": "60s",
        },
        retry_config=_retries(settings.wait_scale),
    )


def _retries(wait_scale: float) -> "RetryConfig":
    """Return how long a busy or absent server is asked again: two minutes at most."""
    return {
        "max_retries": 10,
        "retry_timeout": timedelta(seconds=120),
        "backoff": {
            "init_backoff": timedelta(milliseconds=max(1, 100 * wait_scale)),
            "max_backoff": timedelta(milliseconds=max(2, 15_000 * wait_scale)),
            "base": 2,
        },
    }
