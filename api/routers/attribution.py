"""Who has to be named where these data are shown."""

from fastapi import APIRouter, Request, Response

from api.attribution import FOR_SHOWS
from api.headers import json_answer
from api.listing import envelope
from api.problems import responses
from api.schemas.common import Attribution, Listing

router = APIRouter(prefix="/api/v1", tags=["attribution"])


@router.get("/attribution", response_model=Listing[Attribution], responses=responses())
async def list_attribution(request: Request) -> Response:
    """List all sources and the words they ask for."""
    return json_answer(request, envelope(FOR_SHOWS, None, FOR_SHOWS))
