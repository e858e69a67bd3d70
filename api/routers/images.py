"""The stored pictures of a show, of a season with its episodes, and of a person."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES
from api.finding import MOVED, present
from api.image_parameters import PhotosQuery, SeasonImagesQuery, ShowImagesQuery
from api.installation import installation
from api.listing import list_answer
from api.parameters import ShowId, show_ref
from api.people_parameters import PersonId, person_ref
from api.problems import responses
from api.routers.people import no_person
from api.routers.seasons import no_season
from api.routers.shows import no_show
from api.schemas.common import Listing
from api.schemas.images import Image
from api.schemas.seasons import SeasonImage
from api.season_parameters import SeasonNumber
from trr_backend.repositories.catalogue import images
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.catalogue.seasons import Part

router = APIRouter(prefix="/api/v1", tags=["images"])
_RESPONSES = responses(404) | MOVED


@router.get(
    "/shows/{show_id}/images", response_model=Listing[Image], responses=_RESPONSES
)
async def list_show_images(
    request: Request, show_id: ShowId, query: Annotated[ShowImagesQuery, Query()]
) -> Response:
    """List the posters of a show, then its backdrops and its logos.

    The first of each kind is the one to show. Those of seasons and episodes are listed
    with the season.
    """
    here = installation(request)
    filters = ["images", show_id, query.filter]
    after = cursors.decode(query.cursor, sort="picture", filters=filters)
    async with here.database.reading() as tx:
        found = await images.load_show_images(
            tx,
            show_ref(show_id),
            Window(query.limit, after),
            wanted=query.filter,
            site=here.site,
        )
    page = present(request, found, nobody=no_show(show_id))
    return list_answer(
        request,
        page,
        sort="picture",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get(
    "/shows/{show_id}/seasons/{season}/images",
    response_model=Listing[SeasonImage],
    responses=_RESPONSES,
)
async def list_season_images(
    request: Request,
    show_id: ShowId,
    season: SeasonNumber,
    query: Annotated[SeasonImagesQuery, Query()],
) -> Response:
    """List the posters of a season, then the stills of its episodes by number.

    The first of a season or an episode is the one to show.
    """
    here = installation(request)
    filters = ["images", show_id, season, query.filter]
    after = cursors.decode(query.cursor, sort="picture", filters=filters)
    async with here.database.reading() as tx:
        found = await images.load_season_images(
            tx,
            Part(show_ref(show_id), season),
            Window(query.limit, after),
            wanted=query.filter,
            site=here.site,
        )
    page = present(
        request, found, nobody=no_show(show_id), nothing=no_season(show_id, season)
    )
    return list_answer(
        request,
        page,
        sort="picture",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get(
    "/people/{person_id}/photos", response_model=Listing[Image], responses=_RESPONSES
)
async def list_photos(
    request: Request, person_id: PersonId, query: Annotated[PhotosQuery[Image], Query()]
) -> Response:
    """List the photos of a person; the first is the one to show."""
    here = installation(request)
    filters = ["photos", person_id, query.filter]
    after = cursors.decode(query.cursor, sort="picture", filters=filters)
    async with here.database.reading() as tx:
        found = await images.load_photos(
            tx,
            person_ref(person_id),
            Window(query.limit, after),
            wanted=query.filter,
            site=here.site,
        )
    page = present(request, found, nobody=no_person(person_id))
    return list_answer(
        request,
        page,
        sort="picture",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )
