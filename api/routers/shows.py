"""Shows: lists of them, one of them, and where one can be watched."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api import cursors
from api.attribution import FOR_SHOWS
from api.headers import json_answer
from api.installation import installation
from api.listing import envelope, list_answer
from api.parameters import OffersQuery, ShowId, ShowsQuery, show_ref
from api.problems import responses
from api.schemas.common import Listing
from api.schemas.offers import OfferGroup
from api.schemas.shows import ListedShow, ShowDetail
from trr_backend.repositories import catalogue
from trr_backend.repositories.catalogue import Window

router = APIRouter(prefix="/api/v1/shows", tags=["shows"])
_ATTRIBUTION = FOR_SHOWS.decode()


@router.get("", response_model=Listing[ListedShow], responses=responses())
async def list_shows(
    request: Request, query: Annotated[ShowsQuery, Query()]
) -> Response:
    """List shows: searched, filtered, sorted, a page at a time."""
    here = installation(request)
    filters, sort = query.filter, query.order
    after = cursors.decode(query.cursor, sort=sort, filters=filters)
    async with here.database.reading() as tx:
        page = await catalogue.load_shows(
            tx,
            filters,
            sort=sort,
            window=Window(query.limit, after),
            media_base=here.media_base,
        )
    return list_answer(request, page, sort=sort, filters=filters, attribution=FOR_SHOWS)


@router.get("/{show_id}", response_model=ShowDetail, responses=responses(404))
async def show_detail(request: Request, show_id: ShowId) -> Response:
    """Show everything known of one show."""
    here = installation(request)
    async with here.database.reading() as tx:
        body = await catalogue.load_detail(
            tx,
            show_ref(show_id),
            media_base=here.media_base,
            attribution=_ATTRIBUTION,
        )
    return json_answer(request, _found(body, show_id))


@router.get(
    "/{show_id}/watch-providers",
    response_model=Listing[OfferGroup],
    responses=responses(404),
)
async def show_watch_providers(
    request: Request, show_id: ShowId, query: Annotated[OffersQuery, Query()]
) -> Response:
    """List where one show can be watched, all of it on one page."""
    here = installation(request)
    async with here.database.reading() as tx:
        items = await catalogue.load_offers(
            tx, show_ref(show_id), region=query.region, media_base=here.media_base
        )
    return json_answer(request, envelope(_found(items, show_id), None, FOR_SHOWS))


def _found(body: bytes | None, show_id: str) -> bytes:
    if body is None:
        raise HTTPException(404, f"There is no show {show_id}.")
    return body
