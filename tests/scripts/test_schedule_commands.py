"""`trr schedule`: what workers do by themselves, seen and set by persons."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scripts._schedules import ROUTINES
from scripts._ticking import Ticker
from tests.command_tree import TRR
from tests.processes import variables
from tests.schedule_rows import LONG_AGO, execute, forget_ticks, only, rows
from trr_backend.config import Settings
from trr_backend.repositories.db import Database
from trr_backend.utils.ticks import next_tick


class Commands:
    """`trr schedule` on the test's database."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def run(self, *arguments: str) -> Result:
        """Run a command in this process."""
        call = ("schedule", *arguments)
        return await asyncio.to_thread(
            CliRunner().invoke, TRR, call, env=variables(self._settings)
        )

    async def json(self, *arguments: str) -> Any:
        """Return what a command says as JSON."""
        done = await self.run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def trr(settings: Settings) -> Commands:
    """Return the commands."""
    return Commands(settings)


async def test_before_the_first_worker_the_defaults_are_listed(
    trr: Commands, database: Database
) -> None:
    """Nothing is written by looking; what this installation does not use is said."""
    listed = (await trr.json("list"))["schedules"]
    text = (await trr.run("list")).stdout

    assert [one["name"] for one in listed] == [one.name for one in ROUTINES]
    airing = listed[2]
    assert (
        timedelta()
        < datetime.fromisoformat(airing.pop("next_tick")) - datetime.now(UTC)
        <= timedelta(hours=1)
    )
    assert airing == {
        "name": "airing",
        "command": "sync seasons-episodes",
        "options": {"airing": True, "max_age_seconds": 3600},
        "cron": "0 * * * *",
        "timezone": "UTC",
        "enabled": True,
        "unused": None,
        "last_tick": None,
        "passed_over": False,
        "last_run": None,
    }
    assert (listed[3]["unused"], listed[3]["next_tick"]) == (
        "TRR_IMDB_DATASETS is not set",
        None,
    )
    assert text.startswith(
        "nightly: trr sync all\n"
        "  when  30 2 * * * (UTC), on, once a worker runs\n"
        "  next  "
    )
    assert "airing: trr sync seasons-episodes --airing --max-age 1h\n" in text
    assert "watch-providers: trr sync shows --max-age 1d\n" in text
    assert "(UTC), not used: TRR_IMDB_DATASETS is not set\n  next  never\n" in text
    assert await rows(database, "select count(*) from ops.schedules") == [(0,)]


async def test_the_last_run_is_told_with_its_outcome(
    trr: Commands, settings: Settings, database: Database
) -> None:
    """Also that a tick was passed over because it went on still."""
    ticker = Ticker(settings, database)
    await ticker.begin()
    await only(database, "nightly")
    said = []
    for step in ("look", "pass over", "end"):
        if step == "end":
            await execute(
                database,
                "update ops.runs set finished_at = now(),"
                " outcome = 'done_with_failures', queued_at = now()",
            )
        elif step == "pass over":
            await execute(database, "update ops.runs set queued_at = %s", LONG_AGO)
            await forget_ticks(database)
        await ticker.look()
        said.append((await trr.run("list")).stdout.splitlines()[:4])
    ((run_id, queued_at, finished_at),) = await rows(
        database, "select id, queued_at, finished_at from ops.runs"
    )
    nightly = (await trr.json("list"))["schedules"][0]

    year = datetime.now(UTC).year
    following = next_tick("0 0 1 1 *", "UTC", datetime.now(UTC))
    first = [
        "nightly: trr sync all",
        "  when  0 0 1 1 * (UTC), on",
        f"  next  {following:%a %Y-%m-%d} 00:00 UTC",
    ]
    last = f"  last  {datetime(year, 1, 1, tzinfo=UTC):%a %Y-%m-%d} 00:00 UTC"
    assert said == [
        [*first, f"{last}; run {run_id} has not ended"],
        [
            *first,
            f"{last} (passed over: the run before went on); run {run_id} has not ended",
        ],
        [*first, f"{last}; run {run_id} ended: done with failures"],
    ]
    assert (nightly["last_tick"], nightly["last_run"]) == (
        f"{year}-01-01T00:00:00+00:00",
        {
            "id": str(run_id),
            "outcome": "done_with_failures",
            "queued_at": queued_at.astimezone(UTC).isoformat(),
            "finished_at": finished_at.astimezone(UTC).isoformat(),
        },
    )


async def test_a_schedule_is_set_and_put_back(
    trr: Commands, settings: Settings, database: Database
) -> None:
    """It counts from now on: ticks of the new kind that are past are no missed ones."""
    ticker = Ticker(settings, database)
    await ticker.begin()
    await forget_ticks(database)
    tried = await trr.run(
        "set", "nightly", "--cron", "30 3 * * *", "--off", "--dry-run"
    )
    untouched = await rows(
        database, "select cron, enabled from ops.schedules where name = 'nightly'"
    )
    said = await trr.json(
        *("set", "nightly", "--cron", " 30  3 * * *", "--timezone", "Europe/Berlin")
    )
    off = await trr.run("set", "nightly", "--off")
    switched_on = await trr.json("set", "nightly", "--on")
    await execute(
        database, "update ops.schedules set enabled = false where name <> 'nightly'"
    )
    await ticker.look()
    usual = await trr.json("set", "nightly", "--default")

    assert tried.stdout.startswith(
        "would be:\nnightly: trr sync all\n  when  30 3 * * * (UTC), off\n  next  never"
    )
    assert untouched == [("30 2 * * *", True)]
    keys = ("cron", "timezone", "enabled")
    assert [said[key] for key in keys] == ["30 3 * * *", "Europe/Berlin", True]
    assert "(Europe/Berlin), off\n  next  never\n  last  never\n" in off.stdout
    assert [switched_on[key] for key in keys] == ["30 3 * * *", "Europe/Berlin", True]
    assert await rows(database, "select count(*) from ops.runs") == [(0,)]
    assert [usual[key] for key in keys] == ["30 2 * * *", "UTC", True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nightly", "--cron", "61 3 * * *"), "is out of range: minutes are 0-59"),
        (("nightly", "--cron", "30 3 * *"), "has 4 fields; five are needed"),
        (("nightly", "--timezone", "Berlin"), "knows no time zone 'Berlin'"),
        (("night", "--off"), "there is no schedule 'night'; there are: airing, clean"),
        (("nightly",), "say what to set: --cron, --timezone, --on, --off or --default"),
        (("nightly", "--default", "--off"), "--default sets everything"),
    ],
)
async def test_what_cannot_be_set_changes_nothing(
    trr: Commands, database: Database, arguments: tuple[str, ...], said: str
) -> None:
    """Exit code 2, and a line that says how it is done."""
    done = await trr.run("set", *arguments)

    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert await rows(database, "select count(*) from ops.schedules") == [(0,)]
