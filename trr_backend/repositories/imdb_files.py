"""Which dataset files were imported last, for which shows: the same need no look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("imdb")


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file as it was imported; `wanted` is a digest of what was looked for in it.

    `version` is the ETag, or what tells a file on this machine from a later one.
    """

    name: str
    url: str
    version: str | None
    bytes: int
    wanted: str


async def load(tx: Transaction) -> set[ImportedFile]:
    """Return the files of the last import."""
    cursor = await tx.execute(_SQL["load_files"])
    return {ImportedFile(*row) for row in await cursor.fetchall()}


async def keep(tx: Transaction, files: Iterable[ImportedFile], at: datetime) -> None:
    """Remember what was imported now."""
    for one in sorted(files, key=lambda file: file.name):
        await tx.execute(
            _SQL["keep_file"],
            {
                "name": one.name,
                "url": one.url,
                "etag": one.version,
                "bytes": one.bytes,
                "wanted": one.wanted,
                "at": at,
            },
        )
