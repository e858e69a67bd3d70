"""What changes, as Server-Sent Events: replay, resuming, heartbeats, limits."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import Message

from api.app import create_app
from api.installation import Installation
from tests.api_server import listening
from tests.event_stream import EventStream, streaming
from tests.feed_rows import tell
from tests.seed_whole import Island
from trr_backend.config import Settings
from trr_backend.repositories import runs
from trr_backend.repositories.db import Database

_ADDRESS = "/api/v1/changes/stream"
_KEY = "the-key-of-an-admin"


def _told(cursor: int, entity_id: UUID, show_id: UUID | None = None) -> tuple[Any, ...]:
    event = {
        "cursor": cursor,
        "entity": "person" if show_id is None else "show",
        "id": str(entity_id),
        "kind": "updated",
        "fields": ["name"],
        "show_id": show_id and str(show_id),
        "run_id": None,
        "at": "2026-11-23T12:00:00Z",
    }
    return str(cursor), None, event


async def _subscribed(stream: EventStream, cursor: int, *topics: str) -> None:
    """Read the block that comes first."""
    block = await stream.block()
    assert 1000 <= int(block.pop("retry")) <= 3000
    names = ",".join(f'"{topic}"' for topic in topics or ["catalog"])
    assert block == {
        "id": str(cursor),
        "event": "subscribed",
        "data": f'{{"cursor":{cursor},"topics":[{names}]}}',
    }


async def test_replay_then_live(
    app: FastAPI, database: Database, island: Island
) -> None:
    """From `since` on each event of a topic comes once, under its cursor as id."""
    topic = f"show:{island.show}"
    first, second = [
        await tell(database, "show", island.show, island.show) for _ in range(2)
    ]
    await tell(database, "person", uuid4())
    async with (
        listening(app) as base,
        streaming(base, f"{_ADDRESS}?topics=show:the-island&since={first}") as stream,
    ):
        assert dict(stream.headers) | {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",
        } == dict(stream.headers)
        assert "content-encoding" not in stream.headers
        await _subscribed(stream, first, topic)
        assert await stream.next() == _told(second, island.show, island.show)
        await tell(database, "person", uuid4())
        third = await tell(database, "show", island.show, island.show)
        assert await stream.next() == _told(third, island.show, island.show)


async def test_resuming(app: FastAPI, database: Database) -> None:
    """What a browser had last goes before `since`; from nowhere it begins now."""
    people = [uuid4() for _ in range(4)]
    cursors = [await tell(database, "person", one) for one in people[:3]]
    async with listening(app) as base:
        came_back = {"Last-Event-ID": str(cursors[1])}
        async with (
            streaming(base, f"{_ADDRESS}?since=0", came_back) as resumed,
            streaming(base, _ADDRESS) as fresh,
        ):
            await _subscribed(resumed, cursors[1])
            await _subscribed(fresh, cursors[2])
            assert await resumed.next() == _told(cursors[2], people[2])
            fourth = await tell(database, "person", people[3])
            new = _told(fourth, people[3])
            assert [await resumed.next(), await fresh.next()] == [new, new]

        async with streaming(base, _ADDRESS, {"Last-Event-ID": "999"}) as other:
            await _subscribed(other, fourth)
            said = {"cursor": fourth, "reason": "unknown", "topics": ["catalog"]}
            assert await other.next() == (str(fourth), "resync", said)


async def test_heartbeats(
    settings: Settings, database: Database, island: Island
) -> None:
    """A silent stream says that it lives, and up to where there was nothing for it."""
    brief = settings.model_copy(update={"socket_idle_seconds": 0.2})
    async with (
        listening(create_app(brief)) as base,
        streaming(base, f"{_ADDRESS}?topics=person:{island.olga}") as stream,
    ):
        await _subscribed(stream, 0, f"person:{island.olga}")
        assert await stream.block() == {"": "", "id": "0"}
        other = await tell(database, "person", island.ann)
        beats = [await stream.block() for _ in range(3)]
        assert beats[-1] == {"": "", "id": str(other)}


async def test_limits(settings: Settings) -> None:
    """Streams have seats like sockets; who leaves makes room. HEAD takes none."""
    app = create_app(settings.model_copy(update={"socket_clients_per_address": 1}))
    async with listening(app) as base, httpx2.AsyncClient(base_url=base) as client:
        async with streaming(base, _ADDRESS) as stream:
            await _subscribed(stream, 0)
            for address in (_ADDRESS, "/api/v1/changes?wait=5"):
                refused = await client.get(address)
                assert refused.status_code == 429
                assert refused.headers["retry-after"] == "5"
            answer = await client.head(_ADDRESS)
            assert answer.status_code == 200
            assert answer.headers["x-accel-buffering"] == "no"
        assert await _is_empty(app)
        async with streaming(base, _ADDRESS) as stream:
            await _subscribed(stream, 0)


async def test_a_client_that_takes_nothing(settings: Settings) -> None:
    """It is let go after the time of silence, and loses its seat."""
    app = create_app(settings.model_copy(update={"socket_idle_seconds": 0.2}))
    stuck = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await stuck.wait()

    async def receive() -> Message:
        await stuck.wait()
        raise AssertionError

    scope = {
        "type": "http",
        "method": "GET",
        "path": _ADDRESS,
        "query_string": b"",
        "headers": [],
        "client": ("192.0.2.1", 1),
    }
    async with app.router.lifespan_context(app), asyncio.timeout(5):
        await app(scope, receive, send)
        assert await _is_empty(app)


async def test_a_feed_that_cannot_be_read(app: FastAPI, database: Database) -> None:
    """A stream that cannot begin ends: the browser asks again, and misses nothing."""
    async with listening(app) as base:
        here: Installation = app.state.installation
        await here.hub.reached()
        async with database.transaction() as tx:
            await tx.execute("alter table ops.feed rename to away")
        async with streaming(base, f"{_ADDRESS}?since=5") as stream:
            assert 1000 <= int((await stream.block())["retry"]) <= 3000
            assert await stream.block() == {}


async def test_the_process_ends(app: FastAPI) -> None:
    """A stream is told when to come back, and who waits is answered at once."""
    async with (
        listening(app) as base,
        httpx2.AsyncClient(base_url=base) as client,
        streaming(base, _ADDRESS) as stream,
    ):
        await _subscribed(stream, 0)
        waiting = asyncio.create_task(client.get("/api/v1/changes?wait=30"))
        here: Installation = app.state.installation
        assert await _until(lambda: here.seats.count == 2)
        await here.ending.drain()
        last = await stream.block()
        assert int(last.pop("retry")) >= 0
        assert [last, await stream.block()] == [{}, {}]
        assert (await waiting).json()["items"] == []
        assert (await client.get(_ADDRESS)).status_code == 503


async def _is_empty(app: FastAPI) -> bool:
    here: Installation = app.state.installation
    return await _until(lambda: here.seats.count == here.hub.counts.clients == 0)


async def _until(is_so: Callable[[], bool]) -> bool:
    """Wait until it is so, for 5 s at most; say whether it is."""
    for _ in range(1000):
        if is_so():
            return True
        await asyncio.sleep(0.005)
    return False


async def test_runs_are_for_admins(settings: Settings, database: Database) -> None:
    """Nobody else follows them; an admin is told how far they are."""
    closed = settings.model_copy(
        update={
            "api_keys": (SecretStr(_KEY),),
            "read_keys": (SecretStr("the-key-of-a-reader"),),
        }
    )
    async with listening(create_app(closed)) as base:
        address = f"{_ADDRESS}?topics=runs"
        async with httpx2.AsyncClient(base_url=base) as client:
            refused = [
                await client.get(address, headers=headers)
                for headers in ({}, {"X-API-Key": "the-key-of-a-reader"})
            ]
        assert [answer.status_code for answer in refused] == [401, 403]
        async with streaming(base, address, {"X-API-Key": _KEY}) as stream:
            await _subscribed(stream, 0, "runs")
            async with database.transaction() as tx:
                run = await runs.start(tx, "sync all", {})
            block = await stream.block()
            said = json.loads(block.pop("data"))
            assert block == {"event": "progress"}
            assert (said["run_id"], said["command"], said["state"]) == (
                *(str(run), "sync all", "running"),
            )
