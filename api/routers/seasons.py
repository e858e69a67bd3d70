"""Seasons and episodes of a show, and its orders beside the aired one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES, entity_terms
from api.finding import MOVED, present
from api.headers import kept_answer
from api.installation import Installation, installation
from api.listing import list_answer, whole_answer
from api.parameters import ShowId, show_ref
from api.problems import responses
from api.routers.shows import no_show
from api.schemas.common import Listing
from api.schemas.seasons import (
    Episode,
    EpisodeDetail,
    EpisodeOrder,
    Season,
    SeasonDetail,
    ShowEpisode,
)
from api.season_parameters import (
    EpisodeNumber,
    EpisodeQuery,
    EpisodesQuery,
    OrdersQuery,
    SeasonNumber,
    SeasonQuery,
    SeasonsQuery,
    ShowEpisodesQuery,
)
from api.trimming import cut_of
from trr_backend.repositories.catalogue import seasons
from trr_backend.repositories.catalogue.reading import Told, Window
from trr_backend.repositories.catalogue.seasons import Listed, Part

router = APIRouter(prefix="/api/v1/shows/{show_id}", tags=["seasons"])
_RESPONSES = responses(404) | MOVED


@router.get("/seasons", response_model=Listing[Season], responses=_RESPONSES)
async def list_seasons(
    request: Request, show_id: ShowId, query: Annotated[SeasonsQuery, Query()]
) -> Response:
    """List all seasons of one show on one page, the specials (season 0) first.

    Where a number is doubled, both are listed.
    """
    here = installation(request)
    async with here.database.reading() as tx:
        found = await seasons.load_seasons(
            tx,
            show_ref(show_id),
            listed=_listed(here, query),
        )
    told = present(request, found, nobody=no_show(show_id))
    return whole_answer(
        request,
        told.body,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
        language=told.language,
    )


@router.get("/seasons/{season}", response_model=SeasonDetail, responses=_RESPONSES)
async def season_detail(
    request: Request,
    show_id: ShowId,
    season: SeasonNumber,
    query: Annotated[SeasonQuery, Query()],
) -> Response:
    """Show one season with its episodes in short and who is billed for all of it.

    Where a number is doubled, it is the one that the source still names, and of several
    the one it had first. One that vanished upstream is shown with its `missing_since`.
    """
    here = installation(request)

    async def read() -> Told:
        async with here.database.reading() as tx:
            found = await seasons.load_season(
                tx,
                Part(show_ref(show_id), season),
                terms=entity_terms(here.site),
                include=frozenset(query.include or ()),
                language=query.told_in(here.settings),
            )
        return present(
            request, found, nobody=no_show(show_id), nothing=no_season(show_id, season)
        )

    return await kept_answer(request, read, cut=cut_of(query.wanted))


@router.get(
    "/seasons/{season}/episodes", response_model=Listing[Episode], responses=_RESPONSES
)
async def list_episodes(
    request: Request,
    show_id: ShowId,
    season: SeasonNumber,
    query: Annotated[EpisodesQuery[Episode], Query()],
) -> Response:
    """List the episodes of one season by number.

    Where a number is doubled, both are listed.
    """
    here = installation(request)
    filters = ["episodes", show_id, season, query.missing]
    after = cursors.decode(query.cursor, sort="number", filters=filters)
    async with here.database.reading() as tx:
        found = await seasons.load_episodes(
            tx,
            Part(show_ref(show_id), season),
            Window(query.limit, after),
            listed=_listed(here, query),
        )
    page = present(
        request, found, nobody=no_show(show_id), nothing=no_season(show_id, season)
    )
    return list_answer(
        request,
        page,
        sort="number",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get("/episodes", response_model=Listing[ShowEpisode], responses=_RESPONSES)
async def list_show_episodes(
    request: Request, show_id: ShowId, query: Annotated[ShowEpisodesQuery, Query()]
) -> Response:
    """List the episodes of all seasons by season and number, the specials first.

    Where a number is doubled, both are listed.
    """
    here = installation(request)
    filters = ["episodes", show_id, query.season, query.missing]
    after = cursors.decode(query.cursor, sort="season", filters=filters)
    async with here.database.reading() as tx:
        found = await seasons.load_show_episodes(
            tx,
            Part(show_ref(show_id), query.season),
            Window(query.limit, after),
            listed=_listed(here, query),
        )
    page = present(
        request,
        found,
        nobody=no_show(show_id),
        nothing=no_season(show_id, query.season or 0),
    )
    return list_answer(
        request,
        page,
        sort="season",
        filters=filters,
        attribution=FOR_ENTITIES,
        wanted=query.wanted,
    )


@router.get(
    "/seasons/{season}/episodes/{episode}",
    response_model=EpisodeDetail,
    responses=_RESPONSES,
)
async def episode_detail(
    request: Request,
    show_id: ShowId,
    season: SeasonNumber,
    episode: EpisodeNumber,
    query: Annotated[EpisodeQuery, Query()],
) -> Response:
    """Show everything known of one episode.

    Where a number is doubled, it is the one that the source still names, and of several
    the one it had first. One that vanished upstream is shown with its `missing_since`.
    """
    here = installation(request)

    async def read() -> Told:
        async with here.database.reading() as tx:
            found = await seasons.load_episode(
                tx,
                Part(show_ref(show_id), season, episode),
                terms=entity_terms(here.site),
                language=query.told_in(here.settings),
            )
        return present(
            request,
            found,
            nobody=no_show(show_id),
            nothing=no_episode(show_id, season, episode),
        )

    return await kept_answer(request, read, cut=cut_of(query.wanted))


@router.get("/orders", response_model=Listing[EpisodeOrder], responses=_RESPONSES)
async def list_orders(
    request: Request,
    show_id: ShowId,
    query: Annotated[OrdersQuery, Query()],
) -> Response:
    """List the orders of one show beside the aired one, all of them on one page."""
    here = installation(request)
    async with here.database.reading() as tx:
        found = await seasons.load_orders(
            tx,
            show_ref(show_id),
            private=here.site.private,
            language=query.told_in(here.settings),
        )
    items = present(request, found, nobody=no_show(show_id))
    return whole_answer(request, items, attribution=FOR_ENTITIES, wanted=query.wanted)


def _listed(
    here: Installation, query: SeasonsQuery | EpisodesQuery[Episode] | ShowEpisodesQuery
) -> Listed:
    return Listed(here.site, query.missing, query.told_in(here.settings))


def no_season(show_id: str, season: int) -> str:
    """Say that a show has no season of this number."""
    return f"There is no season {season} of {show_id}."


def no_episode(show_id: str, season: int, episode: int) -> str:
    """Say that a season has no episode of this number."""
    return f"There is no episode {episode} in season {season} of {show_id}."
