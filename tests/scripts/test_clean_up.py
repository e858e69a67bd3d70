"""Old records go, the catalogue and what can be asked for again stay."""

from dataclasses import replace
from typing import Any

from scripts._clean_up import clean_up_stages
from tests.pipeline import Pipeline
from tests.schedule_rows import execute, rows
from trr_backend.repositories.db import Database

_LEFT = (
    "select (select array_agg(command order by command) from ops.runs"
    "   where command <> 'test'),"
    " (select array_agg(item order by item) from ops.run_items"
    "   where run_id in (select id from ops.runs where command <> 'test')),"
    " (select array_agg(wave || part order by wave, part) from ops.tasks),"
    " (select array_agg(path order by path) from ops.audit),"
    " (select array_agg(actor order by actor) from ops.requests),"
    " (select count(*) from core.shows)"
)


async def _fill(database: Database) -> None:
    """Make runs that ended 400, 40 and 2 days ago, and ones that did not end."""
    await execute(database, "insert into core.shows (name) values ('One')")
    await execute(
        database,
        "insert into ops.runs (command, started_at, finished_at, queued_at, outcome)"
        " select name, now() - age::interval, now() - ended::interval,"
        "   now() - queued::interval, outcome"
        " from (values ('ancient', '400 d', '399 d', '400 d', 'done'),"
        " ('killed', '400 d', null, null, null),"
        " ('waits', '400 d', null, '400 d', null),"
        " ('old', '41 d', '40 d', '41 d', 'done_with_failures'),"
        " ('young', '3 d', '2 d', '3 d', 'done'))"
        " v (name, age, ended, queued, outcome)",
    )
    for outcome, state in (("done", "done"), ("failed", "set_aside")):
        await execute(
            database,
            "insert into ops.run_items (run_id, stage, item, outcome)"
            " select id, 'details', command || ' ' || %s, %s from ops.runs",
            *(outcome, outcome),
        )
        await execute(
            database,
            "insert into ops.tasks (run_id, wave, part, queue, state)"
            " select id, command, %s, 'shows', %s from ops.runs",
            *(1 if state == "done" else 2, state),
        )
    for age in ("400 d", "40 d"):
        await execute(
            database,
            "insert into ops.audit (at, actor, method, path, status, request_id)"
            " values (now() - %s::interval, 'key:1', 'GET', %s, 200, '')",
            *(age, age),
        )
        await execute(
            database,
            "insert into ops.requests (kind, arguments, actor, requested_at,"
            " finished_at, outcome) values ('review', '{}', %s, now() - %s::interval,"
            " now() - %s::interval, 'done')",
            *(age, age, age),
        )


async def test_old_records_go(pipeline: Pipeline, database: Database) -> None:
    """Done items after TRR_RUNS_DAYS, runs and names of persons after a year."""
    await _fill(database)
    settings = pipeline.settings.model_copy(update={"runs_days": 30})
    pipeline = replace(pipeline, settings=settings)
    before: Any = await rows(database, _LEFT)
    tried = await pipeline.run(clean_up_stages(), dry_run=True)
    untouched = await rows(database, _LEFT)
    report = await pipeline.run(clean_up_stages())

    assert untouched == before
    assert (
        report.notes
        == tried.notes
        == [
            "item of an ended run: 2 older than 30 days",
            "task of an ended run: 2 older than 30 days",
            "run: 2 older than 365 days",
            "call of an admin: 1 older than 365 days",
            "request of an admin: 1 older than 365 days",
        ]
    )
    assert await rows(database, _LEFT) == [
        (
            ["old", "waits", "young"],
            ["old failed", "waits done", "waits failed", "young done", "young failed"],
            ["old2", "waits1", "waits2", "young1", "young2"],
            ["40 d"],
            ["40 d"],
            1,
        )
    ]
    assert (await pipeline.run(clean_up_stages())).notes == []
