"""Asks TMDb which series an IMDb id or a title means, and keeps the answers.

An answer becomes a document only after it was decoded: one of another shape raises
Changed and nothing is stored.
"""

from collections.abc import Callable
from datetime import datetime

from trr_backend.ingestion.documents import (
    TMDB,
    TMDB_KEEP,
    TMDB_LICENCE,
    to_document,
)
from trr_backend.integrations.http import Answer
from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.integrations.tmdb.wire import decode_find, decode_search
from trr_backend.models.documents import Document, DocumentKey, Unchanged


def find_key(imdb_id: str) -> DocumentKey:
    """Return the key of what TMDb knows by an IMDb id."""
    return DocumentKey(TMDB, "find", imdb_id)


def search_key(title: str, year: int | None) -> DocumentKey:
    """Return the key of what TMDb finds by title and year."""
    return DocumentKey(TMDB, "search_tv", f"{title}|{year or ''}")


async def fetch_find(
    client: TmdbClient, imdb_id: str, *, now: datetime, etag: str | None = None
) -> Document | Unchanged:
    """Fetch what TMDb knows by an IMDb id; `etag` is that of the stored document."""
    answer = await client.find(imdb_id, etag=etag)
    return _outcome(answer, find_key(imdb_id), now, decode_find)


async def fetch_search(
    client: TmdbClient,
    title: str,
    year: int | None,
    *,
    now: datetime,
    etag: str | None = None,
) -> Document | Unchanged:
    """Fetch the series that TMDb finds by title, begun in `year` where it is known."""
    answer = await client.search_tv(title, year, etag=etag)
    return _outcome(answer, search_key(title, year), now, decode_search)


def _outcome(
    answer: Answer,
    key: DocumentKey,
    now: datetime,
    decode: Callable[[bytes, str], object],
) -> Document | Unchanged:
    if answer.not_modified:
        return Unchanged(key, now, TMDB_KEEP)
    decode(answer.body, answer.url)
    return to_document(answer, key, now, TMDB_LICENCE, TMDB_KEEP)
