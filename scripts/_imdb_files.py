"""Where IMDb's files come from: a folder of the user's, or an address they lie at."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from scripts._stage import Context
from trr_backend.errors import InputError
from trr_backend.ingestion.datasets import BrokenFileError, find_files
from trr_backend.ingestion.upstreams import (
    FetchedFile,
    forget_file,
    holding,
    open_datasets,
)
from trr_backend.models.imdb import ImdbDataset
from trr_backend.repositories.imdb_files import ImportedFile

Tell = Callable[[str, int, int], None]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class DatasetFiles:
    """The seven files as they are here; `versions` tell them from later ones.

    `folder` is ours and may be fetched again, or None for one of the user's.
    """

    paths: Mapping[ImdbDataset, Path]
    versions: Mapping[ImdbDataset, tuple[str, str | None, int]]
    folder: Path | None
    notes: tuple[str, ...] = ()

    def imported(self, wanted: str) -> set[ImportedFile]:
        """Return them as they are remembered once `wanted` was looked for in them."""
        return {
            ImportedFile(name, url, version, size, wanted)
            for name, (url, version, size) in self.versions.items()
        }


def check_source(source: str | None) -> None:
    """Raise InputError for a folder that is none, or an address nobody can read."""
    if source is None or _is_web(source):
        return
    scheme, of_address, _ = source.partition("://")
    if of_address:
        raise InputError(
            f"an address with {scheme[:20]}:// cannot be read: name one with https:// "
            "or http://, or a folder"
        )
    if not Path(source).exists():
        raise InputError(f"there is no folder {source}; name one with IMDb's files")
    if not Path(source).is_dir():
        raise InputError(
            f"{source} is no folder; name the folder in which all seven files are"
        )


def _is_web(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


async def current_files(context: Context, source: str | None) -> DatasetFiles:
    """Return the files in a folder, or bring ours up to date from an address.

    Raises InputError for a folder that lacks some, UpstreamError for an address.
    """
    if source is None or _is_web(source):
        return await _fetched(context, source)
    return await asyncio.to_thread(_local, Path(source))


async def _fetched(context: Context, url: str | None) -> DatasetFiles:
    folder = context.settings.home_path / "imdb"

    def tell(name: str, done: int, size: int) -> None:
        context.watcher.part(f"fetch {name}", done, size)

    with holding(folder):
        async with open_datasets(context.settings, context.limiter, url=url) as client:
            files = await client.fetch(folder, progress=tell)
            megabytes = client.received_bytes / 1_000_000
    came = [one.dataset for one in files if one.came]
    said = f"fetched {', '.join(came)} ({megabytes:.1f} MB)" if came else "nothing new"
    return DatasetFiles(
        paths={one.dataset: one.path for one in files},
        versions={one.dataset: _version(one) for one in files},
        folder=folder,
        notes=(f"IMDb's files: {said}",),
    )


def _version(file: FetchedFile) -> tuple[str, str | None, int]:
    return file.url, file.etag, file.bytes


def _local(folder: Path) -> DatasetFiles:
    paths = find_files(folder)
    versions: dict[ImdbDataset, tuple[str, str | None, int]] = {}
    for name, path in paths.items():
        found = path.stat()
        address = path.absolute().as_uri()
        versions[name] = (address, str(found.st_mtime_ns), found.st_size)
    return DatasetFiles(paths, versions, None)


async def read_in_thread(
    context: Context, files: DatasetFiles, read: Callable[[Tell], Result]
) -> Result:
    """Return what `read` makes of the files, in a thread that ends when we do.

    A broken file of ours is forgotten, so that the next run fetches it again.
    """
    stopped = threading.Event()

    def tell(name: str, done: int, size: int) -> None:
        if stopped.is_set():
            raise InterruptedError
        context.watcher.part(f"read {name}", done, size)

    with holding(files.folder) if files.folder else nullcontext():
        try:
            return await asyncio.to_thread(read, tell)
        except BrokenFileError as error:
            if files.folder:
                forget_file(error.path)
            raise
        finally:
            stopped.set()
