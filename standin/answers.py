"""Answers as TMDb words and marks them: JSON, weak ETags, error bodies."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

_CONTENT_TYPE = "application/json;charset=utf-8"

# TMDb's own table of errors: status_code -> (HTTP status, message).
_ERRORS = {
    5: (422, "Invalid parameters: Your request parameters are incorrect."),
    7: (401, "Invalid API key: You must be granted a valid key."),
    20: (422, "Invalid date range: Should be a range no longer than 14 days."),
    22: (
        400,
        (
            "Invalid page: Pages start at 1 and max at 500. "
            "They are expected to be an integer."
        ),
    ),
    23: (400, "Invalid date: Format needs to be YYYY-MM-DD."),
    27: (
        400,
        (
            "Too many append to response objects: "
            "The maximum number of remote calls is 20."
        ),
    ),
    34: (404, "The resource you requested could not be found."),
}


class TmdbError(Exception):
    """An answer that is one of TMDb's numbered errors."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"TMDb error {code}")


def error_answer(code: int) -> Response:
    """Return TMDb's answer for one of its own status codes."""
    status, message = _ERRORS[code]
    body = {"success": False, "status_code": code, "status_message": message}
    return Response(_encoded(body), status, media_type=_CONTENT_TYPE)


def json_answer(request: Request, body: Mapping[str, object]) -> Response:
    """Return a body with its weak ETag, or 304 where the client has it."""
    content = _encoded(body)
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    headers = {"ETag": f'W/"{digest}"', "Cache-Control": "public, max-age=0"}
    if knows(request, digest):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=_CONTENT_TYPE)


def knows(request: Request, tag: str) -> bool:
    """Say whether If-None-Match names this tag, weak or strong."""
    offered = request.headers.get("if-none-match", "")
    tags = {part.strip().removeprefix("W/").strip('"') for part in offered.split(",")}
    return tag in tags or "*" in tags


def is_known(request: Request, tag: str, modified: str) -> bool:
    """Say whether the client has this file; a tag outweighs a date."""
    if "if-none-match" in request.headers:
        return knows(request, tag.strip('"'))
    since = _date(request.headers.get("if-modified-since", ""))
    changed = _date(modified)
    return since is not None and changed is not None and changed <= since


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def _encoded(body: Mapping[str, object]) -> bytes:
    return msgspec.json.encode(body)
