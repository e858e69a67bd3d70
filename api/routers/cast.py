"""Who was in a show, in a season, in an episode."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES
from api.finding import MOVED, present
from api.installation import installation
from api.listing import list_answer
from api.parameters import ShowId
from api.problems import responses
from api.routers.seasons import no_episode, no_season
from api.routers.shows import no_show
from api.schemas.common import Listing
from api.schemas.people import CastMember
from api.season_parameters import CastQuery
from trr_backend.repositories.catalogue.cast import load_cast
from trr_backend.repositories.catalogue.reading import Window

router = APIRouter(prefix="/api/v1/shows/{show_id}", tags=["people"])


@router.get(
    "/cast", response_model=Listing[CastMember], responses=responses(404) | MOVED
)
async def list_cast(
    request: Request, show_id: ShowId, query: Annotated[CastQuery, Query()]
) -> Response:
    """List who was in a show, a season or an episode, each person once, by billing.

    The crew is left out unless `category=crew` asks for it. A season has its regulars
    and the guests of its episodes; an episode has its guests and the season's regulars.
    """
    here = installation(request)
    filters = ["cast", show_id, query.season, query.episode, query.category]
    after = cursors.decode(query.cursor, sort="billing", filters=filters)
    async with here.database.reading() as tx:
        found = await load_cast(
            tx,
            query.part(show_id),
            Window(query.limit, after),
            category=query.category,
            site=here.site,
        )
    page = present(
        request, found, nobody=no_show(show_id), nothing=_no_part(show_id, query)
    )
    return list_answer(
        request,
        page,
        sort="billing",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


def _no_part(show_id: str, query: CastQuery) -> str:
    season = query.season or 0
    if query.episode is None:
        return no_season(show_id, season)
    return no_episode(show_id, season, query.episode)
