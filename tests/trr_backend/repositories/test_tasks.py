"""Tasks: planned, had in hand by one, begun by one, and never lost with a worker."""

import asyncio
from uuid import UUID, uuid4

import pytest

from trr_backend.errors import Fenced
from trr_backend.models.tasks import (
    DETACHED,
    PERSON,
    SCHEDULED,
    DurableRun,
    Part,
    Seat,
    StageCount,
    Task,
)
from trr_backend.repositories import queued_runs, tasks, workers
from trr_backend.repositories.db import Database
from trr_backend.repositories.runs import Notes, note_items

ONE, TWO = Seat("one", 1), Seat("two", 1)
SHOWS = tuple(UUID(int=number) for number in range(1, 8))


async def _seat(database: Database, *seats: Seat) -> None:
    async with database.transaction() as tx:
        for seat in seats:
            await tx.execute(
                "insert into ops.workers"
                " (name, epoch, host, pid, version, queues, concurrency)"
                " values (%s, %s, 'here', 1, '1', '{}', 1)",
                (seat.name, seat.epoch),
            )


async def _run(
    database: Database, priority: int = DETACHED, command: str = "sync all"
) -> DurableRun:
    async with database.transaction() as tx:
        queued = await queued_runs.enqueue(
            tx, command, {"n": str(uuid4())}, actor="test", priority=priority
        )
        run = await queued_runs.load(tx, queued.id)
    assert run is not None
    return run


async def _plan(
    database: Database, run: DurableRun, ids: tuple[UUID, ...] = SHOWS, size: int = 3
) -> int:
    async with database.transaction() as tx:
        part = Part("details", "shows", "show", ids)
        return await tasks.plan(tx, run, part, size=size)


async def _deliver(database: Database, run: DurableRun, most: int = 64) -> list[UUID]:
    async with database.transaction() as tx:
        found = await tasks.deliver(tx, run.id, most=most, again_seconds=60)
    assert {one.queue for one in found} <= {"shows"}
    return [one.id for one in found]


async def _begin(database: Database, task_id: UUID, seat: Seat) -> Task | None:
    async with database.transaction() as tx:
        return await tasks.begin(tx, task_id, seat)


async def _rows(database: Database, query: str) -> list[tuple[object, ...]]:
    async with database.transaction() as tx:
        return await (await tx.execute(query.encode())).fetchall()


async def test_a_plan_is_made_once(database: Database) -> None:
    """Planned again, by whoever drives the run next, nothing is added."""
    run = await _run(database)
    assert await _plan(database, run) == 0
    assert await _plan(database, run) == 0
    assert await _rows(
        database, "select part, cardinality(scope) from ops.tasks order by part"
    ) == [(1, 3), (2, 3), (3, 1)]
    async with database.transaction() as tx:
        assert await tasks.load_planned_waves(tx, run.id) == {"details"}


async def test_the_same_waits_in_one_task_only(database: Database) -> None:
    """What another run has in hand is left, until that one has ended with it."""
    await _seat(database, ONE)
    first, second = await _run(database), await _run(database)
    await _plan(database, first, SHOWS[:4], size=4)
    assert await _plan(database, second, SHOWS, size=7) == 4
    [task_id] = await _deliver(database, first)
    assert await _begin(database, task_id, ONE)
    assert await _plan(database, second) == 4
    async with database.transaction() as tx:
        await tasks.end(tx, task_id, ONE, "done", stages={})
    assert await _plan(database, second) == 0
    assert await _rows(
        database,
        f"select sum(cardinality(scope)) from ops.tasks where run_id = '{second.id}'",
    ) == [(7,)]


async def test_who_waits_less_takes_what_only_waits(database: Database) -> None:
    """A person's click takes a show out of the nightly run's task, which goes on."""
    await _seat(database, ONE)
    nightly, click = await _run(database, SCHEDULED), await _run(database, PERSON)
    await _plan(database, nightly, SHOWS[:3])
    assert await _plan(database, click, SHOWS[:1]) == 0
    [task_id] = await _deliver(database, nightly)
    begun = await _begin(database, task_id, ONE)
    assert begun is not None
    assert begun.scope == SHOWS[1:3]
    # The click has it: the nightly run does it afterwards.
    assert await _plan(database, nightly, SHOWS[:3]) == 1
    assert await _plan(database, await _run(database, PERSON), SHOWS[1:2]) == 1


