"""Headers of every answer, and the conditional ones of those that can be kept."""

import re
from hashlib import sha256
from typing import Final

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')
# Kept, but asked about each time: an answer is never older than the database.
REVALIDATE: Final = "public, no-cache"

_SECURITY: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def harden(headers: MutableHeaders, request_id: str) -> None:
    """Add what every answer carries; a route's own policy stays."""
    for name, value in _SECURITY.items():
        headers.setdefault(name, value)
    headers["X-Request-Id"] = request_id


def json_answer(request: Request, body: bytes) -> Response:
    """Return `body` with its strong ETag, or 304 where the client has it."""
    return tagged(request, Response(body, media_type="application/json"))


def tagged(request: Request, response: Response) -> Response:
    """Add the ETag of the body; give back 304 where the client has it already."""
    etag = f'"{sha256(response.body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": REVALIDATE}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def is_known(request: Request, etag: str) -> bool:
    """Say whether If-None-Match names `etag` (weakly compared, RFC 9110 13.1.2)."""
    sent = request.headers.get("if-none-match")
    if sent is None:
        return False
    return sent.strip() == "*" or etag in _ENTITY_TAG.findall(sent)
