"""Who has to be named where these data are shown."""

from fastapi import APIRouter, Request, Response

from api.attribution import all_sources
from api.installation import installation
from api.listing import whole_answer
from api.problems import responses
from api.schemas.common import Attribution, Listing
from trr_backend.repositories.catalogue import facts

router = APIRouter(prefix="/api/v1", tags=["attribution"])


@router.get("/attribution", response_model=Listing[Attribution], responses=responses())
async def list_attribution(request: Request) -> Response:
    """List all sources and the words they ask for, each wiki with its licence."""
    here = installation(request)
    known = all_sources(private=here.site.private)
    async with here.database.reading() as tx:
        sources = await facts.load_sources(tx, attribution=known)
    return whole_answer(request, sources.items, attribution=sources.items)
