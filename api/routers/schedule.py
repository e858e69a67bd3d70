"""What is on: the episodes of some days, and all of them by their day."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES
from api.installation import installation
from api.listing import list_answer
from api.problems import responses
from api.schedule_parameters import AiringQuery, AllEpisodesQuery
from api.schemas.common import Listing
from api.schemas.schedule import ScheduledEpisode
from trr_backend.repositories.catalogue import schedule
from trr_backend.repositories.catalogue.reading import Window

router = APIRouter(prefix="/api/v1", tags=["schedule"])
_LISTING = Listing[ScheduledEpisode]


@router.get("/whats-on", response_model=_LISTING, responses=responses())
async def whats_on(
    request: Request, query: Annotated[AiringQuery, Query()]
) -> Response:
    """List the episodes of a day, or of up to 14: by day, popular shows first.

    Days are those of the source, where a show is at home. A cursor without `date` goes
    on from today, whichever day that is by then.
    """
    here = installation(request)
    filters = ["whats-on", query.date, query.days, query.filter]
    after = cursors.decode(query.cursor, sort="airing", filters=filters)
    async with here.database.reading() as tx:
        page = await schedule.load_airing(
            tx,
            query.span,
            query.filter,
            Window(query.limit, after),
            site=here.site,
            language=query.told_in(here.settings),
        )
    return list_answer(
        request,
        page,
        sort="airing",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get("/episodes", response_model=_LISTING, responses=responses())
async def list_all_episodes(
    request: Request, query: Annotated[AllEpisodesQuery, Query()]
) -> Response:
    """List the episodes of all shows by their day; those without one are left out."""
    here = installation(request)
    filters, sort = ["all-episodes", query.filter], query.sort
    after = cursors.decode(query.cursor, sort=sort, filters=filters)
    async with here.database.reading() as tx:
        page = await schedule.load_all_episodes(
            tx,
            query.filter,
            Window(query.limit, after),
            sort=sort,
            site=here.site,
            language=query.told_in(here.settings),
        )
    return list_answer(
        request,
        page,
        sort=sort,
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )
