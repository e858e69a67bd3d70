"""`trr status`: what goes on, while one looks."""

import asyncio
import json
import re
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console

from scripts._in_hand import tables
from scripts._watching import Lines, look, look_here, redrawing, watch
from tests.pipeline import Pipeline
from trr_backend.config import Settings
from trr_backend.errors import DatabaseUnavailable, InputError
from trr_backend.models.run_state import InHand
from trr_backend.models.tasks import StageCount
from trr_backend.repositories import queued_runs, runs
from trr_backend.repositories.db import Database

DETAILS = StageCount(done=40, total=40, unchanged=7, requests=40, seconds=8)
PEOPLE = StageCount(done=3, failed=1, total=10, left=6, requests=9, seconds=2)


async def enqueue(database: Database, command: str = "sync all") -> UUID:
    """Ask for a run."""
    async with database.transaction() as tx:
        queued = await queued_runs.enqueue(tx, command, {}, actor="key:1", priority=1)
    return queued.id


async def go_on(database: Database, run: UUID) -> None:
    """Let a worker have done a part of a run."""
    async with database.transaction() as tx:
        await queued_runs.begin(tx, run)
        stages = {"details": DETAILS, "people": PEOPLE}
        await runs.tell(tx, run, runs.Progress("people", 4, 1, 10), stages)
        await tx.execute(
            "insert into ops.workers (name, host, pid, version, queues, concurrency)"
            " values ('w1', 'h', 7, '1', '{people}', 2) on conflict do nothing"
        )
        await tx.execute(
            "insert into ops.tasks (run_id, wave, part, queue, state, worker, epoch)"
            " values (%s, 'people', 0, 'people', 'running', 'w1', 1),"
            " (%s, 'people', 1, 'people', 'queued', null, null)",
            [run, run],
        )
        await tx.execute(
            "insert into ops.schedules (name, command, cron, enabled) values"
            " ('nightly', 'sync all', '0 3 * * *', true),"
            " ('datasets', 'import imdb-datasets', '0 3 * * *', true),"
            " ('odd', 'sync all', '99 99 * * *', true),"
            " ('off', 'sync all', '0 3 * * *', false)"
        )


async def end(database: Database, run: UUID, outcome: runs.RunOutcome) -> None:
    """End a run."""
    async with database.transaction() as tx:
        await runs.finish(tx, run, outcome, {})


def text(now: InHand) -> str:
    """Return what a terminal shows."""
    console = Console(file=StringIO(), width=120, highlight=False)
    for one in tables(now):
        console.print(one)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


async def test_tables(settings: Settings, database: Database) -> None:
    """A run with its stages and ends, who works on it, what waits, what comes next."""
    run = await enqueue(database)
    waiting = await enqueue(database, "retention")
    await go_on(database, run)
    shown = text(await look_here(settings, database, None))
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    head = f"sync all {str(run)[:8]} goes on, begun N ago, asked for by key:1,"
    assert re.sub(r"\d\.\d s", "N", lines[0]) == f"{head} priority 1, 49 requests"
    assert lines[1:6] == [
        "stage done failed unchanged left a second requests",
        "details 40 0 7 0 40",
        "people 3 1 0 6 9",
        "people 4 of 10, 1 failed",
        "expected end of this: not known yet; of all: not known yet",
    ]
    assert f"retention {str(waiting)[:8]}  waits for" in shown
    rest = "\n".join(lines[6:])
    assert "worker state seen does\nw1 alive" in rest
    assert "ago people of sync all" in rest
    assert re.search(r"nightly sync all \w+ 03:00 UTC, in \d", rest)
    assert "odd" not in rest
    assert "datasets" not in rest
    assert "off" not in rest
    assert "parts that wait: people 1" in rest


async def test_lines(settings: Settings, database: Database) -> None:
    """One when a run waits, goes on and ends; then the exit code says how."""
    console = Console(file=StringIO(), width=40, highlight=False)
    lines = Lines(console, wait_scale=1000)
    run = await enqueue(database)
    looks = 0

    def show(now: InHand) -> None:
        nonlocal looks
        looks += 1
        lines.show(now)

    task = asyncio.create_task(watch(settings, database, str(run), show))
    await _seen(lambda: looks > 2)
    await go_on(database, run)
    was = looks
    await _seen(lambda: looks > was + 1)
    await end(database, run, "done_with_failures")
    assert await task == 1
    assert isinstance(console.file, StringIO)
    told = re.sub(r"\d\d:\d\d:\d\d|\d+\.\d s", "N", console.file.getvalue())
    name = f"N sync all {str(run)[:8]}"
    on = "people 4 of 10, 1 failed; 49 requests; 1 worker"
    unknown = "expected end of this not known yet, of all not known yet"
    assert told.splitlines() == [
        f"{name} waits for N, priority 1",
        f"{name} goes on for N: {on}; {unknown}",
        f"{name} ended after N: done with failures; 49 requests, 1 failed",
    ]


