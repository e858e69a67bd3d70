"""Admins read the runs: how far each is, what became of its items, who works."""

from uuid import UUID

import httpx2
from psycopg.types.json import Jsonb

from trr_backend.repositories.db import Database


async def test_runs_are_read_with_what_failed(
    admin: httpx2.AsyncClient, database: Database
) -> None:
    """The latest first, by command and outcome; their items page by page."""
    progress = {"stage": "shows", "done": 3, "failed": 1, "total": 5}
    summary = {"command": "sync all", "stages": [], "notes": ["x"]}
    async with database.transaction() as tx:
        for number, (command, outcome) in enumerate(
            [
                ("sync all", "done_with_failures"),
                ("review", "done"),
                ("sync all", None),
            ]
        ):
            await tx.execute(
                "insert into ops.runs (id, command, options, started_at, finished_at,"
                " outcome, summary, progress) values (%s, %s, '{\"force\": true}',"
                " '2026-01-02T03:04:05Z', case when %s::text is null then null else"
                " '2026-01-02T03:04:06Z'::timestamptz end, %s, %s, %s)",
                [
                    *(UUID(int=number + 1), command, outcome, outcome),
                    Jsonb(summary) if outcome else None,
                    Jsonb(progress) if number == 0 else None,
                ],
            )
        for item, error in (("One", None), ("Two", "away"), ("Dös", "odd")):
            await tx.execute(
                "insert into ops.run_items (run_id, stage, item, outcome, error)"
                " values (%s, 'shows', %s, %s, %s)",
                [UUID(int=1), item, "failed" if error else "done", error],
            )

    async def listed(query: str) -> list[int]:
        answer = (await admin.get(f"/api/v1/runs?{query}")).json()
        return [UUID(one["id"]).int for one in answer["items"]]

    assert await listed("") == [3, 2, 1]
    assert await listed("command=sync%20all") == [3, 1]
    assert await listed("outcome=running") == [3]
    assert await listed("outcome=done_with_failures&command=sync%20all") == [1]
    page = (await admin.get("/api/v1/runs?limit=2")).json()
    assert await listed(f"limit=2&cursor={page['next_cursor']}") == [1]
    stranger = await admin.get(
        f"/api/v1/runs?outcome=done&cursor={page['next_cursor']}"
    )
    assert stranger.status_code == 400
    one = (await admin.get(f"/api/v1/runs/{UUID(int=1)}")).json()
    assert one == {
        "id": str(UUID(int=1)),
        "command": "sync all",
        "state": "ended",
        "outcome": "done_with_failures",
        "actor": None,
        "priority": None,
        "retry_of": None,
        "queued_at": None,
        "started_at": "2026-01-02T03:04:05.000000Z",
        "begun_at": "2026-01-02T03:04:05.000000Z",
        "cancel_asked_at": None,
        "finished_at": "2026-01-02T03:04:06.000000Z",
        "stage_ends_at": None,
        "expected_end_at": None,
        "waited_seconds": None,
        "seconds": 1.0,
        "requests": 0,
        "progress": progress,
        "stages": [],
        "options": {"force": True},
        "summary": summary,
    }
    items = f"/api/v1/runs/{UUID(int=1)}/items"
    first = (await admin.get(f"{items}?limit=2")).json()
    second = await admin.get(items, params={"limit": 2, "cursor": first["next_cursor"]})
    told = [*first["items"], *second.json()["items"]]
    assert [(item["item"], item["error"]) for item in told] == [
        ("Dös", "odd"),
        ("One", None),
        ("Two", "away"),
    ]
    failed = (await admin.get(f"{items}?outcome=failed")).json()["items"]
    assert [item["item"] for item in failed] == ["Dös", "Two"]
    for path in ("", "/items", "/tasks"):
        missing = await admin.get(f"/api/v1/runs/{UUID(int=9)}{path}")
        assert (missing.status_code, missing.json()["detail"]) == (
            404,
            "There is no such run.",
        )


async def test_a_run_of_workers_is_read(
    admin: httpx2.AsyncClient, database: Database
) -> None:
    """What waits and what goes on, its stages and tasks, and who does them."""
    waits, goes_on = UUID(int=1), UUID(int=2)
    stages = {
        "people": {"at": 1, "done": 1, "failed": 2, "left": 3, "total": 6},
        "details": {"at": 0, "done": 5, "unchanged": 4, "left": 0, "requests": 7},
    }
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.runs (id, command, actor, priority, queued_at, begun_at,"
            " stages) values (%s, 'retention', 'schedule:retention', 20, now(), null,"
            " '{}'), (%s, 'sync all', 'key:1', 1, now() - interval '9 s', now(), %s)",
            [waits, goes_on, Jsonb(stages)],
        )
        for part, state in enumerate(("done", "running", "set_aside")):
            await tx.execute(
                "insert into ops.tasks (id, run_id, wave, part, queue, entity, scope,"
                " state, attempts, error, worker, epoch) values (%s, %s, 'people', %s,"
                " 'people', 'person', array[%s], %s, 1, %s, 'w1', 1)",
                [
                    *(UUID(int=part), goes_on, part, UUID(int=7), state),
                    "poison" if state == "set_aside" else None,
                ],
            )
        await tx.execute(
            "insert into ops.workers (name, host, pid, version, queues, concurrency)"
            " values ('w1', 'here', 7, '1.0', '{people}', 2)"
        )

    async def listed(query: str) -> list[int]:
        answer = (await admin.get(f"/api/v1/runs?{query}")).json()
        return [UUID(one["id"]).int for one in answer["items"]]

    assert await listed("state=queued") == [1]
    assert await listed("state=running") == [2]
    assert await listed("state=ended") == []
    one = (await admin.get(f"/api/v1/runs/{goes_on}")).json()
    assert (one["state"], one["actor"], one["priority"], one["requests"]) == (
        *("running", "key:1", 1, 7),
    )
    assert one["waited_seconds"] == 9
    nothing = {"failed": 0, "unchanged": 0, "requests": 0, "seconds": 0.0, "rate": None}
    assert one["stages"] == [
        {
            **nothing,
            "stage": "details",
            "done": 5,
            "unchanged": 4,
            "left": 0,
            "requests": 7,
        },
        {**nothing, "stage": "people", "done": 1, "failed": 2, "left": 3},
    ]
    tasks = f"/api/v1/runs/{goes_on}/tasks"
    page = (await admin.get(f"{tasks}?limit=2")).json()
    rest = await admin.get(tasks, params={"limit": 2, "cursor": page["next_cursor"]})
    told = [*page["items"], *rest.json()["items"]]
    assert [(task["part"], task["state"]) for task in told] == [
        (0, "done"),
        (1, "running"),
        (2, "set_aside"),
    ]
    (poison,) = (await admin.get(f"{tasks}?state=set_aside")).json()["items"]
    assert {**poison, "queued_at": "", "due_at": ""} == {
        "id": str(UUID(int=2)),
        "wave": "people",
        "part": 2,
        "queue": "people",
        "state": "set_aside",
        "entity": "person",
        "entity_ids": [str(UUID(int=7))],
        "attempts": 1,
        "error": "poison",
        "worker": "w1",
        "queued_at": "",
        "due_at": "",
        "started_at": None,
        "finished_at": None,
    }
    (worker,) = (await admin.get("/api/v1/workers")).json()["items"]
    (task,) = worker["tasks"]
    assert (worker["name"], worker["state"], worker["queues"]) == (
        *("w1", "alive", ["people"]),
    )
    assert (task["id"], task["command"], task["entities"]) == (
        *(str(UUID(int=1)), "sync all", 1),
    )
