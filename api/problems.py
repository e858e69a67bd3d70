"""Every error as a problem document (RFC 9457), made in one place."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.complaints import complaint
from api.headers import harden
from api.schemas.changes import ExpiredCursor
from api.schemas.common import Problem, ProblemError
from trr_backend.errors import CursorExpired, DatabaseUnavailable, InputError, TrrError

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "5"

# What any route may answer, for OpenAPI; the schema is put in by api.openapi.
_CONTENT: dict[str, Any] = {
    MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}
}
_MEANINGS = {
    400: "A cursor that is broken or of another list, a key in the address, or a NUL "
    "byte.",
    404: "There is nothing of that name.",
    401: "A key or a token is needed, or the one that was sent is not good.",
    403: "This is for admins.",
    405: "It is not answered to this method; Allow has those that it is.",
    413: "The body is too large.",
    415: "The body is not JSON, or does not say so.",
    416: "The range begins beyond the end; Content-Range has the size.",
    422: "A parameter that cannot be read; `errors` names it.",
    500: "A fault of ours; the log has it under the request id.",
    429: "Too many requests; Retry-After says when the next is answered.",
    503: "The database is away or not ready.",
}

_ANYWHERE = (400, 401, 405, 422, 429, 500, 503)
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": _TEXT},
    405: {"Allow": _TEXT},
    429: {"Retry-After": {"schema": {"type": "integer"}}},
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problems of a route for OpenAPI, with those that any may have."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": _CONTENT,
            **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
        }
        for status in sorted({*_ANYWHERE, *statuses})
    }


def install(app: FastAPI) -> None:
    """Let `app` answer every error with a problem document."""
    for kind in (HTTPException, RequestValidationError, TrrError, Exception):
        app.add_exception_handler(kind, _answer)


def problem(
    request_id: str,
    status: int,
    detail: str,
    errors: Sequence[ProblemError] = (),
) -> Response:
    """Return one problem document with its headers."""
    return _document(
        Problem(
            type="about:blank",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            request_id=request_id,
            errors=list(errors),
        )
    )


def _document(body: Problem) -> Response:
    response = Response(
        body.model_dump_json().encode(),
        body.status,
        headers={"Cache-Control": "no-store"},
        media_type=MEDIA_TYPE,
    )
    # The answer to an unforeseen error does not pass through any middleware.
    harden(response.headers, body.request_id)
    return response


async def _answer(request: Request, error: Exception) -> Response:
    request_id: str = request.state.request_id
    match error:
        case HTTPException():
            return _http(request, error)
        case RequestValidationError():
            return _invalid(request, error)
        case InputError():
            return problem(request_id, 422, str(error))
        case CursorExpired():
            return _expired(request_id, error)
        case DatabaseUnavailable():
            # The driver's words may name a host or a user: they are for the log.
            _LOG.warning("request %s: %s", request_id, error)
            answer = problem(request_id, 503, "The database is away; try again soon.")
            answer.headers["Retry-After"] = _RETRY_SECONDS
            return answer
        case _:
            _LOG.error("request %s failed", request_id, exc_info=error)
            return problem(
                request_id, 500, "This should not have happened; the log says more."
            )


def _expired(request_id: str, error: CursorExpired) -> Response:
    return _document(
        ExpiredCursor(
            type="about:blank",
            title=HTTPStatus.GONE.phrase,
            status=HTTPStatus.GONE,
            detail="The feed cannot go on from there: read anew what you keep, then go "
            f"on with since={error.head}.",
            request_id=request_id,
            errors=[],
            oldest=error.oldest,
            head=error.head,
        )
    )


def _http(request: Request, error: HTTPException) -> Response:
    request_id: str = request.state.request_id
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = _methods(request, error)
        said = f"Only {' and '.join(methods)} {'are' if methods[1:] else 'is'}"
        answer = problem(request_id, error.status_code, f"{said} answered.")
        answer.headers["Allow"] = ", ".join(methods)
        return answer
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:
        detail = _MEANINGS.get(error.status_code, detail)
    answer = problem(request_id, error.status_code, detail)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _methods(request: Request, error: HTTPException) -> list[str]:
    """Return what the address is answered to; HEAD is answered wherever GET is.

    The error knows of one route alone; of one in the document all are known.
    """
    path: str = request.scope["route"].path
    documented = request.app.openapi()["paths"].get(path)
    known = (error.headers or {}).get("Allow", "").split(", ")
    found = {one.upper() for one in documented or known}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _place(loc: Sequence[str | int]) -> str:
    """Return the name of a parameter or of a field of the body; else `body`."""
    named = [one for one in loc[1:] if isinstance(one, str)]
    return ".".join(named) or str(loc[0])


def _invalid(request: Request, error: RequestValidationError) -> Response:
    request_id: str = request.state.request_id
    errors = [
        ProblemError(
            parameter=_place(one["loc"]),
            message=complaint(request, one),
        )
        for one in error.errors()
    ]
    detail = "; ".join(f"{one.parameter}: {one.message}" for one in errors)
    return problem(request_id, 422, detail, errors)
