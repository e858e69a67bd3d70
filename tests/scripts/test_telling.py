"""What followers of a run are told while it goes on."""

import asyncio
import json
from collections.abc import Mapping
from uuid import UUID

import psycopg
import pytest

from scripts._progress import watching
from scripts._report import RunReport
from scripts._telling import telling
from trr_backend.errors import DatabaseUnavailable
from trr_backend.models.tasks import StageCount
from trr_backend.repositories import runs
from trr_backend.repositories.db import Database, Transaction


async def test_a_run_is_told_from_its_begin_to_its_end(
    database: Database, database_url: str
) -> None:
    """The begin, each stage as soon as it is on, and the end with the last counts."""
    listener = await psycopg.AsyncConnection.connect(database_url, autocommit=True)
    async with listener:
        await listener.execute("listen trr_progress")
        async with database.transaction() as tx:
            run_id = await runs.start(tx, "sync all", {})
        with watching(silent=True) as silent:
            async with telling(database, run_id, silent, RunReport("x")) as counting:
                counting.begin("details", 3)
                await _written(database, run_id)
                counting.advance(failed=False)
                counting.count(put_bytes=7, failed=True)
        async with database.transaction() as tx:
            await runs.finish(tx, run_id, "failed", {}, counting.progress)
        told = [
            json.loads(one.payload) async for one in listener.notifies(stop_after=3)
        ]

    for one in told:
        assert one.pop("at").endswith("Z")
    same = {"run_id": str(run_id), "command": "sync all"}
    details = {**same, "stage": "details", "total": 3}
    assert told == [
        {**same, "stage": None, "total": None, "done": 0, "failed": 0, "outcome": None},
        {**details, "done": 0, "failed": 0, "outcome": None},
        {**details, "done": 2, "failed": 1, "outcome": "failed"},
    ]


async def test_a_count_that_cannot_be_noted_stops_nothing(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log has it, and the run goes on."""

    async def fail(
        _tx: Transaction,
        _run_id: UUID,
        _progress: runs.Progress,
        _stages: Mapping[str, StageCount],
    ) -> None:
        raise DatabaseUnavailable("the database went away")

    monkeypatch.setattr(runs, "tell", fail)
    async with database.transaction() as tx:
        run_id = await runs.start(tx, "sync all", {})
    with watching(silent=True) as silent:
        async with telling(database, run_id, silent, RunReport("x")) as counting:
            counting.begin("details", 1)
            async with asyncio.timeout(5):
                while not caplog.records:  # noqa: ASYNC110 -- a log wakes nobody
                    await asyncio.sleep(0.01)
            counting.advance(failed=False)

    assert counting.progress == runs.Progress("details", 1, 0, 1)
    assert caplog.messages == [
        f"how far run {run_id} is was not noted: the database went away"
    ]


async def _written(database: Database, run_id: UUID) -> None:
    async with asyncio.timeout(5):
        while True:
            async with database.reading() as tx:
                cursor = await tx.execute(
                    "select progress from ops.runs where id = %s", [run_id]
                )
                if await cursor.fetchone() != (None,):
                    return
            await asyncio.sleep(0.01)
