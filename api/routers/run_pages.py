"""The pages of runs, for admins: who is none yet is asked for a key, told nothing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api import cursors
from api.admin_parameters import RunId
from api.auth.dependencies import admit, identity_of
from api.installation import installation
from api.pages.layout import Page
from api.pages.run import run_page
from api.pages.runs import asking_page, list_page
from api.parameters import Cursor, NoQuery
from trr_backend.repositories import run_history
from trr_backend.repositories.catalogue.reading import Page as Listed
from trr_backend.repositories.catalogue.reading import Window

router = APIRouter(include_in_schema=False)
_RUNS_A_PAGE = 40
_PARTS = 100


class RunsPageQuery(NoQuery):
    """Where the list of ended runs goes on."""

    cursor: Cursor | None = None


@router.get("/runs")
async def runs_page(
    request: Request, query: Annotated[RunsPageQuery, Query()]
) -> Response:
    """Show what goes on and waits, who works, and what there was."""
    if not identity_of(request).is_admin:
        return _html(asking_page())
    admit(request)
    filters = "ended runs"
    after = cursors.decode(query.cursor, sort="moment", filters=filters)
    async with installation(request).database.reading() as tx:
        now = await run_history.load_in_hand(tx)
        ended = await run_history.load_runs(
            tx, Window(_RUNS_A_PAGE, after), state="ended"
        )
    cursor = cursors.encode(ended.after, sort="moment", filters=filters)
    return _html(list_page(now, ended.items, cursor=cursor))


@router.get("/runs/{run_id}")
async def one_run_page(
    request: Request, run_id: RunId, _query: Annotated[NoQuery, Query()]
) -> Response:
    """Show how far a run is, what it left undone, and who works on it."""
    if not identity_of(request).is_admin:
        return _html(asking_page("Run", f"run:{run_id}"))
    admit(request)
    return _html(run_page(*await _read(request, run_id)))


async def _read(request: Request, run_id: UUID) -> tuple[bytes, bytes, bytes]:
    window = Window(_PARTS)
    async with installation(request).database.reading() as tx:
        body = await run_history.load_run(tx, run_id)
        failed = await run_history.load_items(tx, run_id, window, outcome="failed")
        tasks = await run_history.load_tasks(tx, run_id, window)
    if not (
        isinstance(body, bytes)
        and isinstance(failed, Listed)
        and isinstance(tasks, Listed)
    ):
        raise HTTPException(404, "There is no such run.")
    return body, failed.items, tasks.items


def _html(page: Page) -> Response:
    return Response(
        page.body,
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Security-Policy": page.policy(),
            "Cache-Control": "no-store",
        },
    )