async def test_all_runs(settings: Settings, database: Database) -> None:
    """Whoever watches all is told the end of each, and looks on."""
    console = Console(file=StringIO(), force_terminal=True, width=100)
    seen: list[list[tuple[UUID, str]]] = []
    run = await enqueue(database)
    with redrawing(console) as draw:

        def show(now: InHand) -> None:
            draw(now)
            seen.append([(one.id, one.state) for one in now.runs])

        task = asyncio.create_task(watch(settings, database, None, show))
        await _seen(lambda: bool(seen))
        await end(database, run, "cancelled")
        await _seen(lambda: [] in seen)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert seen[0] == [(run, "queued")]
    assert seen[seen.index([]) - 1] == [(run, "ended")]
    assert isinstance(console.file, StringIO)
    drawn = console.file.getvalue()
    assert "cancelled" in drawn
    assert "Nothing goes on or waits." in drawn


async def test_a_database_that_is_away_is_asked_again(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once something was seen; else it is an error."""
    run = await enqueue(database)
    real, asked = look, 0

    async def fail_at_times(of: Database, named: str | None) -> InHand:
        nonlocal asked
        asked += 1
        if asked % 2 == 0:
            raise DatabaseUnavailable
        return await real(of, named)

    monkeypatch.setattr("scripts._watching.look", fail_at_times)
    seen: list[InHand] = []
    task = asyncio.create_task(watch(settings, database, str(run), seen.append))
    await _seen(lambda: len(seen) > 2)
    await end(database, run, "done")
    assert await task == 0


async def test_runs_are_named_by_how_their_ids_begin(database: Database) -> None:
    """Of none and of several one is told; what is no id is not looked for."""
    for number in (0x11 << 120, 0x11 << 120 | 1, 0x22 << 120):
        async with database.transaction() as tx:
            await tx.execute(
                "insert into ops.runs (id, command, finished_at)"
                " values (%s, 'x', now())",
                [UUID(int=number)],
            )
    (found,) = (await look(database, "22")).runs
    assert found.id == UUID(int=0x22 << 120)
    for named, said in (
        ("33", "no run begins with 33; `trr runs list` names them"),
        ("11", "several runs begin with 11; `trr runs list` names them"),
        ("2%", "2% is no id of a run: give a uuid or how one begins"),
    ):
        with pytest.raises(InputError) as caught:
            await look(database, named)
        assert str(caught.value) == said


async def test_commands(pipeline: Pipeline, database: Database) -> None:
    """`trr status` says it first, `--json` as `now`; an ended run is told once."""
    run = await enqueue(database)
    waiting = json.loads((await pipeline.trr("status", "--json")).stdout)
    states = [one["state"] for one in waiting["now"]["runs"]]
    assert (states, waiting["runs"]) == (["queued"], [])
    await go_on(database, run)
    said = await pipeline.trr("status")
    assert said.output.startswith(f"sync all {str(run)[:8]}  goes on")
    assert "0 shows followed" in said.output
    told: dict[str, Any] = json.loads((await pipeline.trr("status", "--json")).stdout)
    assert [one["id"] for one in told["now"]["runs"]] == [str(run)]
    assert told["amounts"]["shows"] == 0
    alone = await pipeline.trr("status", "--run", str(run), "--json")
    assert list(json.loads(alone.stdout)) == ["now"]
    await end(database, run, "failed")
    ended = await pipeline.trr("status", "--watch", "--run", str(run)[:8])
    assert (ended.exit_code, "ended after" in ended.output) == (1, True)
    as_json = await pipeline.trr("status", "--watch", "--run", str(run), "--json")
    (one,) = json.loads(as_json.stdout)["runs"]
    assert (one["id"], one["outcome"]) == (str(run), "failed")
    missing = await pipeline.trr("status", "--watch", "--run", "0000")
    assert missing.exit_code == 2


async def _seen(is_so: Any) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 -- of a task that wakes nobody
            await asyncio.sleep(0.01)
