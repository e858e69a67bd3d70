"""Admins read what waits and who called, and what they order is done by a worker."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from psycopg.types.json import Jsonb

from scripts._requests import take_requests
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

ACTOR = "key:e924a477"
# What is no order, and what is said of it.
NO_ORDERS: list[tuple[Any, list[dict[str, str]]]] = [
    ({}, [{"parameter": "body", "message": "give accept or refuse, one of them"}]),
    (
        {"accept": 1, "refuse": True},
        [{"parameter": "body", "message": "give accept or refuse, one of them"}],
    ),
    ({"accept": 0}, [{"parameter": "accept", "message": "give at least 1"}]),
    (
        {"accept": "1"},
        [{"parameter": "accept", "message": "give a whole number, such as 20"}],
    ),
    ({"refuse": False}, [{"parameter": "refuse", "message": "give one of: true"}]),
    (
        {"acept": 1},
        [
            {
                "parameter": "acept",
                "message": "there is no such field; there are: accept, refuse",
            }
        ],
    ),
    (
        [],
        [
            {
                "parameter": "body",
                "message": "give an object, in braces",
            }
        ],
    ),
]
NO_WORDS: list[dict[str, Any]] = [
    {"value": "x"},
    {"value": "x", "reason": " "},
    {"reason": "why"},
    {"value": None, "reason": "why"},
    {"value": "x", "lock": True, "reason": "why"},
    {"value": "a\0b", "reason": "why"},
    {"value": {"a": 1}, "reason": "why"},
    {"value": [["a"]], "reason": "why"},
    {"value": "x", "reason": "a\0b"},
    {"value": "x" * 20_001, "reason": "why"},
]


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[None]:
    """Let a worker take what is asked."""
    stop = asyncio.Event()
    task = asyncio.create_task(take_requests(settings, stop))
    yield
    stop.set()
    await task


async def shows(database: Database) -> tuple[UUID, UUID]:
    """Return two shows, of which one may be the other: that is asked."""
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "insert into core.shows (slug, name) values ('one', 'One'), ('two', 'Two')"
            " returning id"
        )
        one, two = [row[0] for row in await cursor.fetchall()]
        await tx.execute(
            "insert into ops.review_items (kind, entity, entity_id, subject, reason,"
            " candidates, confidence) values ('same-show', 'show', %s, %s, 'in doubt',"
            " %s, 0.5)",
            [one, str(two), Jsonb([{"show_id": str(two)}])],
        )
    return one, two


async def rows(database: Database, query: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    async with database.reading() as tx:
        return await (await tx.execute(query)).fetchall()


async def test_a_question_is_read_and_answered(
    admin: httpx2.AsyncClient, database: Database, worker: None
) -> None:
    """As `trr review` does it: once, and what follows is done."""
    assert worker is None
    one, two = await shows(database)
    page = (await admin.get("/api/v1/admin/review?kind=same-show")).json()
    (question,) = page["items"]
    assert page["next_cursor"] is None
    where = f"/api/v1/admin/review/{question['id']}"
    assert {**question, "id": "", "asked_at": ""} == {
        "id": "",
        "kind": "same-show",
        "entity": "show",
        "entity_id": str(one),
        "label": "One",
        "reason": "in doubt",
        "candidates": [{"show_id": str(two)}],
        "confidence": 0.5,
        "asked_at": "",
    }
    refused = await admin.post(where, json={"accept": 2})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        f"{question['id'][:8]} has no candidate 2, only 1",
    )
    done = await admin.post(where, json={"accept": 1})
    told = done.json()
    assert (done.status_code, told["outcome"], told["actor"]) == (200, "done", ACTOR)
    assert told["arguments"] == {"id": question["id"], "accept": 1}
    assert told["notes"] == [
        (
            f"same-show {question['id'][:8]}: accepted; Two leads to One now; "
            f"`trr shows unmerge {two}` undoes it"
        )
    ]
    merged = await rows(
        database, "select id, merged_into from core.shows order by name"
    )
    assert merged == [(one, None), (two, one)]
    run = (await admin.get(f"/api/v1/runs/{told['run_id']}")).json()
    assert (run["command"], run["outcome"]) == ("review", "done")
    again = await admin.post(where, json={"refuse": True})
    assert again.status_code == 422
    assert "it is not asked again" in again.json()["detail"]
    assert (await admin.get("/api/v1/admin/review")).json()["items"] == []


async def test_a_field_is_overridden_and_given_back(
    admin: httpx2.AsyncClient, database: Database, worker: None
) -> None:
    """As `trr override` does it; the value is kept in the override alone."""
    assert worker is None
    one, _ = await shows(database)
    where = "/api/v1/admin/overrides/show/one"
    done = await admin.put(
        f"{where}/name", json={"value": "Einés", "reason": "its name"}
    )
    assert (done.status_code, done.json()["notes"]) == (
        200,
        ["name says what it was set to"],
    )
    assert done.json()["arguments"] == {"entity": "show", "id": "one", "field": "name"}
    locked = await admin.put(f"{where}/tagline", json={"lock": True, "reason": "seen"})
    assert locked.json()["notes"] == ["tagline keeps what it says"]
    listed = (await admin.get("/api/v1/admin/overrides?limit=1")).json()
    rest = await admin.get(
        "/api/v1/admin/overrides",
        params={"limit": 1, "cursor": listed["next_cursor"]},
    )
    assert rest.json()["next_cursor"] is None
    assert [
        {**item, "set_at": ""} for item in (*listed["items"], *rest.json()["items"])
    ] == [
        {
            "entity": "show",
            "id": str(one),
            "label": "Einés",
            "field": "tagline",
            "value": None,
            "how": "locked",
            "reason": "seen",
            "set_at": "",
        },
        {
            "entity": "show",
            "id": str(one),
            "label": "Einés",
            "field": "name",
            "value": "Einés",
            "how": "set",
            "reason": "its name",
            "set_at": "",
        },
    ]
    back = await admin.delete(f"{where}/name")
    assert back.json()["notes"] == ["name says what its source says"]
    assert (await rows(database, "select name from core.shows order by 1"))[0] == (
        "One",
    )
    for path, body, said in (
        ("show/one/nmae", {"value": "x"}, "no field nmae; there are adult, "),
        ("show/one/vote_average", {"value": 11}, "it is from 0 to 10"),
        ("show/none/name", {"value": "x"}, "no show none in the catalogue"),
        ("person/x/name", {"value": "x"}, "names no person"),
        ("episode/x/name", {"value": "x"}, "x names no episode: use a uuid"),
        (f"season/{one}/name", {"value": "x"}, f"there is no season {one}"),
        (f"credit/{one}/role", {"value": "x"}, f"there is no credit {one}"),
    ):
        refused = await admin.put(
            f"/api/v1/admin/overrides/{path}", json={**body, "reason": "why"}
        )
        assert refused.status_code == 422
        assert said in refused.json()["detail"]
    nothing = await admin.delete(f"{where}/name")
    assert nothing.status_code == 422
    assert "nothing was decided about name of One" in nothing.json()["detail"]


async def test_without_a_worker_it_is_told_where_to_look(
    admin: httpx2.AsyncClient, database: Database
) -> None:
    """202 after as long as the client waits; the request waits on."""
    await shows(database)
    path = "/api/v1/admin/overrides/show/one/name"
    for prefer, applied in (
        ("respond-async", "respond-async"),
        ("foo=1; wait=0", "wait=0"),
    ):
        answer = await admin.delete(path, headers={"Prefer": prefer})
        assert (answer.status_code, answer.headers["preference-applied"]) == (
            202,
            applied,
        )
        assert answer.headers["retry-after"] == "1"
        assert (await admin.get(answer.headers["location"])).json() == answer.json()
    told = answer.json()
    assert (told["outcome"], told["finished_at"], told["notes"]) == (None, None, [])
    waiting = (await admin.get("/api/v1/admin/requests?outcome=waiting&limit=1")).json()
    assert waiting["items"] == [told]
    after = {"outcome": "waiting", "cursor": waiting["next_cursor"]}
    second = (await admin.get("/api/v1/admin/requests", params=after)).json()
    assert len(second["items"]) == 1
    assert (await admin.get("/api/v1/admin/requests?outcome=done")).json()[
        "items"
    ] == []
    missing = await admin.get(f"/api/v1/admin/requests/{UUID(int=0)}")
    assert missing.status_code == 404


async def test_only_orders_that_can_be_read_are_asked(
    admin: httpx2.AsyncClient, database: Database
) -> None:
    """JSON that fits, of 64 KiB at most; what is wrong is named."""
    path = f"/api/v1/admin/review/{UUID(int=0)}"
    for sent, errors in NO_ORDERS:
        answer = await admin.post(path, json=sent)
        assert (answer.status_code, answer.json()["errors"]) == (422, errors)
    word = "/api/v1/admin/overrides/show/one/name"
    for said in NO_WORDS:
        assert (await admin.put(word, json=said)).status_code == 422, said
    nobody = await admin.post("/api/v1/admin/review/7", json={"accept": 1})
    assert (nobody.status_code, nobody.json()["detail"]) == (
        422,
        "question_id: give a uuid",
    )
    odd: list[tuple[bytes, str, int]] = [
        (b'{"accept": 1}', "text/plain", 415),
        (b'{"accept": 1}', "", 415),
        (b"accept=1", "application/x-www-form-urlencoded", 415),
        (b'{"accept": 1', "application/json", 422),
        (b'{"accept": 1}', "application/json; charset=utf-8", 202),
        (b'{"accept": NaN}', "application/json", 422),
        (b"[" * 60_000, "application/json", 400),
        (b" " * 65_537, "application/json", 413),
        (b'{"accept": 1%s}' % (b" " * 65_000), "Application/JSON", 202),
    ]
    for body, kind, status in odd:
        headers = {"Content-Type": kind, "Prefer": "wait=0"}
        answer = await admin.post(path, content=body, headers=headers)
        assert (answer.status_code, kind, body[:9]) == (status, kind, body[:9])
    surrogate = b'{"value": "\\ud800", "reason": "x"}'
    answer = await admin.put(
        word, content=surrogate, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    for bad in ("shows/one/name", "show/a%20b/name", "show/one/Name", "show/a/b/c"):
        answer = await admin.put(
            f"/api/v1/admin/overrides/{bad}", json={"value": "x", "reason": "why"}
        )
        assert answer.status_code in {404, 422}
    assert await rows(database, "select count(*) from ops.requests") == [(2,)]


async def test_each_call_of_who_was_let_in_is_kept(
    admin: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Reads and refusals as well, with their status; not of who may not come in."""
    named = {"X-Request-Id": "mine"}
    some = UUID(int=0)
    calls = [
        ("GET", "/api/v1/runs?limit=1", 200),
        ("GET", f"/api/v1/runs/{some}", 404),
        ("POST", f"/api/v1/admin/review/{some}", 415),
        ("PUT", "/api/v1/admin/overrides/show/one/name", 415),
        ("DELETE", "/api/v1/admin/overrides/show/one/name", 202),
    ]
    for method, path, status in calls:
        headers = {**named, "Prefer": "wait=0"}
        answer = await admin.request(method, path, headers=headers)
        assert (path, answer.status_code) == (path, status)
        assert answer.headers["cache-control"] == "no-store"
    assert (await admin.get("/api/v1/shows")).status_code == 200
    for key in ({"X-API-Key": ""}, {"X-API-Key": "another-key-than-that"}):
        assert (await admin.get("/api/v1/runs", headers=key)).status_code == 401
    kept = await rows(
        database,
        "select actor, address, method, path, status, request_id from ops.audit"
        " order by at",
    )
    assert kept == [
        (ACTOR, "127.0.0.1", method, path.partition("?")[0], status, "mine")
        for method, path, status in calls
    ]
    first = (await admin.get("/api/v1/admin/audit?limit=2")).json()
    assert [(one["method"], one["status"]) for one in first["items"]] == [
        ("DELETE", 202),
        ("PUT", 415),
    ]
    following = {"limit": 100, "cursor": first["next_cursor"]}
    second = (await admin.get("/api/v1/admin/audit", params=following)).json()
    assert len(second["items"]) == 3
    mine = (await admin.get(f"/api/v1/admin/audit?actor={ACTOR}")).json()["items"]
    assert len(mine) == 7
    others = await admin.get("/api/v1/admin/audit?actor=user:x")
    assert others.json()["items"] == []
    assert settings.access == "open"
