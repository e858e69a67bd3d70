"""The runs of commands, for admins: which there were, and how far they are."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response, Security

from api import cursors
from api.admin_parameters import RunId, RunItemsQuery, RunsQuery
from api.admin_route import AdminRoute, checked_answer, page_answer
from api.auth.dependencies import require_admin
from api.installation import installation
from api.parameters import NoQuery
from api.problems import responses
from api.schemas.admin import AdminListing, ListedRun, Run, RunItem
from trr_backend.repositories import run_history
from trr_backend.repositories.catalogue.reading import Page, Window

router = APIRouter(
    prefix="/api/v1",
    tags=["admin"],
    route_class=AdminRoute,
    dependencies=[Security(require_admin)],
)
_NO_RUN = "There is no such run."


@router.get(
    "/runs", response_model=AdminListing[ListedRun], responses=responses(401, 403)
)
async def list_runs(request: Request, query: Annotated[RunsQuery, Query()]) -> Response:
    """List the runs, the latest first."""
    filters = ("runs", query.command, query.outcome)
    after = cursors.decode(query.cursor, sort="moment", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await run_history.load_runs(
            tx,
            Window(query.limit, after),
            command=query.command,
            outcome=query.outcome,
        )
    return page_answer(request, page, sort="moment", filters=filters)


@router.get("/runs/{run_id}", response_model=Run, responses=responses(401, 403, 404))
async def one_run(
    request: Request, run_id: RunId, _query: Annotated[NoQuery, Query()]
) -> Response:
    """Return one run: what was asked for, how far it is, what it said at its end."""
    async with installation(request).database.reading() as tx:
        body = await run_history.load_run(tx, run_id)
    if not isinstance(body, bytes):
        raise HTTPException(404, _NO_RUN)
    return checked_answer(request, body)


@router.get(
    "/runs/{run_id}/items",
    response_model=AdminListing[RunItem],
    responses=responses(401, 403, 404),
)
async def run_items(
    request: Request, run_id: RunId, query: Annotated[RunItemsQuery, Query()]
) -> Response:
    """List what became of the items of a run, by stage and name."""
    filters = ("items", str(run_id), query.outcome)
    after = cursors.decode(query.cursor, sort="item", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await run_history.load_items(
            tx, run_id, Window(query.limit, after), outcome=query.outcome
        )
    if not isinstance(page, Page):
        raise HTTPException(404, _NO_RUN)
    return page_answer(request, page, sort="item", filters=filters)
