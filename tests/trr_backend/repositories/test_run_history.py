"""How far runs are: the pace of their stages, and when they are expected to end."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from trr_backend.models.feed import RunProgress
from trr_backend.repositories.db import Database
from trr_backend.repositories.run_history import load_in_hand, load_progress

RUN, BEFORE = UUID(int=1), UUID(int=2)


async def run(database: Database, run_id: UUID, **columns: Any) -> None:
    """Keep a run that has begun."""
    values = {"command": "sync all", "queued_at": at(0), "begun_at": at(0)} | columns
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    async with database.transaction() as tx:
        query: Any = f"insert into ops.runs (id, {names}) values (%s, {places})"
        await tx.execute(query, [run_id, *values.values()])


async def stages(
    database: Database,
    run_id: UUID,
    on: tuple[str, int, int] | None = None,
    **told: dict[str, int],
) -> None:
    """Say how far the stages of a run are, and, where one is on, done and total."""
    numbered = {name: {"at": n, **one} for n, (name, one) in enumerate(told.items())}
    progress = on and dict(zip(("stage", "done", "total"), on, strict=True))
    async with database.transaction() as tx:
        await tx.execute(
            "update ops.runs set stages = %s, progress = %s where id = %s",
            [Jsonb(numbered), progress and Jsonb({**progress, "failed": 0}), run_id],
        )


async def pass_by(database: Database, seconds: int, run_id: UUID = RUN) -> None:
    """Let it be so many seconds later, as far as a run's stages know."""
    async with database.transaction() as tx:
        # By way of what is negative: no row may take another's place on its way.
        for sign in (1, 0):
            await tx.execute(
                "update ops.stage_samples set bucket = %s / 5 - bucket,"
                " at = at - make_interval(secs => %s) where run_id = %s",
                [seconds * sign, seconds * sign, run_id],
            )


def at(seconds: float) -> datetime:
    """Return the time so many seconds from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def progress(database: Database, run_id: UUID = RUN) -> RunProgress:
    """Return how far a run is."""
    async with database.reading() as tx:
        (found,) = await load_progress(tx, [run_id])
    return found


async def test_pace(database: Database) -> None:
    """Items a second since half a minute ago, or the stage's begin."""
    await run(database, RUN)
    await stages(database, RUN, shows={"done": 0, "left": 100})
    (shows,) = (await progress(database)).stages
    assert (shows.rate, shows.left) == (None, 100)
    await pass_by(database, 10)
    told = {"done": 16, "failed": 2, "left": 80, "total": 100, "requests": 40}
    await stages(database, RUN, shows=told)
    found = await progress(database)
    (shows,) = found.stages
    # Two items were neither: they had nothing in them.
    assert shows.rate == pytest.approx(2, rel=0.05)
    assert (shows.done, shows.failed, shows.requests, found.requests) == (16, 2, 40, 40)
    # What was worked on before that does not count.
    await pass_by(database, 60)
    await stages(database, RUN, shows={"done": 24, "left": 76})
    (shows,) = (await progress(database)).stages
    assert shows.rate == pytest.approx(4 / 32, rel=0.1)
    await pass_by(database, 60)
    (shows,) = (await progress(database)).stages
    assert shows.rate == 0
    await stages(database, RUN, shows={"done": 100, "left": 0})
    (shows,) = (await progress(database)).stages
    assert shows.rate is None


