"""Search: shows and people by any of their names, in one list."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES
from api.installation import installation
from api.listing import list_answer
from api.problems import responses
from api.schemas.common import Listing
from api.schemas.search import Found
from api.search_parameters import SearchQuery
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.catalogue.searching import load_search

router = APIRouter(prefix="/api/v1", tags=["search"])


@router.get("/search", response_model=Listing[Found], responses=responses())
async def search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
    """Find shows and people by any name they have, the best match first.

    Other names, titles in other languages and the beginning of the last word count;
    where little is found, so do words with a slip: one in a short word, two in one of
    seven letters or more.
    """
    here = installation(request)
    filters = ["search", query.q, query.type, query.region]
    after = cursors.decode(query.cursor, sort="relevance", filters=filters)
    async with here.database.reading() as tx:
        page = await load_search(
            tx,
            query.q,
            Window(query.limit, after),
            kind=query.type,
            region=query.region,
            media_base=here.site.media_base,
        )
    return list_answer(
        request,
        page,
        sort="relevance",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )
