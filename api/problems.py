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
from api.schemas.common import Problem, ProblemError
from trr_backend.errors import DatabaseUnavailable, InputError, TrrError

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "5"

# What any route may answer, for OpenAPI; the schema is put in by api.openapi.
_CONTENT: dict[str, Any] = {
    MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}
}
_MEANINGS = {
    400: "A cursor that is broken or of another list, or a NUL byte.",
    404: "There is nothing of that name.",
    405: "Only GET and HEAD are answered.",
    416: "The range begins beyond the end; Content-Range has the size.",
    422: "A parameter that cannot be read; `errors` names it.",
    500: "A fault of ours; the log has it under the request id.",
    503: "The database is away or not ready.",
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problems of a route for OpenAPI; 400, 405, 422, 500 and 503 always."""
    return {
        status: {"description": _MEANINGS[status], "content": _CONTENT}
        for status in sorted({400, 405, 422, 500, 503, *statuses})
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
    body = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=request_id,
        errors=list(errors),
    )
    response = Response(
        body.model_dump_json().encode(),
        status,
        headers={"Cache-Control": "no-store"},
        media_type=MEDIA_TYPE,
    )
    # The answer to an unforeseen error does not pass through any middleware.
    harden(response.headers, request_id)
    return response


async def _answer(request: Request, error: Exception) -> Response:
    request_id: str = request.state.request_id
    match error:
        case HTTPException():
            return _http(request_id, error)
        case RequestValidationError():
            return _invalid(request, error)
        case InputError():
            return problem(request_id, 422, str(error))
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


def _http(request_id: str, error: HTTPException) -> Response:
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:
        detail = _MEANINGS.get(error.status_code, detail)
    answer = problem(request_id, error.status_code, detail)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = "GET, HEAD"
    return answer


def _invalid(request: Request, error: RequestValidationError) -> Response:
    request_id: str = request.state.request_id
    errors = [
        ProblemError(
            parameter=".".join(str(part) for part in one["loc"][1:]),
            message=complaint(request, one),
        )
        for one in error.errors()
    ]
    detail = "; ".join(f"{one.parameter}: {one.message}" for one in errors)
    return problem(request_id, 422, detail, errors)
