"""A list kept at TMDb: all its pages, or nothing.

Version 4 of the API is asked first, because it alone says how many pages there are;
version 3 answers for lists that it does not know. No document is stored: a list is its
owner's, and importing it again costs a request per twenty shows.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from trr_backend.errors import Changed, InputError, NotFound
from trr_backend.ingestion.lists.builder import ListBuilder
from trr_backend.ingestion.lists.ids import parse_year
from trr_backend.ingestion.lists.kinds import SHOW, kind_of
from trr_backend.integrations.http import Answer
from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.integrations.tmdb.wire import (
    ListItem,
    blank_to_none,
    decode_list_page_v3,
    decode_list_page_v4,
)
from trr_backend.models.lists import ListEntry, ListRecord, TmdbListRef

SOURCE = "tmdb"
# 10,000 titles; no list that somebody keeps by hand comes near.
MAX_PAGES = 500


@dataclass(frozen=True, slots=True)
class _Page:
    """One page in the words that both versions share."""

    name: str | None
    items: list[ListItem]
    total_pages: int | None
    total_items: int | None
    comments: dict[str, str | None]


async def fetch_tmdb_list(client: TmdbClient, ref: TmdbListRef) -> ListRecord:
    """Fetch a whole list. Raises NotFound where TMDb has no public list of that id.

    A page that cannot be fetched or read raises too: half a list is never returned.
    """
    versions: tuple[Literal[3, 4], ...] = (ref.version,) if ref.version else (4, 3)
    for version in versions:
        try:
            first = await _fetch_page(client, ref.id, version, 1)
        except NotFound as error:
            missing = error
            continue
        pages = _fetch_pages(client, ref.id, version, first)
        return _record(ref, first, [page async for page in pages])
    raise NotFound(
        f"no public list {ref.id}; check the number in the list's address",
        source=SOURCE,
        url=missing.url,
        status=missing.status,
    ) from None


async def _fetch_pages(
    client: TmdbClient, list_id: str, version: Literal[3, 4], first: _Page
) -> AsyncIterator[_Page]:
    """Yield all pages, the first included."""
    page, number = first, 1
    seen = _ids(first)
    yield first
    while _has_more(page, number, len(seen)):
        number += 1
        if number > MAX_PAGES:
            raise InputError(f"TMDb list {list_id} has more than {MAX_PAGES} pages")
        page = await _fetch_page(client, list_id, version, number)
        new = _ids(page) - seen
        if page.total_pages is None and not new:
            # Old answers hold the whole list and repeat it for every page.
            return
        seen |= new
        yield page


def _has_more(page: _Page, number: int, seen: int) -> bool:
    if page.total_pages is not None:
        return number < page.total_pages
    return seen < (page.total_items or 0)


def _ids(page: _Page) -> set[tuple[str, int]]:
    return {(item.kind, item.id) for item in page.items}


async def _fetch_page(
    client: TmdbClient, list_id: str, version: Literal[3, 4], number: int
) -> _Page:
    if version == 3:  # noqa: PLR2004 - the version's own number
        return _page_v3(await client.list_v3(list_id, number))
    return _page_v4(await client.list_v4(list_id, number))


def _page_v3(answer: Answer) -> _Page:
    page = decode_list_page_v3(answer.body, answer.url)
    items = _present(page.items, "items", answer)
    total = page.total_results if page.total_results is not None else page.item_count
    return _Page(page.name, items, page.total_pages, total, {})


def _page_v4(answer: Answer) -> _Page:
    page = decode_list_page_v4(answer.body, answer.url)
    items = _present(page.results, "results", answer)
    total = page.total_results if page.total_results is not None else page.item_count
    return _Page(page.name, items, page.total_pages, total, page.comments or {})


def _present(
    items: list[ListItem] | None, field: str, answer: Answer
) -> list[ListItem]:
    if items is None:
        raise Changed(
            "a page of the list has no items",
            field=field,
            source=SOURCE,
            url=answer.url,
        )
    return items


def _record(ref: TmdbListRef, first: _Page, pages: list[_Page]) -> ListRecord:
    builder = ListBuilder()
    for page in pages:
        for item in page.items:
            kind = kind_of(item.kind)
            if kind == SHOW:
                builder.add(0, _entry(item, page.comments))
            else:
                builder.leave_out(kind)
    return builder.record(
        source=SOURCE,
        key=ref.id,
        name=blank_to_none(first.name) or f"TMDb list {ref.id}",
        url=f"https://www.themoviedb.org/list/{ref.id}",
    )


def _entry(item: ListItem, comments: dict[str, str | None]) -> ListEntry:
    return ListEntry(
        position=0,
        tmdb_id=item.id,
        title=blank_to_none(item.name),
        original_title=blank_to_none(item.original_name),
        year=parse_year(item.first_air_date or ""),
        note=blank_to_none(comments.get(f"tv:{item.id}")),
    )