async def test_one_task_over_a_show_runs_at_a_time(database: Database) -> None:
    """Also of another wave; the other one waits a moment, as if not begun."""
    await _seat(database, ONE, TWO)
    run = await _run(database)
    await _plan(database, run, SHOWS[:1])
    async with database.transaction() as tx:
        part = Part("pictures", "shows", "show", SHOWS[:1])
        await tasks.plan(tx, run, part, size=1)
    first, second = await _deliver(database, run)
    assert await _begin(database, first, ONE)
    assert await _begin(database, second, TWO) is None
    assert await _rows(
        database, f"select state, attempts from ops.tasks where id = '{second}'"
    ) == [("queued", 0)]


async def test_two_who_begin_at_once_are_one(database: Database) -> None:
    """Delivered twice, it is begun once; a task that has ended is not begun again."""
    await _seat(database, ONE, TWO)
    run = await _run(database)
    await _plan(database, run, SHOWS[:1])
    [task_id] = await _deliver(database, run)
    seats = [ONE, TWO]
    both = await asyncio.gather(*(_begin(database, task_id, seat) for seat in seats))
    assert [task.attempts for task in both if task] == [1]
    seat, other = seats if both[0] else seats[::-1]
    # Who has not heard that it was begun begins it again.
    again = await _begin(database, task_id, seat)
    assert again is not None
    assert again.attempts == 1
    async with database.transaction() as tx:
        await tasks.end(tx, task_id, other, "failed", stages={})
        counts = {"details": StageCount(done=1, requests=2)}
        await tasks.end(tx, task_id, seat, "done", stages=counts)
        await tasks.end(tx, task_id, seat, "done", stages=counts)
        assert await tasks.load_stages(tx, run.id) == counts
        assert {*await tasks.load_ends(tx, run.id)} == {"done"}
    assert await _begin(database, task_id, ONE) is None
    assert await _rows(database, "select count(*) from ops.task_claims") == [(0,)]


async def test_what_a_fenced_worker_had_waits_again(database: Database) -> None:
    """It counts as a death; the one that wakes up can neither end nor put it back."""
    await _seat(database, ONE, TWO)
    run = await _run(database)
    await _plan(database, run, SHOWS[:2])
    [task_id] = await _deliver(database, run)
    await _begin(database, task_id, ONE)
    async with database.transaction() as tx:
        assert await tasks.reclaim(tx, run.id) == 0
        seen_at = (await workers.load_others(tx, TWO))[ONE]
        assert await workers.fence(tx, ONE, seen_at)
        assert not await workers.fence(tx, ONE, seen_at)
        assert await tasks.reclaim(tx, run.id) == 1
    again = await _begin(database, task_id, TWO)
    assert again is not None
    assert (again.attempts, again.deaths, again.scope) == (2, 1, SHOWS[:2])
    async with database.transaction() as tx:
        with pytest.raises(Fenced):
            await tasks.put_back(tx, task_id, ONE, {}, seconds=0)


async def test_a_deadly_task_is_parted(database: Database) -> None:
    """Each of its shows is a task of its own, which anybody may begin."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS[:3])
    [task_id] = await _deliver(database, run)
    await _begin(database, task_id, ONE)
    async with database.transaction() as tx:
        await tasks.split(tx, task_id, "it kills")
        count = await tasks.load_wave(tx, run.id, "details")
    assert (count.open, count.entities) == (3, 4)
    parted = await _deliver(database, run)
    assert len(parted) == 3
    begun = [await _begin(database, one, ONE) for one in parted]
    assert [task.scope for task in begun if task] == [(one,) for one in SHOWS[:3]]
    assert await _plan(database, run, SHOWS[:3]) == 0


async def test_what_is_put_back_waits(database: Database) -> None:
    """It is handed over when it is due, with what was counted; others may run it."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS[:1])
    [task_id] = await _deliver(database, run)
    await _begin(database, task_id, ONE)
    counts = {"details": StageCount(done=3, failed=1, total=4)}
    async with database.transaction() as tx:
        await tasks.put_back(tx, task_id, ONE, counts, seconds=60, error="later")
    assert await _deliver(database, run) == []
    async with database.transaction() as tx:
        await tx.execute("update ops.tasks set due_at = now()")
    assert await _deliver(database, run) == [task_id]
    assert await _deliver(database, run) == []
    again = await _begin(database, task_id, ONE)
    assert again is not None
    assert (again.attempts, again.deaths, again.stages) == (2, 0, counts)


