"""Runs that workers do: asked for once, cancelled, asked for again."""

import asyncio

import pytest

from trr_backend.errors import Conflict, Missing
from trr_backend.models.tasks import DETACHED, PERSON, SCHEDULED, Queued
from trr_backend.repositories import queued_runs, runs
from trr_backend.repositories.db import Database


async def _enqueue(database: Database, *, priority: int = DETACHED) -> Queued:
    async with database.transaction() as tx:
        return await queued_runs.enqueue(
            tx, "sync all", {"force": False}, actor="test", priority=priority
        )


async def test_the_very_same_waits_once(database: Database) -> None:
    """Also where many ask at once; the one who is in most of a hurry counts."""
    asked = await asyncio.gather(*(_enqueue(database) for _ in range(6)))
    assert len({one.id for one in asked}) == 1
    assert [one.is_new for one in asked].count(True) == 1
    assert not (await _enqueue(database, priority=PERSON)).is_new
    assert not (await _enqueue(database, priority=SCHEDULED)).is_new
    async with database.transaction() as tx:
        [run] = await queued_runs.load_in_hand(tx)
        assert (run.priority, run.is_cancelled, run.delivery) == (PERSON, False, 0)
        await queued_runs.begin(tx, run.id)
    # What has begun may have passed what is asked for now.
    assert (await _enqueue(database)).is_new


async def test_it_is_handed_over_anew_by_one(database: Database) -> None:
    """Of all workers that see it unattended."""
    await _enqueue(database)
    async with database.transaction() as tx:
        [run] = await queued_runs.load_in_hand(tx)
        assert await queued_runs.redeliver(tx, run) == 1
        assert await queued_runs.redeliver(tx, run) is None


async def test_what_can_be_cancelled_and_retried(database: Database) -> None:
    """Not what is over, what goes on elsewhere, or what left nothing undone."""
    run_id = (await _enqueue(database)).id
    async with database.transaction() as tx:
        with pytest.raises(Conflict, match="still goes on"):
            await queued_runs.retry(tx, run_id, actor="test", priority=PERSON)
        assert await queued_runs.ask_cancel(tx, run_id)
        assert await queued_runs.load_latest_failed(tx) is None
        await runs.finish(tx, run_id, "done", {})
        assert not await queued_runs.ask_cancel(tx, run_id)
        assert await queued_runs.load(tx, run_id) is None
        with pytest.raises(Conflict, match="left nothing undone"):
            await queued_runs.retry(tx, run_id, actor="test", priority=PERSON)
        await runs.finish(tx, run_id, "done_with_failures", {})
        assert await queued_runs.load_latest_failed(tx) == run_id
        again = await queued_runs.retry(tx, run_id, actor="test", priority=PERSON)
        [run] = await queued_runs.load_in_hand(tx)
        assert (run.id, run.retry_of, run.command) == (again.id, run_id, "sync all")
        by_hand = await runs.start(tx, "sync all", {})
        with pytest.raises(Conflict, match="Ctrl-C"):
            await queued_runs.ask_cancel(tx, by_hand)
        with pytest.raises(Conflict, match="run the command again"):
            await queued_runs.retry(tx, by_hand, actor="test", priority=PERSON)
        with pytest.raises(Missing):
            await queued_runs.retry(tx, by_hand.__class__(int=1), actor="", priority=1)
