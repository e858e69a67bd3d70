"""The pages for people, without scripts, and the document behind the reference."""

import json
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response

from api import cursors
from api.asyncapi import asyncapi_document
from api.attribution import show_terms
from api.cache.entry import JSON
from api.finding import present
from api.headers import tagged
from api.installation import installation
from api.pages.catalogue import (
    Found,
    catalogue_page,
    read_found,
    read_shows,
)
from api.pages.layout import Page
from api.pages.live import live_page
from api.pages.person import person_page
from api.pages.reference import reference_page
from api.pages.show import show_page
from api.parameters import ShowId, show_ref
from api.people_parameters import PersonId, person_ref
from api.routers.people import no_person
from api.routers.shows import no_show
from api.show_list_parameters import PageOfShows
from trr_backend.repositories.catalogue import pages, shows
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.catalogue.shows import Showing

router = APIRouter(include_in_schema=False)
_SHOWS_A_PAGE = 60


@router.get("/")
async def shows_page(
    request: Request, query: Annotated[PageOfShows, Query()]
) -> Response:
    """Show the catalogue, popular shows first, or what a search finds."""
    here = installation(request)
    filters, sort = query.filter, query.order
    after = cursors.decode(query.cursor, sort=sort, filters=filters)
    window = Window(_SHOWS_A_PAGE, after)
    async with here.database.reading() as tx:
        found = (
            await pages.load_search_page(
                tx, query.q, window, media_base=here.site.media_base
            )
            if query.q
            else await shows.load_shows(
                tx,
                filters,
                sort=sort,
                window=window,
                showing=Showing(show_terms(here.site)),
            )
        )
    shown = catalogue_page(
        read_found(found.items) if query.q else Found(read_shows(found.items), []),
        q=query.q,
        is_first=after is None,
        cursor=cursors.encode(found.after, sort=sort, filters=filters),
    )
    return _html(request, shown)


@router.get("/shows/{show_id}")
async def one_show(request: Request, show_id: ShowId) -> Response:
    """Show one show with its seasons, its cast and where it can be watched."""
    here = installation(request)
    async with here.database.reading() as tx:
        found = await pages.load_show_page(
            tx,
            show_ref(show_id),
            site=here.site,
        )
    body = present(request, found, nobody=no_show(show_id))
    return _html(request, show_page(body))


@router.get("/people/{person_id}")
async def one_person(request: Request, person_id: PersonId) -> Response:
    """Show one person with their shows and works."""
    here = installation(request)
    async with here.database.reading() as tx:
        found = await pages.load_person_page(tx, person_ref(person_id), site=here.site)
    body = present(request, found, nobody=no_person(person_id))
    return _html(request, person_page(body))


@router.get("/live")
async def changes_page(request: Request) -> Response:
    """Show what changed last, and what changes from now on."""
    here = installation(request)
    async with here.database.reading() as tx:
        found = await pages.load_live_page(tx)
    return _html(request, live_page(found))


@router.get("/docs")
async def reference(request: Request) -> Response:
    """Show what the API answers; no part of it comes from elsewhere."""
    return _html(request, reference_page(request.app.openapi()))


@router.get("/openapi.json")
async def document(request: Request) -> Response:
    """Show the same for machines."""
    return tagged(request, json.dumps(request.app.openapi()).encode(), JSON)


@router.get("/asyncapi.json")
async def socket_document(request: Request) -> Response:
    """Show for machines what is said over the WebSocket."""
    return tagged(request, json.dumps(asyncapi_document()).encode(), JSON)


def _html(request: Request, page: Page) -> Response:
    answer = tagged(request, page.body, "text/html; charset=utf-8")
    base = installation(request).site.media_base
    answer.headers["Content-Security-Policy"] = page.policy(_origins(base))
    return answer


def _origins(media_base: str) -> list[str]:
    """Return whose pictures a page shows beside our own: those of a bucket."""
    parts = urlsplit(media_base)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme else []