async def test_runs_of_killed_commands_hide_no_later_one(database: Database) -> None:
    """They never end; however many there are, what goes on now is told, the last."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.runs (command, started_at)"
            " select 'sync all', now() - make_interval(days => n)"
            " from generate_series(1, 120) n"
        )
    await run(database, RUN)
    async with database.reading() as tx:
        found = await load_progress(tx)
    assert (len(found), found[-1].run_id) == (100, RUN)


async def test_expected_end(database: Database) -> None:
    """Of what is on by its pace; of the rest by the last run, for as many items."""
    await run(database, RUN)
    await stages(database, RUN, ("people", 0, 20))
    await pass_by(database, 10)
    await stages(database, RUN, ("people", 10, 20))
    found = await progress(database)
    assert found.expected_end_at is None
    assert found.stage_ends_at is not None
    left = (found.stage_ends_at - at(0)).total_seconds()
    assert left == pytest.approx(10, abs=1)
    await run(database, BEFORE)
    await stages(database, BEFORE, ("people", 5, 5))
    await pass_by(database, 100, BEFORE)
    await stages(database, BEFORE, ("pictures", 5, 5))
    async with database.transaction() as tx:
        await tx.execute(
            "update ops.runs set finished_at = now(), outcome = 'done_with_failures'"
            " where id = %s",
            [BEFORE],
        )
    found = await progress(database)
    assert found.expected_end_at is not None
    left = (found.expected_end_at - at(0)).total_seconds()
    # Behind 5 people came some 97 seconds more, now there are 20.
    assert left == pytest.approx(10 + 4 * 97.5, abs=15)


async def test_a_step_is_one_by_itself(database: Database) -> None:
    """Its end is that of its stages, as soon as these have a pace."""
    await run(database, RUN)
    await stages(database, RUN, ("resolve", 0, 1), resolve={"done": 0, "left": 50})
    assert (await progress(database)).stage_ends_at is None
    await pass_by(database, 10)
    assert (await progress(database)).stage_ends_at is None
    await stages(database, RUN, ("resolve", 0, 1), resolve={"done": 20, "left": 30})
    found = await progress(database)
    assert found.stage_ends_at is not None
    left = (found.stage_ends_at - at(0)).total_seconds()
    assert left == pytest.approx(15, rel=0.1)


async def test_samples_are_few(database: Database) -> None:
    """A minute of each stage while it goes on, then the last of each."""
    await run(database, RUN)
    for number in range(20):
        await pass_by(database, 5)
        await stages(database, RUN, shows={"done": number, "left": 9}, cast={"done": 7})
    kept = await _samples(database)
    # A bucket may have ended meanwhile.
    assert kept in ({"shows": 13, "cast": 1}, {"shows": 14, "cast": 1})
    async with database.transaction() as tx:
        await tx.execute("update ops.runs set finished_at = now(), outcome = 'done'")
    assert await _samples(database) == {"shows": 1, "cast": 1}


async def _samples(database: Database) -> dict[str, int]:
    async with database.reading() as tx:
        cursor = await tx.execute(
            "select stage, count(*) from ops.stage_samples group by stage"
        )
        return dict(await cursor.fetchall())


async def test_in_hand(database: Database) -> None:
    """Runs that wait or go on, who works on what, what waits by queue, schedules."""
    await run(database, RUN, priority=1, actor="key:1")
    await run(database, BEFORE, begun_at=None, command="retention")
    await run(database, UUID(int=3), finished_at=at(0), outcome="done")
    old = {"queued_at": None, "begun_at": None, "started_at": at(-4000)}
    await run(database, UUID(int=4), **old)
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.workers (name, host, pid, version, queues, concurrency,"
            " seen_at) values ('b', 'h', 7, '1', '{shows}', 2, now()),"
            " ('a', 'h', 8, '1', '{shows,people}', 2, now() - interval '1 min')"
        )
        await tx.execute(
            "insert into ops.tasks (run_id, wave, part, queue, state, worker, epoch,"
            " entity, scope) values (%(run)s, 'details', 0, 'shows', 'running', 'b', 1,"
            " 'show', array[%(run)s, %(other)s]),"
            " (%(run)s, 'details', 1, 'shows', 'running', 'b', 0, null, '{}'),"
            " (%(run)s, 'details', 2, 'shows', 'queued', null, null, null, '{}')",
            {"run": RUN, "other": BEFORE},
        )
        await tx.execute(
            "insert into ops.schedules (name, command, cron)"
            " values ('nightly', 'sync all', '0 3 * * *')"
        )
    async with database.reading() as tx:
        found = await load_in_hand(tx)
        named = await load_in_hand(tx, str(UUID(int=3))[:-1])
    assert [(one.id, one.state, one.priority) for one in found.runs] == [
        (RUN, "running", 1),
        (BEFORE, "queued", 10),
    ]
    assert [
        (one.name, one.state, [(task.wave, task.entities) for task in one.tasks])
        for one in found.workers
    ] == [("b", "alive", [("details", 2)]), ("a", "silent", [])]
    assert found.queues == {"shows": 1}
    assert [(one.name, one.cron) for one in found.schedules] == [
        ("nightly", "0 3 * * *")
    ]
    assert len(named.runs) == 4
