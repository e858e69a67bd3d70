"""The history of runs."""

from uuid import UUID

from trr_backend.repositories import runs
from trr_backend.repositories.db import Database


async def test_a_run_is_noted_from_its_start_to_its_end(database: Database) -> None:
    """While it runs it has no outcome; of an item the last word counts."""
    async with database.transaction() as tx:
        run_id = await runs.start(tx, "sync all", {"limit": 3})
    async with database.transaction() as tx:
        failed: dict[str, str | None] = {"One": "not found", "Two": "no answer"}
        await runs.note_items(tx, run_id, runs.Notes("details", failed))
        await runs.note_items(tx, run_id, runs.Notes("details", {"One": None}))
        await runs.note_items(tx, run_id, runs.Notes("logos", {"Two": "an SVG"}))
    assert await _runs(database) == [(run_id, "sync all", {"limit": 3}, None, None)]

    async with database.transaction() as tx:
        await runs.finish(tx, run_id, "failed", {"exit_code": 1})

    assert await _runs(database) == [
        (run_id, "sync all", {"limit": 3}, "failed", {"exit_code": 1})
    ]
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select stage, item, outcome, error from ops.run_items order by stage, item"
        )
        assert await cursor.fetchall() == [
            ("details", "One", "done", None),
            ("details", "Two", "failed", "no answer"),
            ("logos", "Two", "failed", "an SVG"),
        ]


async def _runs(
    database: Database,
) -> list[tuple[UUID, str, object, str | None, object]]:
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select id, command, options, outcome, summary from ops.runs"
            " where (finished_at is null) = (outcome is null)"
        )
        return [(a, b, c, d, e) for a, b, c, d, e in await cursor.fetchall()]
