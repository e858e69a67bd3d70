"""Asks TMDb which series is meant, as several stages do; fresh answers cost nothing."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from scripts._keep import Answer
from scripts._stage import Context
from trr_backend.errors import Missing
from trr_backend.ingestion.lookups import (
    fetch_find,
    fetch_search,
    find_key,
    search_key,
)
from trr_backend.ingestion.resolve import resolve_by_document
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.resolve import Resolution, Wanted
from trr_backend.repositories import documents

Fetch = Callable[..., Awaitable[Answer]]
Lookup = tuple[DocumentKey, Fetch]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who a show is, and the answers that were asked for it and must be kept."""

    resolution: Resolution
    answers: tuple[Answer, ...]


def by_imdb_id(context: Context, wanted: Wanted) -> Iterator[Lookup]:
    """Yield what TMDb has under the IMDb id, where one is known."""
    if wanted.imdb_id:
        find = partial(fetch_find, context.tmdb, wanted.imdb_id)
        yield find_key(wanted.imdb_id), find


def by_title(context: Context, wanted: Wanted) -> Iterator[Lookup]:
    """Yield the search by title and year, then the one by title alone.

    The last one names candidates for a person where the year is wrong.
    """
    if wanted.title:
        for year in dict.fromkeys((wanted.year, None)):
            search = partial(fetch_search, context.tmdb, wanted.title, year)
            yield search_key(wanted.title, year), search


async def look_up(
    context: Context, wanted: Wanted, lookups: Iterable[Lookup], max_age: timedelta
) -> Verdict:
    """Ask one after the other until somebody can be named."""
    resolution = Resolution(None, "neither an IMDb id nor a title is known")
    answers: list[Answer] = []
    for key, fetch in lookups:
        document, answer = await _answer(context, key, fetch, max_age)
        answers += [answer] if answer else []
        resolution = resolve_by_document(wanted, document)
        if resolution.candidates:
            break
    return Verdict(resolution, tuple(answers))


async def _answer(
    context: Context, key: DocumentKey, fetch: Fetch, max_age: timedelta
) -> tuple[Document, Answer | None]:
    """Return the document, and the upstream's answer where it was asked."""
    now = context.now()
    async with context.database.reading() as tx:
        stored = await documents.load(tx, key)
    fresh = stored is not None and stored.checked_at > now - max_age
    if stored and fresh and not context.selection.force:
        return stored.document, None
    answer = await fetch(now=now, etag=stored.document.etag if stored else None)
    if isinstance(answer, Document):
        return answer, answer
    if stored is None:
        raise Missing(f"TMDb confirmed an answer that is not kept: {key.key}")
    return stored.document, answer
