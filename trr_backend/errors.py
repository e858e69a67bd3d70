"""Every error this project raises on purpose.

The first paragraph of a class's docstring is its message where no other is given, and
says what to do::

    TrrError
      ConfigError               exit code 2: nothing was done
        Unauthorised            an upstream refused the key: stops the run
      InputError                a file or an argument that cannot be used
      UpstreamError             one upstream answer
        Unavailable             worth another try later
          RateLimited           the upstream asks for fewer requests
        NotFound                the upstream does not know the id
        Changed                 the answer has another shape than we know
        Refused                 an address or an answer we do not accept
      StorageError              Postgres
        DatabaseUnavailable     no connection, or it was lost
        Contended               others write the same rows: worth another try
        DatabaseSetup           the embedded server cannot be started
        Missing                 a row that must be there is not
        Conflict                a row that must not be there is
        Fenced                  this worker was taken for dead
        CursorExpired           the feed cannot go on from there without a gap
        Suspicious              more would vanish than is likely
      MediaError                one picture: refused, or the store failed
        PictureRefused          the bytes are not an image we publish
        StoreUnavailable        the object store did not answer
          StoreRefused          it answered that we may not do this
        ObjectMissing           the store holds nothing under this key
        ObjectDiffers           the store holds other bytes under this key
"""


class TrrError(Exception):
    """Something went wrong that this project knows how to name."""

    def __init__(self, message: str | None = None) -> None:
        said, _, _ = (type(self).__doc__ or "").partition("\n\n")
        super().__init__(message or said)


class ConfigError(TrrError):
    """A setting is missing or unusable; `trr --help` lists the settings."""


class InputError(TrrError):
    """The input cannot be used; nothing was changed."""


class UpstreamError(TrrError):
    """An upstream's answer could not be used; what is stored stays as it is.

    `url` is the upstream's public address without any key; the message leaves its query
    out.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        source: str,
        url: str = "",
        status: int | None = None,
    ) -> None:
        self.source = source
        self.url = url
        self.status = status
        super().__init__(message)

    def __str__(self) -> str:
        """Return source, message, status and address in one line."""
        status = f" (HTTP {self.status})" if self.status else ""
        address, _, _ = self.url.partition("?")
        where = f" at {address}" if address else ""
        return f"{self.source}: {super().__str__()}{status}{where}"


class Unauthorised(UpstreamError, ConfigError):
    """The key was refused; set a valid one and run the command again."""


class Unavailable(UpstreamError):
    """The upstream did not answer properly; run the command again later.

    `retry_after_seconds` is what the upstream asked for, where it did.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        source: str,
        url: str = "",
        status: int | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(message, source=source, url=url, status=status)


class RateLimited(Unavailable):
    """The upstream asked for fewer requests, again and again; try later."""


class NotFound(UpstreamError):
    """The upstream does not know this id."""


class Changed(UpstreamError):
    """The answer has a shape we do not know; `field` says where."""

    def __init__(
        self,
        message: str | None = None,
        *,
        field: str,
        source: str,
        url: str = "",
        status: int | None = None,
    ) -> None:
        self.field = field
        super().__init__(message, source=source, url=url, status=status)

    def __str__(self) -> str:
        """Return the message with the field's name."""
        return f"{super().__str__()}: field {self.field}"


class Refused(UpstreamError):
    """An address, a redirect or an answer that is not accepted."""


class StorageError(TrrError):
    """Postgres refused a statement."""


class DatabaseUnavailable(StorageError):
    """The database cannot be reached; check TRR_DATABASE_URL, then run it again.

    `was_awaited`: for as long as makes sense, so that nobody does it once more.
    """

    was_awaited = False


class Contended(StorageError):
    """Others are writing the same rows; run the command again."""


class DatabaseSetup(StorageError, ConfigError):
    """The embedded database cannot be started."""


class Missing(StorageError):
    """A row that must be there is not."""


class Conflict(StorageError):
    """A row that must not be there is."""


class Fenced(StorageError):
    """This worker was silent for too long; its work was given to others."""


class CursorExpired(StorageError):
    """The feed cannot go on from there; read anew what you keep, then go on from head.

    `oldest` is the cursor after which everything is still there, `head` that of the
    last event.
    """

    def __init__(
        self, message: str | None = None, *, oldest: int = 0, head: int = 0
    ) -> None:
        self.oldest = oldest
        self.head = head
        super().__init__(message)


class Suspicious(StorageError):
    """More would be marked as gone than is likely; --accept-removals goes on."""


class MediaError(TrrError):
    """A picture could not be kept."""


class PictureRefused(MediaError):
    """The bytes are not an image that may be published."""


class StoreUnavailable(MediaError):
    """The object store did not answer; check TRR_MEDIA_URL, then run it again.

    `lasts`: it answered what it will answer a moment later as well.
    """

    lasts = False


class StoreRefused(StoreUnavailable):
    """The object store does not let us do this; check who may write there."""


class ObjectMissing(MediaError):
    """The store holds no object under this key."""


class ObjectDiffers(MediaError):
    """The store holds other bytes under this key than those that it names."""
