"""What changed: read by a cursor, waited for, or streamed as it happens."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request, Response

from api.auth.dependencies import admit
from api.changes_parameters import ChangesQuery, LastEventId, StreamQuery
from api.complaints import refused
from api.headers import json_answer
from api.installation import Installation, installation
from api.problems import MEDIA_TYPE, responses
from api.realtime.poll import waiting
from api.realtime.seats import Full
from api.realtime.stream import ChangeStream, too_many
from api.realtime.topics import UnknownTopic
from api.realtime.wire import MOST_TOPICS
from api.schemas.changes import ChangesPage
from trr_backend.models.feed import is_of_runs
from trr_backend.repositories import feed

router = APIRouter(prefix="/api/v1/changes", tags=["changes"])
_EXPIRED: dict[int | str, dict[str, Any]] = {
    410: {
        "description": "The feed cannot go on from `since`: it was pruned, or is "
        "another one. Read lists anew, then go on from `head`.",
        "content": {
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ExpiredCursor"}}
        },
    }
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-Sent Events: `id` is the cursor, `data` the event as "
        "/api/v1/changes has it. Others are named: subscribed, resync, progress.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
_BUSY = responses(401, 403, 404, 429)


@router.get("", response_model=ChangesPage, responses=responses(404) | _EXPIRED)
async def list_changes(
    request: Request, query: Annotated[ChangesQuery, Query()]
) -> Response:
    """List what changed after a cursor, oldest first; `wait` until something does."""
    here = installation(request)
    if any(is_of_runs(topic) for topic in query.names):
        raise refused(
            "topics",
            "how far runs are is not kept; follow it at /api/v1/changes/stream",
        )
    topics = await _topics(here, query)
    if query.wait:
        page = await _awaited(request, here, query, topics)
    else:
        page = await _page(here, query, query.since, topics)
    return json_answer(
        request,
        msgspec.json.encode(
            {
                "items": page.events,
                "next_cursor": page.next_cursor,
                "has_more": page.has_more,
            }
        ),
    )


@router.get("/stream", response_class=Response, responses=_BUSY | _STREAM)
async def stream_changes(
    request: Request,
    query: Annotated[StreamQuery, Query()],
    last_event_id: LastEventId = None,
) -> Response:
    """Stream what changes as Server-Sent Events, from where the client stopped.

    That is Last-Event-ID, which browsers send when they come back, or else `since`, or
    else now. Without a gap and without an event twice; where the feed cannot go on, it
    says `resync` and goes on from its head. Topics of runs are for admins.
    """
    here = installation(request)
    if any(is_of_runs(topic) for topic in query.names):
        admit(request)
    topics = await _topics(here, query)
    if here.hub.is_closing:
        raise HTTPException(503, "This process is ending; connect again.")
    since = query.since if last_event_id is None else last_event_id
    return ChangeStream(request, topics, since)


async def _topics(here: Installation, query: ChangesQuery | StreamQuery) -> list[str]:
    """Return topics by uuid. Raises a 422, or a 404 for one of nobody."""
    if not 0 < len(query.names) <= MOST_TOPICS:
        raise refused("topics", f"give 1 to {MOST_TOPICS}")
    try:
        return await here.feed_reader.topics(query.names)
    except UnknownTopic as error:
        if error.is_nobody:
            raise HTTPException(404, f"topics: {error}") from None
        raise refused("topics", str(error)) from None


async def _page(
    here: Installation, query: ChangesQuery, since: int, topics: list[str]
) -> feed.Page:
    async with here.database.reading() as tx:
        return await feed.load_page(tx, since=since, topics=topics, limit=query.limit)


async def _awaited(
    request: Request, here: Installation, query: ChangesQuery, topics: list[str]
) -> feed.Page:
    """Return the first page that is not empty, or an empty one when time is up."""
    deadline = asyncio.get_running_loop().time() + query.wait
    address = request.client.host if request.client else None
    since = query.since
    try:
        with here.seats.taken(address), waiting(here.hub, topics) as stirred:
            while True:
                # After one listens: what comes between wakes.
                page = await _page(here, query, since, topics)
                if page.events or here.hub.is_closing:
                    return page
                since = page.next_cursor
                async with asyncio.timeout_at(deadline):
                    await stirred()
    except TimeoutError:
        return page
    except Full as full:
        raise too_many(full) from None
