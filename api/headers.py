"""Headers of every answer, and answers with an ETag in the coding that is asked for."""

import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Final

from fastapi import HTTPException, Request, Response
from starlette.datastructures import MutableHeaders

from api.cache.entry import JSON
from api.cache.store import Cache
from api.encoding import chosen
from api.representation import (
    REVALIDATE,
    SECURITY,
    Complete,
    HeaderList,
    Representation,
    asked,
    is_named,
    represented,
)
from api.trimming import MEDIA_TYPE as PART
from api.trimming import Cut
from api.validation import Schema, check, schema_of
from trr_backend.repositories.catalogue.reading import Told

__all__ = [
    "REVALIDATE",
    "harden",
    "hardened",
    "is_known",
    "json_answer",
    "kept_answer",
    "tagged",
]

_LANGUAGE: Final = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_NAMES: Final = frozenset(name for name, _ in SECURITY)


def harden(headers: MutableHeaders, request_id: str) -> None:
    """Add what every answer carries; a route's own policy stays."""
    for name, value in SECURITY:
        headers.setdefault(name.decode(), value.decode())
    headers["X-Request-Id"] = request_id


def hardened(headers: HeaderList, request_id: str) -> HeaderList:
    """Return headers with the same in them: a tenth of the time, for every answer."""
    told = (b"x-request-id", request_id.encode())
    if isinstance(headers, Complete):
        return [*headers, told]
    names = {name for name, _ in headers}
    more = (
        SECURITY
        if names.isdisjoint(_NAMES)
        else [pair for pair in SECURITY if pair[0] not in names]
    )
    return [*headers, *more, *(() if told[0] in names else (told,))]


async def kept_answer(
    request: Request, read: Callable[[], Awaitable[Told]], *, cut: Cut | None = None
) -> Response:
    """Answer with a detail, out of the cache where it is kept, else by `read`.

    Only what is asked for without a query is kept. `read` returns JSON; see
    `json_answer` for the rest.
    """
    if request.scope["query_string"]:
        told = await read()
        return json_answer(request, told.body, cut=cut, language=told.language)
    cache: Cache = request.app.state.cache
    path: str = request.scope["path"]
    entry = cache.get(path)
    if entry is None:

        async def fitting() -> tuple[bytes, str]:
            body = (await read()).body
            return body, _fitting(request, body, None)

        entry = await cache.fill(path, request.scope["route"].path, fitting)
    found = entry.answer(request.scope["headers"])
    if found is None:
        raise _not_acceptable()
    return _Represented(*found)


def json_answer(
    request: Request,
    body: bytes,
    schema: Schema = None,
    *,
    cut: Cut | None = None,
    language: bytes | None = None,
) -> Response:
    """Return JSON that fits its schema, or 304 where the client has it.

    The schema is what the route promises in `response_model`, unless another is given.
    What it is `cut` to is cut after that and has a media type of its own. `language` is
    that of its names. Raises BodyRefused for a body that does not fit.
    """
    digest = _fitting(request, body, schema)
    if cut is None:
        answer = _coded(request, body, digest, JSON)
    else:
        answer = tagged(request, cut(body), PART)
    if named := _tags(language or b""):
        answer.headers["Content-Language"] = named
    return answer


def tagged(request: Request, body: bytes, media_type: str) -> Response:
    """Return what has no schema, such as a page, or 304 where the client has it."""
    return _coded(request, body, sha256(body).hexdigest(), media_type)


def is_known(request: Request, etag: str) -> bool:
    """Say whether If-None-Match names `etag`."""
    _, known = asked(request.scope["headers"])
    return known is not None and is_named(known, etag.encode())


class _Represented(Response):
    """An answer whose headers are there already: nothing is put together again."""

    def __init__(self, made: Representation, known: bytes | None) -> None:
        start, body = made.messages(known)
        self.status_code = start["status"]
        self.body = body["body"]
        self.raw_headers: HeaderList = [*start["headers"]]
        self.background = None


def _fitting(request: Request, body: bytes, schema: Schema) -> str:
    """Return the digest of a body that fits its schema."""
    digest = sha256(body).hexdigest()
    check(body, digest, schema_of(request) if schema is None else schema)
    return digest


def _tags(languages: bytes) -> str:
    """Return those that are language tags: sources write what they like."""
    named = languages.decode().split(", ")
    return ", ".join(one for one in named if _LANGUAGE.fullmatch(one))


def _coded(request: Request, body: bytes, digest: str, media_type: str) -> Response:
    accept, known = asked(request.scope["headers"])
    coding = chosen(accept, len(body))
    if coding is None:
        raise _not_acceptable()
    return _Represented(represented(body, digest, coding, media_type), known)


def _not_acceptable() -> HTTPException:
    return HTTPException(
        406, "There is this as it is, in gzip and in zstd; name one in Accept-Encoding."
    )
