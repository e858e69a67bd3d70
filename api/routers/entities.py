"""Networks and genres: what shows can be filtered by."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES
from api.installation import installation
from api.listing import list_answer
from api.parameters import PageQuery
from api.problems import responses
from api.schemas.common import Listing
from api.schemas.entities import ListedGenre, ListedNetwork
from trr_backend.repositories.catalogue import entities
from trr_backend.repositories.catalogue.reading import Window

router = APIRouter(prefix="/api/v1", tags=["entities"])


@router.get("/networks", response_model=Listing[ListedNetwork], responses=responses())
async def list_networks(
    request: Request, query: Annotated[PageQuery[ListedNetwork], Query()]
) -> Response:
    """List the networks that have a show, by name."""
    here = installation(request)
    after = cursors.decode(query.cursor, sort="name", filters="networks")
    async with here.database.reading() as tx:
        page = await entities.load_networks(
            tx, Window(query.limit, after), media_base=here.site.media_base
        )
    return list_answer(
        request,
        page,
        sort="name",
        filters="networks",
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get("/genres", response_model=Listing[ListedGenre], responses=responses())
async def list_genres(
    request: Request, query: Annotated[PageQuery[ListedGenre], Query()]
) -> Response:
    """List the genres that have a show, by name."""
    here = installation(request)
    after = cursors.decode(query.cursor, sort="name", filters="genres")
    async with here.database.reading() as tx:
        page = await entities.load_genres(tx, Window(query.limit, after))
    return list_answer(
        request,
        page,
        sort="name",
        filters="genres",
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )
