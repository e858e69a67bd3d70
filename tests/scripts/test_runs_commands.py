"""`trr runs`: seen, cancelled and asked for again by persons."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from tests.command_tree import TRR
from tests.processes import variables
from tests.schedule_rows import execute, rows, until
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

_STAGES = json.dumps(
    {
        "details": {"at": 0, "done": 9, "failed": 2, "requests": 11, "seconds": 2.0},
        "entities": {"at": 1, "done": 9, "unchanged": 2, "requests": 0},
    }
)
_WAITS = UUID("10000000-0000-0000-0000-000000000001")
_FAILED = UUID("20000000-0000-0000-0000-000000000002")
_DONE = UUID("30000000-0000-0000-0000-000000000003")
_OWN = UUID("30000000-0000-0000-0000-000000000004")


class Commands:
    """`trr runs` on the test's database, in which there are four runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def run(self, *arguments: str) -> Result:
        """Run a command in this process."""
        call = ("runs", *arguments)
        return await asyncio.to_thread(
            CliRunner().invoke, TRR, call, env=variables(self._settings)
        )

    async def json(self, *arguments: str) -> Any:
        """Return what a command says as JSON."""
        done = await self.run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
async def trr(settings: Settings, database: Database) -> Commands:
    """Return the commands: a run waits, three have ended, one in its own process."""
    await execute(
        database,
        "insert into ops.runs (id, command, options, actor, queued_at, started_at,"
        " begun_at, finished_at, outcome, summary, stages) select id::uuid, command,"
        ' \'{"airing": true, "limit": 3}\', actor, queued::timestamptz,'
        " coalesce(begun, queued)::timestamptz, begun::timestamptz,"
        " ended::timestamptz, outcome, summary::jsonb, coalesce(stages, '{}')::jsonb"
        " from (values"
        " (%s, 'sync people', 'cli:rob', '2026-11-04 01:00Z', null, null, null, null,"
        "   null),"
        " (%s, 'sync all', 'sched:n', '2026-11-03 01:00Z',"
        "   '2026-11-03 01:00:05Z', '2026-11-03 01:02:05Z', 'done_with_failures',"
        '   \'{"stopped": null, "notes": ["Season 3 is cut"]}\', %s),'
        " (%s, 'sync shows', 'key:1a2b', '2026-11-02 01:00Z', '2026-11-02 01:00:01Z',"
        "   '2026-11-02 01:00:02Z', 'done', '{}', null),"
        " (%s, 'sync all', null, null, '2026-11-01 01:00Z', '2026-11-01 01:30Z',"
        "   'failed', '{}', null))"
        " v (id, command, actor, queued, begun, ended, outcome, summary, stages)",
        *(_WAITS, _FAILED, _STAGES, _DONE, _OWN),
    )
    await execute(
        database,
        "insert into ops.run_items (run_id, stage, item, outcome, error)"
        " select %s, 'details', 'show ' || n, case when n > 2 then 'done'"
        " else 'failed' end, case when n > 2 then null else 'HTTP 500' end"
        " from generate_series(1, 4) n",
        _FAILED,
    )
    return Commands(settings)


async def test_runs_are_listed_the_latest_first(trr: Commands) -> None:
    """With how they ended, how long they took, and what they asked for."""
    listed = (await trr.run("list")).stdout.splitlines()
    everything = (await trr.json("list"))["runs"]
    chosen = [
        [one["id"] for one in (await trr.json("list", *words))["runs"]]
        for words in (
            ("--state", "queued"),
            ("--outcome", "done"),
            ("--command", "sync all", "--limit", "1"),
        )
    ]
    nothing = await trr.run("list", "--outcome", "cancelled")

    assert [" ".join(line.split()) for line in listed] == [
        "run command state begun (UTC) took failed requests asked for by",
        "10000000 sync people waits 0 0 cli:rob",
        "20000000 sync all done with failures 2026-11-03 01:00 2 min 0 s 2 11 sched:n",
        "30000000 sync shows done 2026-11-02 01:00 1.0 s 0 0 key:1a2b",
        "30000000 sync all failed 2026-11-01 01:00 30 min 0 s 0 0 its own process",
    ]
    assert [one["id"] for one in everything] == [
        str(one) for one in (_WAITS, _FAILED, _DONE, _OWN)
    ]
    assert everything[1]["stages"][0] == {
        "stage": "details",
        "done": 9,
        "failed": 2,
        "unchanged": 0,
        "left": None,
        "requests": 11,
        "seconds": 2.0,
        "rate": None,
    }
    assert chosen == [[str(_WAITS)], [str(_DONE)], [str(_FAILED)]]
    assert nothing.stdout == "There is no such run.\n"


async def test_a_run_is_shown_with_what_it_left_undone(trr: Commands) -> None:
    """By the first characters of its id; with what can be done about it."""
    shown = (await trr.run("show", "2000")).stdout
    told = await trr.json("show", str(_FAILED))

    assert " details 9 2 0 11 " in " ".join(shown.split())
    assert shown[shown.index("id ") :] == (
        f"id        {_FAILED}\n"
        "command   trr sync all --limit 3 --airing\n"
        "queued    2026-11-03 01:00:00 UTC\n"
        "begun     2026-11-03 01:00:05 UTC\n"
        "ended     2026-11-03 01:02:05 UTC\n"
        "waited    5.0 s\n"
        "note      Season 3 is cut\n"
        "next      trr runs retry-failed 20000000\n"
        "undone    details: show 1: HTTP 500\n"
        "undone    details: show 2: HTTP 500\n"
    )
    assert (told["id"], told["outcome"], told["requests"], told["seconds"]) == (
        str(_FAILED),
        "done_with_failures",
        11,
        120.0,
    )
    assert [one["item"] for one in told["undone"]] == ["show 1", "show 2"]


async def test_what_failed_is_asked_for_again(
    trr: Commands, database: Database
) -> None:
    """The latest that failed and was not asked for again, or the one that is named."""
    first = await trr.json("retry-failed")
    again = await trr.run("retry-failed", "2000")
    ((command, retry_of, priority, is_queued),) = await rows(
        database,
        "select command, retry_of, priority, queued_at is not null from ops.runs"
        " where id = %s",
        first["run_id"],
    )
    nothing = await trr.run("retry-failed")

    assert (first["is_new"], first["workers"]) == (True, False)
    assert (command, retry_of, priority, is_queued) == ("sync all", _FAILED, 1, True)
    assert again.stdout == f"{first['run_id']}\n"
    assert "the very same waits already" in again.stderr
    assert "no worker is there to do it" in again.stderr
    assert nothing.exit_code == 2
    assert "no run of workers left anything undone" in nothing.stderr


async def test_a_run_is_cancelled_and_its_end_awaited(
    trr: Commands, database: Database
) -> None:
    """One that nobody has begun ends at once, others once a worker hears of it."""
    waiting = await trr.json("cancel", "1000")
    begin = (
        "update ops.runs set begun_at = now(), finished_at = null, outcome = null,"
        " cancel_asked_at = null where id = %s"
    )
    await execute(database, begin, _WAITS)
    unheard = await trr.run("cancel", "1000", "--wait", "0.1")
    await execute(database, begin, _WAITS)
    end = (
        "update ops.runs set finished_at = now(), outcome = 'cancelled'"
        " where cancel_asked_at is not null and finished_at is null returning id"
    )
    ending = asyncio.create_task(until(database, end))
    ended = await trr.json("cancel", str(_WAITS))
    await ending

    assert (waiting["outcome"], ended["outcome"]) == ("cancelled", "cancelled")
    assert 0 < ended["seconds"] < 20
    assert unheard.exit_code == 1
    assert unheard.stdout.startswith(f"run {_WAITS} is told to end and has not within")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "4000"), "no run begins with 4000; `trr runs list` names them"),
        (("show", "3000"), "several runs begin with 3000"),
        (("show", "x%"), "x% is no id of a run: give a uuid or how one begins"),
        (("cancel", "2000"), f"run {_FAILED} has ended already: done with failures"),
        (("retry-failed", "1000"), f"run {_WAITS}: it still goes on; wait for its end"),
        (("retry-failed", str(_DONE)), f"run {_DONE}: it left nothing undone"),
        (("retry-failed", str(_OWN)), "in its command's own process; run the command"),
    ],
)
async def test_what_cannot_be_is_said_with_what_can(
    trr: Commands, arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2; nothing is changed."""
    done = await trr.run(*arguments)

    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


async def test_a_run_of_its_own_process_ends_there(
    trr: Commands, database: Database
) -> None:
    """Nobody else hears of it: Ctrl-C is how it ends."""
    at = datetime.now(UTC)
    await execute(
        database,
        "insert into ops.runs (id, command, started_at) values (%s, 'sync all', %s)",
        *("50000000-0000-0000-0000-000000000000", at),
    )
    done = await trr.run("cancel", "5")

    assert done.exit_code == 2
    assert "it works in its command's own process; end that with Ctrl-C" in done.stderr
