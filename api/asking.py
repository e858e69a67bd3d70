"""Asks the workers for what an admin orders, and waits for a while for the end."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import HTTPException, Request, Response

from api.admin_parameters import seconds_to_wait
from api.admin_route import checked_answer
from api.auth.dependencies import identity_of
from api.installation import installation
from api.schemas.admin import AskedRequest
from trr_backend.models.requests import Ended, RequestKind
from trr_backend.repositories import requests
from trr_backend.repositories.db import Database

WAITED: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "model": AskedRequest,
        "description": "It waits for a worker; look at Location for what became of it.",
        "headers": {
            "Location": {"schema": {"type": "string", "format": "uri-reference"}},
            "Retry-After": {"schema": {"type": "integer"}},
        },
    }
}
"""What an order answers where no worker has done it in time."""

_FIRST_PAUSE_SECONDS = 0.03
_LONGEST_PAUSE_SECONDS = 0.5
_ACCEPTED = 202


async def ask_workers(
    request: Request,
    kind: RequestKind,
    arguments: Mapping[str, object],
    prefer: str | None,
) -> Response:
    """Return what became of an order, or where to look for it: 202.

    Raises a 422 where it was refused.
    """
    here = installation(request)
    seconds, applied = seconds_to_wait(prefer)
    actor = identity_of(request).name or ""
    async with here.database.transaction() as tx:
        request_id = await requests.ask(tx, kind, arguments, actor)
    ended = await _end(here.database, request_id, seconds)
    if ended is not None and ended.outcome == "refused":
        raise HTTPException(422, "; ".join(ended.notes))
    async with here.database.reading() as tx:
        body = await requests.load_request(tx, request_id)
    if not isinstance(body, bytes):
        raise HTTPException(404, "The request is gone; ask again.")
    answer = checked_answer(request, body)
    if ended is None:
        answer.status_code = _ACCEPTED
        answer.headers["Location"] = (
            f"{request.scope['root_path']}/api/v1/admin/requests/{request_id}"
        )
        answer.headers["Retry-After"] = "1"
    if applied is not None:
        answer.headers["Preference-Applied"] = applied
    return answer


async def _end(database: Database, request_id: UUID, seconds: float) -> Ended | None:
    """Return what became of a request within so many seconds, or None."""
    clock = asyncio.get_running_loop().time
    until, pause = clock() + seconds, _FIRST_PAUSE_SECONDS
    while True:
        async with database.reading() as tx:
            ended = await requests.load_end(tx, request_id)
        left = until - clock()
        if ended is not None or left <= 0:
            return ended
        await asyncio.sleep(min(pause, left))
        pause = min(1.5 * pause, _LONGEST_PAUSE_SECONDS)
