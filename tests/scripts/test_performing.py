"""A worker does tasks: whatever it meets with, each is done, put back or set aside."""

import asyncio
from uuid import UUID

from scripts._context import Shop
from scripts._durable import DURABLE
from scripts._performing import Performer
from scripts._waves import waves_of
from trr_backend.config import Settings
from trr_backend.models.tasks import PERSON, DurableRun, Seat
from trr_backend.repositories import queued_runs, tasks
from trr_backend.repositories.db import Database

ME = Seat("me", 1)
STEPS = "media verify"


async def _step(database: Database) -> tuple[DurableRun, UUID]:
    """Return a run, and its one task, which is about nobody."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.workers"
            " (name, epoch, host, pid, version, queues, concurrency)"
            " values ('me', 1, 'here', 1, '1', '{}', 1)"
        )
        queued = await queued_runs.enqueue(tx, STEPS, {}, actor="test", priority=PERSON)
        run = await queued_runs.load(tx, queued.id)
        assert run is not None
        [wave] = waves_of(DURABLE[STEPS]())
        await tasks.plan_step(tx, run.id, wave.name)
        [task] = await tasks.deliver(tx, run.id, most=1, again_seconds=60)
    return run, task.id


async def _state(database: Database, task_id: UUID) -> tuple[object, ...] | None:
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select state, attempts, deaths, error from ops.tasks where id = %s",
            (task_id,),
        )
        return await cursor.fetchone()


async def test_a_step_at_which_workers_died_is_not_parted(
    settings: Settings, database: Database
) -> None:
    """It has no parts: it would be taken for done."""
    _, task_id = await _step(database)
    performer = Performer(Shop.of(settings, database), ME)
    async with database.transaction() as tx:
        await tx.execute("update ops.tasks set deaths = 3, attempts = 3")
    await performer.perform(str(task_id))
    assert await _state(database, task_id) == ("done", 4, 3, None)
    async with database.transaction() as tx:
        await tx.execute("update ops.tasks set state = 'queued', deaths = 5")
    await performer.perform(str(task_id))
    said = "5 workers died at it; see their logs"
    assert await _state(database, task_id) == ("set_aside", 4, 5, said)


async def test_what_the_database_refuses_is_noted_later(
    settings: Settings, database: Database
) -> None:
    """A task whose end is not noted would be taken for running as long as it works."""
    _, task_id = await _step(database)
    async with database.transaction() as tx:
        await tx.execute("create sequence ops.refusals")
        await tx.execute(
            "create function ops.refuse() returns trigger language plpgsql as $$ begin"
            " if nextval('ops.refusals') < 3 then"
            " raise exception 'no space left on device' using errcode = '53100';"
            " end if; return new; end $$"
        )
        await tx.execute(
            "create trigger refuse before update on ops.tasks"
            " for each row when (new.state = 'done') execute function ops.refuse()"
        )
    await Performer(Shop.of(settings, database), ME).perform(str(task_id))
    assert await _state(database, task_id) == ("done", 1, 0, None)


async def test_what_is_begun_while_its_run_is_cancelled_ends(
    settings: Settings, database: Database
) -> None:
    """The order may come between the commit and the beginning."""
    run, task_id = await _step(database)
    performer = Performer(Shop.of(settings, database), ME)
    performer.cancel(run.id)
    await performer.perform(str(task_id))
    assert await _state(database, task_id) == ("cancelled", 1, 0, None)


async def test_what_is_begun_while_the_worker_ends_is_put_back(
    settings: Settings, database: Database
) -> None:
    """It was no death, and another worker may begin it at once."""
    _, task_id = await _step(database)
    performer = Performer(Shop.of(settings, database), ME)
    async with database.transaction() as tx:
        await tx.execute("select from ops.tasks for update")
        performing = asyncio.create_task(performer.perform(str(task_id)))
        await asyncio.sleep(0.1)
        await performer.stop()
    await performing
    assert await _state(database, task_id) == ("queued", 0, 0, None)
