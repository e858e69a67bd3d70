"""The runs of commands, for admins: how far they are, and orders to workers."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response, Security

from api import cursors
from api.admin_parameters import (
    Prefer,
    RunId,
    RunItemsQuery,
    RunsQuery,
    RunTasksQuery,
)
from api.admin_route import AdminRoute, checked_answer, page_answer
from api.asking import WAITED, ask_workers
from api.auth.dependencies import require_admin
from api.installation import installation
from api.parameters import NoQuery
from api.problems import responses
from api.schemas.admin import AdminListing, AskedRequest
from api.schemas.orders import RunOrder
from api.schemas.runs import ListedRun, Run, RunItem, RunTask, WorkerShown
from trr_backend.repositories import run_history
from trr_backend.repositories.catalogue.reading import Page, Window

router = APIRouter(
    prefix="/api/v1",
    tags=["admin"],
    route_class=AdminRoute,
    dependencies=[Security(require_admin)],
)
_NO_RUN = "There is no such run."
_READS = responses(401, 403)
_READS_ONE = responses(401, 403, 404)


@router.get("/runs", response_model=AdminListing[ListedRun], responses=_READS)
async def list_runs(request: Request, query: Annotated[RunsQuery, Query()]) -> Response:
    """List the runs, the latest first."""
    filters = ("runs", query.command, query.outcome, query.state)
    after = cursors.decode(query.cursor, sort="moment", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await run_history.load_runs(
            tx,
            Window(query.limit, after),
            command=query.command,
            outcome=query.outcome,
            state=query.state,
        )
    return page_answer(request, page, sort="moment", filters=filters)


@router.post(
    "/runs",
    response_model=AskedRequest,
    responses=responses(401, 403, 413, 415) | WAITED,
)
async def start_run(
    request: Request,
    order: RunOrder,
    _query: Annotated[NoQuery, Query()],
    prefer: Prefer = None,
) -> Response:
    """Let workers run a command, as `--detach` does; `run_id` says which run it is.

    One that waits for the very same is that run: it goes sooner then.
    """
    arguments = {"options": {}, **order.model_dump(exclude_unset=True)}
    return await ask_workers(request, "run start", arguments, prefer)


@router.get("/runs/{run_id}", response_model=Run, responses=_READS_ONE)
async def one_run(
    request: Request, run_id: RunId, _query: Annotated[NoQuery, Query()]
) -> Response:
    """Return one run: what was asked for, how far it is, what it said at its end."""
    async with installation(request).database.reading() as tx:
        body = await run_history.load_run(tx, run_id)
    if not isinstance(body, bytes):
        raise HTTPException(404, _NO_RUN)
    return checked_answer(request, body)


@router.post(
    "/runs/{run_id}/cancel",
    response_model=AskedRequest,
    responses=responses(401, 403) | WAITED,
)
async def cancel_run(
    request: Request,
    run_id: RunId,
    _query: Annotated[NoQuery, Query()],
    prefer: Prefer = None,
) -> Response:
    """Let a run end soon: what it has in hand is given up, what is done stays."""
    return await ask_workers(request, "run cancel", {"run_id": str(run_id)}, prefer)


@router.post(
    "/runs/{run_id}/retry",
    response_model=AskedRequest,
    responses=responses(401, 403) | WAITED,
)
async def retry_run(
    request: Request,
    run_id: RunId,
    _query: Annotated[NoQuery, Query()],
    prefer: Prefer = None,
) -> Response:
    """Do again what an ended run left undone, as `trr runs retry-failed` does."""
    return await ask_workers(request, "run retry", {"run_id": str(run_id)}, prefer)


@router.get(
    "/runs/{run_id}/items",
    response_model=AdminListing[RunItem],
    responses=_READS_ONE,
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


@router.get(
    "/runs/{run_id}/tasks",
    response_model=AdminListing[RunTask],
    responses=_READS_ONE,
)
async def run_tasks(
    request: Request, run_id: RunId, query: Annotated[RunTasksQuery, Query()]
) -> Response:
    """List the parts of a run that workers share, as they were planned."""
    filters = ("tasks", str(run_id), query.state)
    after = cursors.decode(query.cursor, sort="item", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await run_history.load_tasks(
            tx, run_id, Window(query.limit, after), state=query.state
        )
    if not isinstance(page, Page):
        raise HTTPException(404, _NO_RUN)
    return page_answer(request, page, sort="item", filters=filters)


@router.get("/workers", response_model=AdminListing[WorkerShown], responses=_READS)
async def list_workers(
    request: Request, _query: Annotated[NoQuery, Query()]
) -> Response:
    """List who takes tasks, the living first, and what each does; 100 at most."""
    async with installation(request).database.reading() as tx:
        page = await run_history.load_workers(tx)
    return page_answer(request, page, sort="item", filters="workers")
