"""Genres, networks, companies and providers: what shows can be filtered by."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.attribution import FOR_ENTITIES, FOR_SHOWS
from api.entity_parameters import EntityId, ProvidersQuery, entity_ref
from api.finding import present
from api.headers import json_answer
from api.installation import installation
from api.listing import list_answer
from api.parameters import PageQuery
from api.problems import responses
from api.schemas.common import Listing
from api.schemas.entities import (
    CompanyDetail,
    GenreDetail,
    ListedCompany,
    ListedGenre,
    ListedNetwork,
    ListedProvider,
    NetworkDetail,
    ProviderDetail,
)
from api.trimming import FieldsQuery, cut_of
from trr_backend.repositories.catalogue.entities import Kind, load_named, load_one
from trr_backend.repositories.catalogue.reading import Window

router = APIRouter(prefix="/api/v1", tags=["entities"])
_ONE = responses(404)
_WORDS: dict[Kind, str] = {
    "genre": "genre",
    "network": "network",
    "production_company": "production company",
    "watch_provider": "provider",
}


@router.get("/networks", response_model=Listing[ListedNetwork], responses=responses())
async def list_networks(
    request: Request, query: Annotated[PageQuery[ListedNetwork], Query()]
) -> Response:
    """List the networks that have a show, by name."""
    return await _list(request, "network", query)


@router.get("/networks/{entity_id}", response_model=NetworkDetail, responses=_ONE)
async def network_detail(
    request: Request,
    entity_id: EntityId,
    query: Annotated[FieldsQuery[NetworkDetail], Query()],
) -> Response:
    """Show one network; its shows are at `/shows?network=`."""
    return await _one(request, "network", entity_id, query)


@router.get(
    "/production-companies",
    response_model=Listing[ListedCompany],
    responses=responses(),
)
async def list_companies(
    request: Request, query: Annotated[PageQuery[ListedCompany], Query()]
) -> Response:
    """List the production companies that have a show, by name."""
    return await _list(request, "production_company", query)


@router.get(
    "/production-companies/{entity_id}", response_model=CompanyDetail, responses=_ONE
)
async def company_detail(
    request: Request,
    entity_id: EntityId,
    query: Annotated[FieldsQuery[CompanyDetail], Query()],
) -> Response:
    """Show one production company; its shows are at `/shows?company=`."""
    return await _one(request, "production_company", entity_id, query)


@router.get("/genres", response_model=Listing[ListedGenre], responses=responses())
async def list_genres(
    request: Request, query: Annotated[PageQuery[ListedGenre], Query()]
) -> Response:
    """List the genres that have a show, by name."""
    return await _list(request, "genre", query)


@router.get("/genres/{entity_id}", response_model=GenreDetail, responses=_ONE)
async def genre_detail(
    request: Request,
    entity_id: EntityId,
    query: Annotated[FieldsQuery[GenreDetail], Query()],
) -> Response:
    """Show one genre; its shows are at `/shows?genre=`."""
    return await _one(request, "genre", entity_id, query)


@router.get(
    "/watch-providers", response_model=Listing[ListedProvider], responses=responses()
)
async def list_providers(
    request: Request, query: Annotated[ProvidersQuery, Query()]
) -> Response:
    """List the streaming services that offer a show now, by name."""
    return await _list(request, "watch_provider", query, region=query.region)


@router.get(
    "/watch-providers/{entity_id}", response_model=ProviderDetail, responses=_ONE
)
async def provider_detail(
    request: Request,
    entity_id: EntityId,
    query: Annotated[FieldsQuery[ProviderDetail], Query()],
) -> Response:
    """Show one streaming service; its shows are at `/shows?provider=`."""
    return await _one(request, "watch_provider", entity_id, query)


def _attribution(kind: Kind) -> bytes:
    return FOR_SHOWS if kind == "watch_provider" else FOR_ENTITIES


async def _list(
    request: Request, kind: Kind, query: PageQuery[Any], *, region: str | None = None
) -> Response:
    here = installation(request)
    filters = [kind, region]
    after = cursors.decode(query.cursor, sort="name", filters=filters)
    async with here.database.reading() as tx:
        page = await load_named(
            tx, kind, Window(query.limit, after), site=here.site, region=region
        )
    return list_answer(
        request,
        page,
        sort="name",
        filters=filters,
        attribution=_attribution(kind),
        wanted=query.wanted,
    )


async def _one(
    request: Request, kind: Kind, entity_id: str, query: FieldsQuery[Any]
) -> Response:
    here = installation(request)
    async with here.database.reading() as tx:
        found = await load_one(
            tx,
            kind,
            entity_ref(entity_id),
            site=here.site,
            attribution=_attribution(kind).decode(),
        )
    nobody = f"There is no {_WORDS[kind]} {entity_id} of any show here."
    body = present(request, found, nobody=nobody)
    return json_answer(request, body, cut=cut_of(query.wanted))
