"""A tick asks for one run, however many look, and however many ticks were missed."""

import asyncio

import pytest

from scripts._schedules import ROUTINES
from scripts._ticking import Ticker, tick
from tests.schedule_rows import end_runs, execute, forget_ticks, hammering, only, rows
from trr_backend.config import Settings
from trr_backend.errors import DatabaseUnavailable
from trr_backend.repositories.db import Database

_ASKED = (
    "select command, options, actor, priority, queued_at is not null from ops.runs"
    " order by queued_at"
)
_PLAIN: dict[str, object] = {
    "show": [],
    "limit": None,
    "since": None,
    "force": False,
    "full": False,
    "accept_removals": False,
}
_HAMMERED = 12


@pytest.fixture
async def ticker(settings: Settings, database: Database) -> Ticker:
    """Return a ticker on a database with the default schedules."""
    made = Ticker(settings, database)
    await made.begin()
    return made


async def _count(database: Database) -> int:
    ((count,),) = await rows(database, "select count(*) from ops.runs")
    return int(count)


async def _counted(database: Database, most: int) -> int:
    """Return how many runs there are once there are so many."""
    async with asyncio.timeout(20):
        while (count := await _count(database)) < most:  # noqa: ASYNC110 -- rows
            await asyncio.sleep(0.005)
    return count


async def test_the_first_start_makes_the_routines_and_keeps_what_is_set(
    ticker: Ticker, database: Database
) -> None:
    """A new version's own are added; nothing is due before it has ticked."""
    await execute(database, "delete from ops.schedules where name = 'prune'")
    await execute(
        database,
        "update ops.schedules set cron = '1 1 * * *', enabled = false"
        " where name = 'nightly'",
    )
    await ticker.begin()
    await ticker.look()

    found = await rows(
        database,
        "select name, command, options, cron, timezone, enabled from ops.schedules"
        " order by name",
    )
    nightly: tuple[object, ...] = ("nightly", "sync all", {}, "1 1 * * *", "UTC", False)
    assert found == sorted(
        nightly
        if one.name == "nightly"
        else (one.name, one.command, dict(one.options), one.cron, "UTC", True)
        for one in ROUTINES
    )
    assert await _count(database) == 0


async def test_missed_ticks_are_one_run(ticker: Ticker, database: Database) -> None:
    """Years were missed; what is asked for is written as commands write it."""
    await only(database, "airing")
    await ticker.look()
    await ticker.look()

    airing = {**_PLAIN, "airing": True, "max_age_seconds": 3600}
    assert await rows(database, _ASKED) == [
        ("sync seasons-episodes", airing, "schedule:airing", 20, True)
    ]
    ((new_year, last_run_id, run_id),) = await rows(
        database,
        "select to_char(s.last_tick at time zone 'UTC', 'MM-DD HH24:MI:SS'),"
        " s.last_run_id, r.id from ops.schedules s, ops.runs r where s.name = 'airing'",
    )
    assert (new_year, last_run_id) == ("01-01 00:00:00", run_id)


