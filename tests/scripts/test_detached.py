"""A command that is left to workers: asked for by a row, done by `worker --once`."""

import json
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from typing import Any
from uuid import UUID

import pytest

from tests.dumps import differences, dump
from tests.pipeline import NO_PICTURES, Pipeline

pytestmark = pytest.mark.direct

SHOWS = range(1, 5)


def _shows(pipeline: Pipeline) -> Pipeline:
    for tmdb_id in SHOWS:
        pipeline.upstream.put(tmdb_id, f"Show {tmdb_id}")
    return pipeline.with_settings(images=NO_PICTURES)


async def _work(pipeline: Pipeline, **environment: str) -> dict[str, Any]:
    """Let a worker do what waits; return what it says of it."""
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "scripts.worker", "--once", "--json"),
        stdout=PIPE,
        stderr=PIPE,
        env=pipeline.environment(**environment),
    )
    said, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    found: dict[str, Any] = json.loads(said)
    return found


async def _detach(pipeline: Pipeline, *arguments: str) -> dict[str, Any]:
    found = await pipeline.trr(*arguments, "--detach", "--json")
    assert found.exit_code == 0, found.output
    said: dict[str, Any] = json.loads(found.stdout)
    return said


async def test_workers_do_what_a_process_would(
    pipeline: Pipeline, undisturbed: Pipeline
) -> None:
    """Every row, document and object is that of an undisturbed run; asked for once."""
    pipeline, undisturbed = _shows(pipeline), _shows(undisturbed)
    for each in (undisturbed, pipeline):
        await each.track(*SHOWS)
    await undisturbed.sync()
    asked = await _detach(pipeline, "sync", "all")
    assert asked == {"run_id": asked["run_id"], "is_new": True, "workers": False}
    again = await _detach(pipeline, "sync", "all")
    assert again == {**asked, "is_new": False}
    assert (await _work(pipeline))["runs"] == 1
    with undisturbed.connect() as one, pipeline.connect() as other:
        wanted = dump(one, undisturbed.settings.home_path / "media")
        found = dump(other, pipeline.settings.home_path / "media")
    assert differences(wanted, found) == {}
    [(run_id, outcome, actor, stages)] = pipeline.rows(
        "select id, outcome, split_part(actor, ':', 1), stages from ops.runs"
        " where command = 'sync all'"
    )
    assert (run_id, outcome, actor) == (UUID(asked["run_id"]), "done", "cli")
    assert (stages["details"]["done"], stages["details"]["left"]) == (4, 0)
    assert pipeline.rows("select count(*) from ops.task_claims") == [(0,)]
    assert pipeline.rows("select distinct state from ops.tasks") == [("done",)]
    assert pipeline.rows("select count(*) from ops.workers where ended_at is null") == [
        (0,)
    ]


async def test_what_is_left_undone_is_named_and_tried_again(
    pipeline: Pipeline,
) -> None:
    """One show's failure leaves the others done, and the retry is about it alone."""
    pipeline = _shows(pipeline)
    await pipeline.track(*SHOWS)
    pipeline.upstream.fail(
        {"match": "^/3/tv/3", "kind": "shape"},
    )
    asked = await _detach(pipeline, "sync", "all")
    await _work(pipeline)
    [(outcome, failures)] = pipeline.rows(
        "select outcome, (select jsonb_agg(f -> 'item') from"
        " jsonb_path_query(summary, '$.stages[*].failures[*]') f) from ops.runs"
        " where id = %s",
        asked["run_id"],
    )
    assert outcome == "done_with_failures"
    assert set(failures) == {"tmdb:3 (tmdb:3)"}
    pipeline.upstream.fail()
    pipeline.upstream.requests()
    retried = await pipeline.trr("runs", "retry-failed", "--json")
    assert retried.exit_code == 0, retried.output
    await _work(pipeline)
    assert not [
        path
        for path in pipeline.upstream.paths()
        if "/tv/" in path and not path.startswith("/3/tv/3")
    ]
    assert pipeline.rows(
        "select outcome from ops.runs where retry_of = %s", asked["run_id"]
    ) == [("done",)]
    assert pipeline.rows("select name from core.shows where name = 'Show 3'") == [
        ("Show 3",)
    ]


async def test_what_workers_are_not_for(pipeline: Pipeline) -> None:
    """A dry run is told where it is asked for."""
    found = await pipeline.trr("sync", "all", "--detach", "--dry-run")
    assert (found.exit_code, "leave --detach away" in found.stderr) == (2, True)
    found = await pipeline.trr("sync", "all", "--detach", "--show", "tmdb:9")
    assert (found.exit_code, "no show tmdb:9" in found.stderr) == (2, True)
    assert pipeline.rows("select count(*) from ops.runs") == [(0,)]
