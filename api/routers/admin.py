"""What admins decide, and the record of it: questions, overrides, requests, calls."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response, Security

from api import cursors
from api.admin_parameters import (
    AdminPageQuery,
    CallsQuery,
    Decidable,
    DecidableId,
    FieldName,
    Prefer,
    QuestionId,
    QuestionsQuery,
    RequestId,
    RequestsQuery,
)
from api.admin_route import AdminRoute, checked_answer, page_answer
from api.asking import WAITED, ask_workers
from api.auth.dependencies import require_admin
from api.installation import installation
from api.parameters import NoQuery
from api.problems import responses
from api.schemas.admin import AdminListing, AskedRequest, Call, Override, Question
from api.schemas.orders import OverrideWord, ReviewAnswer
from trr_backend.repositories import audit, decisions, requests
from trr_backend.repositories.catalogue.reading import Window

router = APIRouter(
    prefix="/api/v1/admin",
    tags=["admin"],
    route_class=AdminRoute,
    dependencies=[Security(require_admin)],
)
_READS = responses(401, 403)
_ORDERS = responses(401, 403, 413, 415) | WAITED


@router.get("/review", response_model=AdminListing[Question], responses=_READS)
async def list_questions(
    request: Request, query: Annotated[QuestionsQuery, Query()]
) -> Response:
    """List what waits for a person, the oldest first, as `trr review` does."""
    filters = ("review", query.kind)
    after = cursors.decode(query.cursor, sort="moment", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await decisions.load_questions(
            tx, Window(query.limit, after), kind=query.kind
        )
    return page_answer(request, page, sort="moment", filters=filters)


@router.post("/review/{question_id}", response_model=AskedRequest, responses=_ORDERS)
async def answer_question(
    request: Request,
    question_id: QuestionId,
    answer: ReviewAnswer,
    _query: Annotated[NoQuery, Query()],
    prefer: Prefer = None,
) -> Response:
    """Answer a question, as `trr review` does; it is not asked again."""
    arguments = {"id": str(question_id), **answer.model_dump(exclude_none=True)}
    return await ask_workers(request, "review", arguments, prefer)


@router.get("/overrides", response_model=AdminListing[Override], responses=_READS)
async def list_overrides(
    request: Request, query: Annotated[AdminPageQuery, Query()]
) -> Response:
    """List the fields about which persons decided, the newest decision first."""
    after = cursors.decode(query.cursor, sort="decision", filters="overrides")
    async with installation(request).database.reading() as tx:
        page = await decisions.load_overrides(tx, Window(query.limit, after))
    return page_answer(request, page, sort="decision", filters="overrides")


@router.put(
    "/overrides/{entity}/{entity_id}/{field}",
    response_model=AskedRequest,
    responses=_ORDERS,
)
async def set_override(  # noqa: PLR0913 -- one a part of the address
    request: Request,
    *,
    entity: Decidable,
    entity_id: DecidableId,
    field: FieldName,
    word: OverrideWord,
    _query: Annotated[NoQuery, Query()],
    prefer: Prefer = None,
) -> Response:
    """Let a field have a value, or keep the one it has, as `trr override set` does."""
    arguments = {
        "entity": entity,
        "id": entity_id,
        "field": field,
        **word.model_dump(exclude_none=True),
    }
    return await ask_workers(request, "override set", arguments, prefer)


@router.delete(
    "/overrides/{entity}/{entity_id}/{field}",
    response_model=AskedRequest,
    responses=responses(401, 403) | WAITED,
)
async def unset_override(
    request: Request,
    *,
    entity: Decidable,
    entity_id: DecidableId,
    field: FieldName,
    _query: Annotated[NoQuery, Query()],
    prefer: Prefer = None,
) -> Response:
    """Take the word about a field back: it says what its source says."""
    arguments = {"entity": entity, "id": entity_id, "field": field}
    return await ask_workers(request, "override unset", arguments, prefer)


@router.get("/requests", response_model=AdminListing[AskedRequest], responses=_READS)
async def list_requests(
    request: Request, query: Annotated[RequestsQuery, Query()]
) -> Response:
    """List what was asked of the workers, the latest first."""
    filters = ("requests", query.outcome)
    after = cursors.decode(query.cursor, sort="moment", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await requests.load_requests(
            tx, Window(query.limit, after), outcome=query.outcome
        )
    return page_answer(request, page, sort="moment", filters=filters)


@router.get(
    "/requests/{request_id}",
    response_model=AskedRequest,
    responses=responses(401, 403, 404),
)
async def one_request(
    request: Request, request_id: RequestId, _query: Annotated[NoQuery, Query()]
) -> Response:
    """Return what was asked, and what became of it."""
    async with installation(request).database.reading() as tx:
        body = await requests.load_request(tx, request_id)
    if not isinstance(body, bytes):
        raise HTTPException(404, "There is no such request.")
    return checked_answer(request, body)


@router.get("/audit", response_model=AdminListing[Call], responses=_READS)
async def list_calls(
    request: Request, query: Annotated[CallsQuery, Query()]
) -> Response:
    """List who called these endpoints, the latest first; this call is told as well."""
    filters = ("audit", query.actor)
    after = cursors.decode(query.cursor, sort="moment", filters=filters)
    async with installation(request).database.reading() as tx:
        page = await audit.load_calls(tx, Window(query.limit, after), actor=query.actor)
    return page_answer(request, page, sort="moment", filters=filters)