async def test_a_clock_that_was_set_back_makes_no_task_wait(
    database: Database,
) -> None:
    """What is due, or was delivered, after longer than anything waits is due now."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS[:1])
    for column in ("due_at", "delivered_at"):
        async with database.transaction() as tx:
            await tx.execute(f"update ops.tasks set {column} = now() + '1 hour'")
        assert len(await _deliver(database, run)) == 1
        assert await _deliver(database, run) == []


async def test_what_was_left_undone_is_open_once_it_is_begun_anew(
    database: Database,
) -> None:
    """Of this task alone: what it does not say again is done by then."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS[:1])
    [task_id] = await _deliver(database, run)
    await _begin(database, task_id, ONE)
    notes = [
        Notes("logos", {"One": "503", "Two": None}, task_id),
        Notes("logos", {"Three": "503"}, uuid4()),
    ]
    async with database.transaction() as tx:
        for note in notes:
            await note_items(tx, run.id, note)
        await tasks.put_back(tx, task_id, ONE, {}, seconds=0)
    await _deliver(database, run)
    await _begin(database, task_id, ONE)

    assert await _rows(database, "select item, outcome from ops.run_items") == [
        ("Two", "done"),
        ("Three", "failed"),
    ]


async def test_few_are_handed_over_at_a_time(database: Database) -> None:
    """In the order of the plan, more as they are begun; told anew, all of it again."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS, size=1)
    first = await _deliver(database, run, most=3)
    assert len(first) == 3
    assert await _deliver(database, run, most=3) == []
    await _begin(database, first[0], ONE)
    assert len(await _deliver(database, run, most=3)) == 1
    async with database.transaction() as tx:
        await tasks.redeliver(tx, run.id)
    assert (await _deliver(database, run, most=3))[:2] == first[1:]


async def test_a_cancelled_run_begins_nothing(database: Database) -> None:
    """What waits is cancelled and let go; what runs is ended by who runs it."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS[:2], size=1)
    first, second = await _deliver(database, run)
    await _begin(database, first, ONE)
    async with database.transaction() as tx:
        assert await queued_runs.ask_cancel(tx, run.id)
        assert await queued_runs.load_cancelled(tx, [run.id]) == {run.id}
        await tasks.cancel_waiting(tx, run.id)
    assert await _begin(database, second, ONE) is None
    assert await _rows(database, "select state from ops.tasks order by part") == [
        ("running",),
        ("cancelled",),
    ]
    assert await _rows(database, "select entity_id from ops.task_claims") == [
        (SHOWS[0],)
    ]


async def test_a_run_that_has_ended_holds_nothing(database: Database) -> None:
    """Neither what waited nor what a worker had that died since; nor is it planned."""
    await _seat(database, ONE, TWO)
    run = await _run(database)
    await _plan(database, run, SHOWS[:3], size=1)
    first, second, _ = await _deliver(database, run)
    await _begin(database, first, ONE)
    await _begin(database, second, TWO)
    async with database.transaction() as tx:
        await tasks.let_go_of_ended(tx)
        assert await queued_runs.load_cancelled(tx, [run.id]) == set()
        await tx.execute("update ops.runs set finished_at = now(), outcome = 'failed'")
        await workers.leave(tx, ONE)
        await tasks.let_go_of_ended(tx)
        assert await queued_runs.load_cancelled(tx, [run.id]) == {run.id}
    states = await _rows(database, "select state from ops.tasks order by part")
    assert states == [("cancelled",), ("running",), ("cancelled",)]
    held = await _rows(database, "select entity_id from ops.task_claims")
    assert held == [(SHOWS[1],)]


async def test_what_was_left_undone_is_known(database: Database) -> None:
    """By wave, for whoever tries it again."""
    await _seat(database, ONE)
    run = await _run(database)
    await _plan(database, run, SHOWS[:4], size=2)
    first, second = await _deliver(database, run)
    for task_id, state in ((first, "done"), (second, "set_aside")):
        await _begin(database, task_id, ONE)
        async with database.transaction() as tx:
            await tasks.end(
                tx,
                task_id,
                ONE,
                "done" if state == "done" else "set_aside",
                stages={},
                error="no answer",
                stops_run=state != "done",
            )
    async with database.transaction() as tx:
        assert {
            wave: set(ids)
            for wave, ids in (await tasks.load_undone(tx, run.id)).items()
        } == {"details": set(SHOWS[2:4])}
        ends = await tasks.load_ends(tx, run.id)
    assert {state: (one.count, one.stops_run) for state, one in ends.items()} == {
        "done": (1, False),
        "set_aside": (1, True),
    }
