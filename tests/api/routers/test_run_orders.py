"""Admins start, cancel and retry runs: a worker notes it, workers of runs do it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, get_args
from uuid import UUID

import httpx2
import pytest

from scripts._durable import DURABLE
from scripts._requests import take_requests
from trr_backend.config import Settings
from trr_backend.models.run_orders import RunCommand
from trr_backend.repositories.db import Database

ACTOR = "key:e924a477"
NOTHING: dict[str, object] = {
    "show": [],
    "limit": None,
    "since": None,
    "force": False,
    "full": False,
    "accept_removals": False,
}
# What is no order, and what is said of it.
NO_ORDERS: list[tuple[Any, str, str]] = [
    ({}, "command", "it is needed"),
    ({"command": 7}, "command", "give one of: sync all, sync entities, "),
    ({"command": "demo"}, "command", "give one of: sync all, sync entities, "),
    (
        {"command": "sync all", "option": {}},
        "option",
        "there is no such field; there are: command, options",
    ),
    (
        {"command": "sync all", "options": {"shows": []}},
        "options.shows",
        "there is no such field; there are: show, limit, since, force, full, ",
    ),
    (
        {"command": "sync all", "options": {"show": "tmdb:1"}},
        "options.show",
        "give a list, in square brackets",
    ),
    (
        {"command": "sync all", "options": {"show": ["a b"]}},
        "options.show",
        "it has a sign in it that has no place there",
    ),
    (
        {"command": "sync all", "options": {"force": "yes"}},
        "options.force",
        "give true or false",
    ),
    ({"command": "sync all", "options": {"limit": 0}}, "options.limit", "give at "),
    (
        {"command": "sync all", "options": {"since": "2026-01-31T00:00:00"}},
        "options.since",
        "say of which time zone it is: Z at the end is UTC",
    ),
]


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[None]:
    """Let a worker take what is asked; it takes no runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(take_requests(settings, stop))
    yield
    stop.set()
    await task


async def rows(database: Database, query: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    async with database.transaction() as tx:
        return await (await tx.execute(query)).fetchall()


async def test_a_run_is_started_cancelled_and_retried(
    admin: httpx2.AsyncClient, database: Database, worker: None
) -> None:
    """Each order is a row that stays, the run is asked for by whose key it was."""
    assert worker is None
    lost = {"command": "sync shows", "options": {"show": ["tmdb:1"]}}
    unknown = await admin.post("/api/v1/runs", json=lost)
    assert (unknown.status_code, unknown.json()["detail"]) == (
        422,
        "no show tmdb:1 in the catalogue; `trr import lists` brings it in",
    )
    order = {"command": "sync shows", "options": {"force": True}}
    started = await admin.post("/api/v1/runs", json=order)
    told = started.json()
    run = told["run_id"]
    assert (started.status_code, told["outcome"], told["notes"]) == (
        *(200, "done"),
        [f"run {run} waits for a worker"],
    )
    kept = "select command, options - '{airing,max_age_seconds}'::text[], actor,"
    kept += " priority, queued_at is not null, begun_at, retry_of::text from ops.runs"
    kept += " order by queued_at"
    options = {**NOTHING, "force": True}
    first = ("sync shows", options, ACTOR, 1, True, None, None)
    assert await rows(database, kept) == [first]
    twin = (await admin.post("/api/v1/runs", json=order)).json()
    assert (twin["run_id"], twin["notes"]) == (
        run,
        [f"run {run} waits for the very same already, and goes sooner now"],
    )
    early = await admin.post(f"/api/v1/runs/{run}/retry")
    assert (early.status_code, early.json()["detail"]) == (
        422,
        "it still goes on; wait for its end, or cancel it first",
    )
    cancelled = (await admin.post(f"/api/v1/runs/{run}/cancel")).json()
    assert (cancelled["kind"], cancelled["outcome"], cancelled["run_id"]) == (
        *("run cancel", "done", run),
    )
    asked = "select cancel_asked_at is not null from ops.runs"
    assert await rows(database, asked) == [(True,)]
    await rows(
        database,
        "update ops.runs set finished_at = now(), outcome = 'cancelled' returning 1",
    )
    retried = (await admin.post(f"/api/v1/runs/{run}/retry")).json()
    assert await rows(database, kept) == [first, (*first[:-1], run)]
    assert retried["notes"] == [f"run {retried['run_id']} waits for a worker"]
    late = await admin.post(f"/api/v1/runs/{run}/cancel")
    assert (late.status_code, late.json()["detail"]) == (
        422,
        f"run {run} has ended already, or there is none",
    )
    requests = (await admin.get("/api/v1/admin/requests")).json()["items"]
    assert [(one["kind"], one["outcome"]) for one in reversed(requests)] == [
        ("run start", "refused"),
        ("run start", "done"),
        ("run start", "done"),
        ("run retry", "refused"),
        ("run cancel", "done"),
        ("run retry", "done"),
        ("run cancel", "refused"),
    ]
    audited = "select method, path, status from ops.audit order by at limit 2"
    assert await rows(database, audited) == [
        ("POST", "/api/v1/runs", 422),
        ("POST", "/api/v1/runs", 200),
    ]


def test_what_can_be_ordered_is_what_workers_do() -> None:
    """The document names each command that workers know, and no other."""
    assert set(get_args(RunCommand)) == set(DURABLE)


async def test_a_run_of_a_command_is_its_own(
    admin: httpx2.AsyncClient, database: Database, worker: None
) -> None:
    """Workers neither end nor repeat it; nor what is not there."""
    assert worker is None
    ((run,),) = await rows(
        database,
        "insert into ops.runs (command) values ('sync all') returning id::text",
    )
    for path, said in (
        (
            f"{run}/cancel",
            "it works in its command's own process; end that with Ctrl-C",
        ),
        (
            f"{run}/retry",
            "it worked in its command's own process; run the command again",
        ),
        (f"{UUID(int=0)}/retry", f"there is no run {UUID(int=0)}"),
    ):
        answer = await admin.post(f"/api/v1/runs/{path}")
        assert (answer.status_code, answer.json()["detail"]) == (422, said)


async def test_orders_wait_for_a_worker(
    admin: httpx2.AsyncClient, client: httpx2.AsyncClient, database: Database
) -> None:
    """202 and where to look; only an admin's, and only what can be read."""
    order = {"command": "sync all"}
    answer = await admin.post(
        "/api/v1/runs", json=order, headers={"Prefer": "respond-async"}
    )
    assert answer.status_code == 202
    assert answer.json()["arguments"] == {"command": "sync all", "options": {}}
    where = answer.headers["location"]
    assert (await admin.get(where)).json() == answer.json()
    stranger = await client.post("/api/v1/runs", json=order)
    assert stranger.status_code == 401
    for sent, parameter, said in NO_ORDERS:
        answer = await admin.post("/api/v1/runs", json=sent)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["parameter"]) == (422, parameter)
        assert error["message"].startswith(said), error
    assert await rows(database, "select count(*) from ops.runs") == [(0,)]
