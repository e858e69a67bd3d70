"""IMDb's non-commercial datasets: seven files, fetched only where they changed.

They are for personal and non-commercial use; who calls this has seen to it that the
installation says so. https://developer.imdb.com/non-commercial-datasets/
"""

from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import httpx2
from filelock import FileLock, Timeout

from trr_backend.config import Settings
from trr_backend.errors import Changed, ConfigError, NotFound, Refused, UpstreamError
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.http import Http
from trr_backend.integrations.part_file import PartFile, forget
from trr_backend.integrations.user_agent import user_agent
from trr_backend.models.imdb import ImdbDataset
from trr_backend.models.limits import Limiter

SOURCE = "imdb"
PUBLIC_URL = "https://datasets.imdbws.com"
MAX_FILE_BYTES = 16 * 1024**3
_NO_SUCH_RANGE = 416
_NOT_GIVEN = frozenset({401, 403})

# Told of a file's name, the bytes that are here, and all of them (0: not known).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A dataset's file as it is here now; `url` is public, `came` if it is new."""

    dataset: ImdbDataset
    path: Path
    url: str
    etag: str | None
    bytes: int
    came: bool


class DatasetsClient:
    """Fetches the files from one address: IMDb's, or one that has copies of them."""

    def __init__(
        self,
        settings: Settings,
        limiter: Limiter,
        *,
        url: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._base_url = (url or settings.imdb_datasets_base_url).rstrip("/")
        self._http = Http(
            source=SOURCE,
            base_url=self._base_url,
            public_url=url or PUBLIC_URL,
            limiter=limiter,
            user_agent=user_agent(settings.contact),
            wait_scale=settings.wait_scale,
            explain=_explain,
            transport=transport,
        )

    @property
    def requests(self) -> int:
        """How many requests were sent, tries included."""
        return self._http.requests

    @property
    def received_bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self._http.received_bytes

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def fetch(
        self, folder: Path, *, progress: Progress = lambda _name, _done, _all: None
    ) -> list[FetchedFile]:
        """Bring the files in `folder` up to date, one after the other.

        Raises UpstreamError; what came until then is kept, and the next call goes on.
        """
        return [
            await self._fetch(dataset, folder, progress)
            for dataset in get_args(ImdbDataset)
        ]

    async def _fetch(
        self, dataset: ImdbDataset, folder: Path, progress: Progress
    ) -> FetchedFile:
        name = f"{dataset}.tsv.gz"
        part = PartFile(
            folder / name,
            source=SOURCE,
            url=f"{self._base_url}/{name}",
            progress=lambda done, size: progress(name, done, size),
        )
        try:
            answer = await self._http.download(
                f"/{name}", part, max_bytes=MAX_FILE_BYTES, etag=part.etag
            )
        except Changed as error:
            if error.status == _NO_SUCH_RANGE:
                part.discard()
            raise
        finally:
            part.close()
        came = not answer.not_modified or part.is_complete
        note = part.finish() if came else part.whole
        if note is None or note.bytes is None:
            raise Changed(
                "not modified, but it is gone",
                field="ETag",
                source=SOURCE,
                url=answer.url,
            )
        return FetchedFile(dataset, part.path, answer.url, note.etag, note.bytes, came)


def open_datasets(
    settings: Settings, limiter: Limiter, *, url: str | None = None
) -> aclosing[DatasetsClient]:
    """Return a client for `async with`, which closes its connections at the end."""
    return aclosing(DatasetsClient(settings, limiter, url=url))


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Let nobody else change the files in `folder`. Raises ConfigError if one does."""
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise ConfigError(
            "another run is fetching or reading IMDb's files; wait for its end"
        ) from None
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be used ({error.strerror}); set TRR_HOME to a folder "
            "that this user may write"
        ) from None
    try:
        yield
    finally:
        lock.release()


def forget_file(path: Path) -> None:
    """Let a file that turned out to be broken be fetched anew."""
    forget(path)


def _explain(reply: Reply, url: str) -> UpstreamError | None:
    """A file server has no keys: what it does not give, it does not have."""
    if reply.status in _NOT_GIVEN:
        return Refused(
            "this file is not given out", source=SOURCE, url=url, status=reply.status
        )
    if reply.status == 404:  # noqa: PLR2004 -- what everybody knows
        return NotFound(
            "there is no such file at this address",
            source=SOURCE,
            url=url,
            status=reply.status,
        )
    return None
