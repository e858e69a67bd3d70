"""What changed, by a cursor: pages, topics, waiting, and cursors that expired."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx2

from api.schemas.changes import ChangesPage, ExpiredCursor
from tests.api.answers import get, plain, refusal
from tests.feed_rows import tell
from tests.seed_whole import Island
from trr_backend.repositories.db import Database

_ADDRESS = "/api/v1/changes"
_AT = "2026-11-23T12:00:00Z"


def _event(
    cursor: int, entity: str, entity_id: UUID, show_id: UUID | None
) -> dict[str, Any]:
    return {
        "cursor": cursor,
        "entity": entity,
        "id": str(entity_id),
        "kind": "updated",
        "fields": ["name"],
        "show_id": show_id and str(show_id),
        "run_id": None,
        "at": _AT,
    }


async def _page(client: httpx2.AsyncClient, query: str) -> dict[str, Any]:
    return plain(await get(client, f"{_ADDRESS}?{query}", ChangesPage))


async def test_pages(
    client: httpx2.AsyncClient, database: Database, island: Island
) -> None:
    """Each page goes on where the one before ended; of a topic past all the others."""
    person = uuid4()
    shown = await tell(database, "show", island.show, island.show)
    of_show = await tell(database, "season", island.seasons[0], island.show)
    of_nobody = await tell(database, "person", person)
    events = [
        _event(shown, "show", island.show, island.show),
        _event(of_show, "season", island.seasons[0], island.show),
        _event(of_nobody, "person", person, None),
    ]

    def page(
        items: list[dict[str, Any]], next_cursor: int, *, has_more: bool = False
    ) -> dict[str, Any]:
        return {"items": items, "next_cursor": next_cursor, "has_more": has_more}

    topic = f"topics=show:{island.show}"
    assert {
        "all": await _page(client, ""),
        "first": await _page(client, "limit=2"),
        "second": await _page(client, f"limit=2&since={of_show}"),
        "nothing new": await _page(client, f"since={of_nobody}"),
        "of a show": await _page(client, f"{topic}&limit=2"),
        "more of a show": await _page(client, f"{topic}&limit=1"),
        "by its slug": await _page(client, "topics=show:the-island&limit=1"),
    } == {
        "all": page(events, of_nobody),
        "first": page(events[:2], of_show, has_more=True),
        "second": page(events[2:], of_nobody),
        "nothing new": page([], of_nobody),
        "of a show": page(events[:2], of_nobody),
        "more of a show": page(events[:1], shown, has_more=True),
        "by its slug": page(events[:1], shown, has_more=True),
    }


async def test_what_cannot_be_asked(client: httpx2.AsyncClient) -> None:
    """Each mistake is told with what to ask instead."""
    too_many = ",".join(map(str, range(101)))
    told = {
        "since=-1": (422, "since: give at least 0"),
        f"since={2**63}": (422, f"since: give at most {2**63 - 1}"),
        "since=abc": (422, "since: give a whole number, such as 20"),
        "wait=31": (422, "wait: give at most 30"),
        "limit=101": (422, "limit: give at most 100"),
        "cursor=1": (
            422,
            "cursor: there is no such parameter; there are: topics, since, limit, wait",
        ),
        "topics=%20,": (422, "topics: give 1 to 100"),
        f"topics={too_many}": (422, "topics: give 1 to 100"),
        "topics=catalogue": (
            422,
            (
                "topics: 'catalogue': follow catalog, show:{id} or person:{id}; admins "
                "runs or run:{id}"
            ),
        ),
        "topics=show:nowhere": (404, "topics: there is no 'show:nowhere'"),
        "topics=catalog,runs": (
            422,
            "topics: how far runs are is not kept; follow it at /api/v1/changes/stream",
        ),
    }
    assert {q: await refusal(client, f"{_ADDRESS}?{q}") for q in told} == told


async def test_expired(client: httpx2.AsyncClient, database: Database) -> None:
    """Behind what was pruned, or beyond the end, one reads anew and goes on there."""
    head = [await tell(database, "person", uuid4()) for _ in range(3)][-1]
    async with database.transaction() as tx:
        await tx.execute("delete from ops.events where seq < %s", [head])
        await tx.execute("update ops.feed set pruned_through = %s", [head - 1])
    for since in (head - 2, head + 1):
        answer = await client.get(f"{_ADDRESS}?since={since}")
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "application/problem+json"
        assert plain(ExpiredCursor.model_validate_json(answer.content)) == {
            "type": "about:blank",
            "title": "Gone",
            "status": 410,
            "detail": "The feed cannot go on from there: read anew what you keep, then "
            f"go on with since={head}.",
            "request_id": answer.headers["x-request-id"],
            "errors": [],
            "oldest": head - 1,
            "head": head,
        }
    kept = [await _page(client, f"since={since}") for since in (0, head - 1)]
    assert [[one["cursor"] for one in page["items"]] for page in kept] == [[head]] * 2


async def test_waiting(
    client: httpx2.AsyncClient, database: Database, island: Island
) -> None:
    """It is answered as soon as there is something of its topic, else in the end."""
    head = await tell(database, "person", uuid4())
    async with asyncio.TaskGroup() as group:
        some = group.create_task(
            _page(client, f"since={head}&wait=30&topics=show:{island.show}")
        )
        none = group.create_task(
            _page(client, f"since={head}&wait=1&topics=person:{island.olga}")
        )
        await asyncio.sleep(0.1)
        other = await tell(database, "person", uuid4())
        await asyncio.sleep(0.1)
        assert not some.done()
        cursor = await tell(database, "show", island.show, island.show)
    assert other < cursor
    assert some.result() == {
        "items": [_event(cursor, "show", island.show, island.show)],
        "next_cursor": cursor,
        "has_more": False,
    }
    # Up to where it had looked: all of it was of others.
    assert head <= none.result()["next_cursor"] <= cursor
    assert (none.result()["items"], none.result()["has_more"]) == ([], False)
