"""The envelope of lists, put around items that Postgres has written."""

from fastapi import Request, Response

from api import cursors
from api.headers import json_answer
from api.trimming import cut_of_items
from trr_backend.repositories.catalogue.reading import Page


def list_answer(  # noqa: PLR0913 -- what a page is made of
    request: Request,
    page: Page,
    *,
    sort: str,
    filters: object,
    attribution: bytes,
    wanted: frozenset[str] | None,
) -> Response:
    """Return a page with the cursor of the next one, which fits sort and filters.

    A page that names its sources by itself goes before `attribution`; of each item only
    the fields `wanted` are sent, where it is set.
    """
    cursor = cursors.encode(page.after, sort=sort, filters=filters)
    named = page.attribution or attribution
    body = envelope(page.items, cursor, named)
    return json_answer(request, body, cut=cut_of_items(wanted), language=page.language)


def whole_answer(
    request: Request,
    items: bytes,
    *,
    attribution: bytes,
    wanted: frozenset[str] | None = None,
    language: bytes | None = None,
) -> Response:
    """Return a list that is always one page; `language` is that of its names."""
    body = envelope(items, None, attribution)
    return json_answer(request, body, cut=cut_of_items(wanted), language=language)


def envelope(items: bytes, cursor: str | None, attribution: bytes) -> bytes:
    """Return the list; a cursor is made of letters that JSON need not escape."""
    following = b"null" if cursor is None else b'"%s"' % cursor.encode()
    return b'{"items":%s,"next_cursor":%s,"attribution":%s}' % (
        items,
        following,
        attribution,
    )