async def test_a_tick_is_passed_over_while_the_last_run_goes_on(
    ticker: Ticker, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Never two at a time; the tick does not come again when the run has ended."""
    caplog.set_level("INFO")
    await only(database, "nightly")
    await ticker.look()
    acted = "select last_tick from ops.schedules where name = 'nightly'"
    first = await rows(database, acted)
    await forget_ticks(database)
    await ticker.look()
    said = [one.message for one in caplog.records]
    second = await rows(database, acted)
    await end_runs(database)
    await ticker.look()

    assert "schedule nightly is passed over: its last run goes on" in said
    assert second == first
    assert await _count(database) == 1
    await forget_ticks(database)
    await ticker.look()
    assert await _count(database) == 2


async def test_what_somebody_waits_for_already_is_not_asked_for_twice(
    ticker: Ticker, database: Database
) -> None:
    """An equal run that nobody has begun is the schedule's run, too."""
    await only(database, "clean-up")
    await ticker.look()
    await execute(database, "update ops.runs set actor = 'cli:rob'")
    await execute(database, "update ops.schedules set last_run_id = null")
    await forget_ticks(database)
    await ticker.look()

    assert await rows(
        database,
        "select r.actor from ops.schedules s join ops.runs r on r.id = s.last_run_id"
        " where s.name = 'clean-up'",
    ) == [("cli:rob",)]
    assert await _count(database) == 1


async def test_a_clock_that_is_set_back_repeats_nothing(
    ticker: Ticker, database: Database
) -> None:
    """A moment that was acted upon is past, also if the clock says otherwise."""
    await only(database, "nightly")
    ahead = "update ops.schedules set last_tick = now() + %s::interval"
    await execute(database, ahead, "50 minutes")
    await ticker.look()
    within_the_hour = await _count(database)
    await execute(database, ahead, "300 days")
    await ticker.look()
    ((is_past,),) = await rows(
        database,
        "select last_tick <= now() from ops.schedules where name = 'nightly'",
    )

    assert (within_the_hour, await _count(database), is_past) == (0, 0, True)


async def test_what_cannot_be_done_here_holds_up_nothing(
    ticker: Ticker, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A command of another version, a zone that this machine lacks: said once each."""
    await only(database, "nightly")
    await execute(
        database,
        "insert into ops.schedules (name, command, cron, timezone, last_tick,"
        " updated_at) select name, command, '* * * * *', zone, '2000-01-01',"
        " '2000-01-01' from (values ('later', 'sync moons', 'UTC'),"
        " ('elsewhere', 'sync all', 'Mars/Olympus')) v (name, command, zone)",
    )
    await ticker.look()
    await ticker.look()

    warned = sorted(one.message for one in caplog.records if one.levelname == "WARNING")
    assert [one.partition(":")[0] for one in warned] == [
        "schedule elsewhere is left alone",
        "schedule later is left alone",
    ]
    assert "knows no time zone 'Mars/Olympus'" in warned[0]
    assert [row[2] for row in await rows(database, _ASKED)] == ["schedule:nightly"]


async def test_datasets_are_fetched_only_where_they_were_fetched_before(
    settings: Settings, database: Database
) -> None:
    """Who uses none, or has them in a folder, wants no gigabyte a day."""
    await Ticker(settings, database).begin()
    await only(database, "datasets")
    personal = settings.model_copy(update={"imdb_datasets": "personal"})
    counts = []
    for asked, url in (
        (settings, "https://datasets.imdbws.com/title.ratings.tsv.gz"),
        (personal, None),
        (personal, "file:///srv/imdb/title.ratings.tsv.gz"),
        (personal, "https://datasets.imdbws.com/title.ratings.tsv.gz"),
    ):
        await execute(database, "delete from source.imdb_files")
        if url:
            await execute(
                database,
                "insert into source.imdb_files values"
                " ('title.ratings', %s, null, 1, '', now())",
                url,
            )
        await Ticker(asked, database).look()
        counts.append(await _count(database))

    assert counts == [0, 0, 0, 1]


async def test_a_run_and_its_tick_are_one_commit(
    ticker: Ticker, settings: Settings, database: Database
) -> None:
    """Of a tick that could not be noted no run is left."""
    await only(database, "nightly")
    await execute(
        database,
        "create function ops.refuse() returns trigger language plpgsql as"
        " $$ begin raise 'no'; end $$",
    )
    await execute(
        database,
        "create trigger refuse before update of last_run_id on ops.schedules"
        " for each row execute function ops.refuse()",
    )
    with pytest.raises(Exception, match="no"):
        await ticker.look()
    assert await _count(database) == 0

    await execute(database, "drop trigger refuse on ops.schedules")
    ticking = asyncio.create_task(tick(settings, database))
    assert await _counted(database, 1) == 1
    ticking.cancel()


async def test_an_embedded_database_that_was_stopped_stays_so(
    settings: Settings, database: Database
) -> None:
    """Whoever stopped it wants that; the worker's loop begins anew until it is back."""
    stopped = settings.model_copy(
        update={"database_url": None, "database_direct_url": None}
    )
    with pytest.raises(DatabaseUnavailable, match="embedded server is down"):
        await tick(stopped, database)


async def test_two_schedulers_never_double(
    settings: Settings, database: Database
) -> None:
    """Two processes look without a pause, at each tick of many."""
    await Ticker(settings, database).begin()
    await only(database, "nightly")
    counts = []
    with hammering(settings, ticks=_HAMMERED):
        for number in range(1, _HAMMERED + 1):
            await forget_ticks(database)
            await _counted(database, number)
            await asyncio.sleep(0.02)
            counts.append(await _count(database))
            await end_runs(database)

    assert counts == list(range(1, _HAMMERED + 1))
