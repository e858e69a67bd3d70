"""Lists that persons keep: for admins, nothing of them is public."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response, Security

from api import cursors
from api.admin_parameters import AdminPageQuery
from api.admin_route import AdminRoute, page_answer
from api.auth.dependencies import require_admin
from api.installation import installation
from api.problems import responses
from api.schemas.admin import AdminListing
from api.schemas.lists import WantedItem, WantedList
from api.season_parameters import Missing
from trr_backend.repositories.catalogue.lists import load_list_items, load_lists
from trr_backend.repositories.catalogue.reading import Page, Window

router = APIRouter(
    prefix="/api/v1/lists",
    tags=["admin"],
    route_class=AdminRoute,
    dependencies=[Security(require_admin)],
)


class ItemsQuery(AdminPageQuery):
    """Which items of a list."""

    missing: Missing = False


@router.get("", response_model=AdminListing[WantedList], responses=responses(401, 403))
async def list_lists(
    request: Request, query: Annotated[AdminPageQuery, Query()]
) -> Response:
    """List the lists of wanted shows, by name."""
    after = cursors.decode(query.cursor, sort="name", filters="lists")
    async with installation(request).database.reading() as tx:
        page = await load_lists(tx, Window(query.limit, after))
    return page_answer(request, page, sort="name", filters="lists")


@router.get(
    "/{list_id}/items",
    response_model=AdminListing[WantedItem],
    responses=responses(401, 403, 404),
)
async def list_items(
    request: Request,
    list_id: Annotated[UUID, Path(description="A uuid.")],
    query: Annotated[ItemsQuery, Query()],
) -> Response:
    """List what is on one list, in its order."""
    filters = ["list-items", list_id, query.missing]
    after = cursors.decode(query.cursor, sort="number", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await load_list_items(
            tx, list_id, Window(query.limit, after), missing=query.missing
        )
    if not isinstance(page, Page):
        raise HTTPException(404, f"There is no list {list_id}.")
    return page_answer(request, page, sort="number", filters=filters)
