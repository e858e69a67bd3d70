"""The envelope of lists, put around items that Postgres has written."""

from fastapi import Request, Response

from api import cursors
from api.headers import json_answer
from trr_backend.repositories.catalogue.reading import Page


def list_answer(
    request: Request,
    page: Page,
    *,
    sort: str,
    filters: object,
    attribution: bytes,
) -> Response:
    """Return a page with the cursor of the next one, which fits sort and filters.

    A page that names its sources by itself goes before `attribution`.
    """
    cursor = cursors.encode(page.after, sort=sort, filters=filters)
    named = page.attribution or attribution
    return json_answer(request, envelope(page.items, cursor, named))


def whole_answer(request: Request, items: bytes, *, attribution: bytes) -> Response:
    """Return a list that is always one page."""
    return json_answer(request, envelope(items, None, attribution))


def envelope(items: bytes, cursor: str | None, attribution: bytes) -> bytes:
    """Return the list; a cursor is made of letters that JSON need not escape."""
    following = b"null" if cursor is None else b'"%s"' % cursor.encode()
    return b'{"items":%s,"next_cursor":%s,"attribution":%s}' % (
        items,
        following,
        attribution,
    )
