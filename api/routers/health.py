"""Whether the process lives, and whether it can answer."""

import asyncio

from fastapi import APIRouter, HTTPException, Request, Response

from api.installation import installation
from api.problems import responses
from api.schemas.health import Health
from trr_backend.errors import DatabaseUnavailable
from trr_backend.repositories.migrations import load_missing
from trr_backend.utils.text import counted

router = APIRouter(prefix="/health", tags=["health"])
# Whoever asks polls: a late answer is no answer.
_PATIENCE_SECONDS = 2
_FRESH = {"Cache-Control": "no-store"}


@router.get("/live", responses=responses())
async def live(response: Response) -> Health:
    """Say that the process runs."""
    response.headers.update(_FRESH)
    return Health(status="ok")


@router.get("/ready", responses=responses())
async def ready(request: Request, response: Response) -> Health:
    """Say that the database answers and has the tables this version needs.

    Not so once the server ends or, by a fault of ours, follows no changes: whoever asks
    then is better off elsewhere. A database that a newer version migrated has them:
    while a new version is rolled out, the old one goes on answering.
    """
    response.headers.update(_FRESH)
    here = installation(request)
    if here.ending.is_near:
        raise HTTPException(503, "The server ends; another one answers.")
    if here.follower.state == "stopped":
        raise HTTPException(503, "Changes are not heard any more: start the API again.")
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            missing = await load_missing(here.database, here.migrations)
    except TimeoutError:
        raise DatabaseUnavailable from None
    if missing:
        pending = counted(len(missing), "pending migration")
        raise HTTPException(503, f"The database lacks {pending}: run `trr db migrate`.")
    return Health(status="ok")
