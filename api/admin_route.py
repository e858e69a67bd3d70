"""Routes of admins: who it is first, then a body that can be read, and no caching."""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from api import cursors
from api.auth.dependencies import admit
from api.validation import Schema, check, schema_of
from trr_backend.repositories.catalogue.reading import Page

_MOST_BYTES: Final = 64 * 1024
_JSON: Final = "application/json"
_BODIES: Final = frozenset({"POST", "PUT", "PATCH"})


class AdminRoute(APIRoute):
    """Lets an admin in before anything of the request is read.

    What an order is sent in is JSON of 64 KiB at most: a 415 or 413 else.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with the checks before it."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            admit(request)
            if self.body_field is not None and request.method in _BODIES:
                request = await _with_body(request)
            response: Response = await answer(request)
            response.headers["Cache-Control"] = "no-store"
            return response

        return handle


def page_answer(
    request: Request, page: Page, *, sort: str, filters: object
) -> Response:
    """Return a page of a list that only admins read."""
    cursor = cursors.encode(page.after, sort=sort, filters=filters)
    following = b"null" if cursor is None else b'"%s"' % cursor.encode()
    body = b'{"items":%s,"next_cursor":%s}' % (page.items, following)
    return checked_answer(request, body)


def checked_answer(
    request: Request, body: bytes, *, schema: Schema = None, status: int = 200
) -> Response:
    """Return JSON that has passed its schema; nobody keeps it."""
    wanted: Any = schema_of(request) if schema is None else schema
    check(body, sha256(body).hexdigest(), wanted)
    return Response(body, status, media_type=_JSON)


async def _with_body(request: Request) -> Request:
    """Return the request with its body read. Raises a 415 or 413."""
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != _JSON:
        raise HTTPException(415, f"Send JSON: Content-Type: {_JSON}.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, f"The body has more than {_MOST_BYTES} bytes.")
    whole: Message = {"type": "http.request", "body": bytes(body), "more_body": False}

    async def receive() -> Message:
        return whole

    return Request(request.scope, receive)
