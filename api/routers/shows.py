"""Shows: lists of them, one of them, and where one can be watched."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_SHOWS, show_terms
from api.complaints import refused
from api.entity_parameters import HistoryQuery
from api.finding import MOVED, present
from api.headers import kept_answer
from api.installation import installation
from api.listing import list_answer, whole_answer
from api.parameters import OffersQuery, ShowId, ShowQuery, show_ref
from api.problems import responses
from api.schemas.common import Listing
from api.schemas.offers import OfferGroup, Stay
from api.schemas.shows import ListedShow, ShowDetail
from api.show_list_parameters import ShowsQuery
from api.trimming import cut_of
from trr_backend.repositories.catalogue import shows
from trr_backend.repositories.catalogue.offer_history import load_history
from trr_backend.repositories.catalogue.reading import Told, Window
from trr_backend.repositories.catalogue.shows import Showing

router = APIRouter(prefix="/api/v1/shows", tags=["shows"])


@router.get("", response_model=Listing[ListedShow], responses=responses())
async def list_shows(
    request: Request, query: Annotated[ShowsQuery, Query()]
) -> Response:
    """List shows: searched, filtered, sorted, a page at a time."""
    here = installation(request)
    if query.imdb_rating_from is not None and not here.site.private:
        raise refused(
            "imdb_rating_from", "only a private installation has IMDb's ratings"
        )
    filters, sort = query.filter, query.order
    after = cursors.decode(query.cursor, sort=sort, filters=filters)
    showing = Showing(
        show_terms(here.site),
        frozenset(query.include or ()),
        query.region,
        query.told_in(here.settings),
    )
    async with here.database.reading() as tx:
        page = await shows.load_shows(
            tx,
            filters,
            sort=sort,
            window=Window(query.limit, after),
            showing=showing,
        )
    return list_answer(
        request,
        page,
        sort=sort,
        filters=filters,
        attribution=FOR_SHOWS,
        wanted=query.wanted,
    )


@router.get("/{show_id}", response_model=ShowDetail, responses=responses(404) | MOVED)
async def show_detail(
    request: Request,
    show_id: ShowId,
    query: Annotated[ShowQuery, Query()],
) -> Response:
    """Show everything known of one show."""
    here = installation(request)

    showing = Showing(
        show_terms(here.site),
        frozenset(query.include or ()),
        query.region,
        query.told_in(here.settings),
    )

    async def read() -> Told:
        async with here.database.reading() as tx:
            found = await shows.load_show(tx, show_ref(show_id), showing=showing)
        return present(request, found, nobody=no_show(show_id))

    return await kept_answer(request, read, cut=cut_of(query.wanted))


@router.get(
    "/{show_id}/watch-providers",
    response_model=Listing[OfferGroup],
    responses=responses(404) | MOVED,
)
async def show_watch_providers(
    request: Request, show_id: ShowId, query: Annotated[OffersQuery, Query()]
) -> Response:
    """List where one show can be watched, all of it on one page."""
    here = installation(request)
    async with here.database.reading() as tx:
        found = await shows.load_offers(
            tx,
            show_ref(show_id),
            region=query.region,
            site=here.site,
        )
    items = present(request, found, nobody=no_show(show_id))
    return whole_answer(request, items, attribution=FOR_SHOWS, wanted=query.wanted)


@router.get(
    "/{show_id}/watch-providers/history",
    response_model=Listing[Stay],
    responses=responses(404) | MOVED,
)
async def show_offer_history(
    request: Request, show_id: ShowId, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """List which provider offered a show from when to when, the latest first.

    A day is that on which it was seen: offers are asked for every week, or every day
    while a show is on air.
    """
    here = installation(request)
    filters = ["history", show_id, query.filter]
    after = cursors.decode(query.cursor, sort="updated", filters=filters)
    async with here.database.reading() as tx:
        found = await load_history(
            tx,
            show_ref(show_id),
            query.filter,
            Window(query.limit, after),
            site=here.site,
        )
    return list_answer(
        request,
        present(request, found, nobody=no_show(show_id)),
        sort="updated",
        filters=filters,
        attribution=FOR_SHOWS,
        wanted=query.wanted,
    )


def no_show(show_id: str) -> str:
    """Say that there is no show of this id."""
    return f"There is no show {show_id}."
