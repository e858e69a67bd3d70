"""Admins read the runs: how far each is, and what became of its items."""

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
            [("sync all", "failed"), ("review", "done"), ("sync all", None)]
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
    assert await listed("outcome=failed&command=sync%20all") == [1]
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
        "started_at": "2026-01-02T03:04:05.000000Z",
        "finished_at": "2026-01-02T03:04:06.000000Z",
        "outcome": "failed",
        "progress": progress,
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
    for path in (f"/api/v1/runs/{UUID(int=9)}", f"/api/v1/runs/{UUID(int=9)}/items"):
        missing = await admin.get(path)
        assert (missing.status_code, missing.json()["detail"]) == (
            404,
            "There is no such run.",
        )
