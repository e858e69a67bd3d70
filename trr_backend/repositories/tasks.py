"""The tasks of runs: planned, delivered, begun by one worker at a time, and ended.

Each function is one step of a task's life and safe to repeat: what another worker has
done meanwhile is seen by its state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from trr_backend.errors import Fenced
from trr_backend.models.tasks import (
    DurableRun,
    Part,
    QueueName,
    Seat,
    StageCount,
    Task,
    TaskEnd,
    TasksIn,
    Waiting,
    WaveCount,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("tasks")

LONGEST_WAIT_SECONDS = 900.0
"""For how long a task may be put back."""
Stages = Mapping[str, StageCount]


async def plan(tx: Transaction, run: DurableRun, part: Part, *, size: int) -> int:
    """Make tasks of `size` entities each, of those in `part.scope` that none has yet.

    Returns how many entities are left, because others have them in hand.
    """
    where = {
        "run_id": run.id,
        "priority": run.priority,
        "wave": part.wave,
        "entity": part.entity,
        "queue": part.queue,
    }
    cursor = await tx.execute(_SQL["plannable"], {**where, "ids": list(part.scope)})
    found = await cursor.fetchall()
    free = [str(entity_id) for entity_id, is_free in found if is_free]
    if free:
        scopes = [free[at : at + size] for at in range(0, len(free), size)]
        await tx.execute(_SQL["plan"], {**where, "scopes": Jsonb(scopes)})
    return len(found) - len(free)


async def plan_step(
    tx: Transaction, run_id: UUID, wave: str, queue: QueueName = "steps"
) -> None:
    """Make the one task of a wave that is about no entities, unless it is there."""
    where = {"run_id": run_id, "wave": wave, "queue": queue}
    await tx.execute(_SQL["plan_step"], where)


async def load_planned_waves(tx: Transaction, run_id: UUID) -> set[str]:
    """Return which waves of a run have tasks."""
    cursor = await tx.execute(_SQL["planned_waves"], {"run_id": run_id})
    return {wave for (wave,) in await cursor.fetchall()}


async def redeliver(tx: Transaction, run_id: UUID) -> None:
    """Let the engine be told again of all that waits."""
    await tx.execute(_SQL["redeliver"], {"run_id": run_id})


async def deliver(
    tx: Transaction, run_id: UUID, *, most: int, again_seconds: float
) -> list[Waiting]:
    """Return what is to be handed to the engine now; `most` are there at once."""
    where = {
        "run_id": run_id,
        "most": most,
        "again": again_seconds,
        "longest": LONGEST_WAIT_SECONDS,
    }
    cursor = await tx.execute(_SQL["deliver"], where)
    return [Waiting(*row) for row in await cursor.fetchall()]


async def begin(tx: Transaction, task_id: UUID, seat: Seat) -> Task | None:
    """Begin a task; None: it is not to be done, or somebody does it.

    One of whose entities another task runs is put back for a moment.
    """
    where = {"id": task_id, "worker": seat.name, "epoch": seat.epoch}
    row = await (await tx.execute(_SQL["begin"], where)).fetchone()
    if row is None:
        return None
    identity, wave, entity, attempts, deaths, stages, *of_run = row
    run = DurableRun(*of_run)
    counts = {name: StageCount(**said) for name, said in stages.items()}
    if attempts > 1:
        await tx.execute(_SQL["forget_failures"], where)
    scope: tuple[UUID, ...] = ()
    if entity is not None:
        if not await _held(tx, task_id):
            await put_back(tx, task_id, seat, counts, seconds=1.0, undo=True)
            return None
        narrowed = await (await tx.execute(_SQL["narrow"], where)).fetchone()
        scope = tuple(narrowed[0]) if narrowed else ()
    return Task(identity, run, wave, entity, scope, attempts, deaths, counts)


async def reclaim(tx: Transaction, run_id: UUID) -> int:
    """Let wait again what workers had that are no more; return how many tasks."""
    cursor = await tx.execute(_SQL["reclaim"], {"run_id": run_id})
    ids = [task_id for (task_id,) in await cursor.fetchall()]
    if ids:
        await tx.execute(_SQL["let_go_of"], {"ids": ids})
    return len(ids)


async def undeliver(tx: Transaction, task_id: UUID) -> None:
    """Let a task be handed over again: whoever got it cannot begin it."""
    await tx.execute(_SQL["undeliver"], {"id": task_id})


async def split(tx: Transaction, task_id: UUID, reason: str) -> None:
    """Make a task of each entity of a task."""
    await tx.execute(_SQL["split"], {"id": task_id, "error": _text(reason)})


async def _held(tx: Transaction, task_id: UUID) -> bool:
    row = await (await tx.execute(_SQL["busy"], {"id": task_id})).fetchone()
    if row == (True,):
        return False
    try:
        async with tx.transaction():
            await tx.execute(_SQL["hold"], {"id": task_id})
    except psycopg.errors.UniqueViolation:
        return False
    return True


async def put_back(  # noqa: PLR0913 -- what a task says of itself when it waits again
    tx: Transaction,
    task_id: UUID,
    seat: Seat,
    stages: Stages,
    *,
    seconds: float,
    error: str | None = None,
    notes: Sequence[str] = (),
    undo: bool = False,
) -> None:
    """Let a task wait for some seconds; `undo`: as if it had not been begun.

    Raises Fenced where it is another worker's by now.
    """
    where = {
        "id": task_id,
        "worker": seat.name,
        "epoch": seat.epoch,
        "seconds": seconds,
        "error": _text(error),
        "undo": undo,
        "notes": [_text(note) for note in notes],
        "stages": _as_json(stages),
    }
    if await (await tx.execute(_SQL["put_back"], where)).fetchone() is None:
        await _check_seat(tx, seat)
        return
    await tx.execute(_SQL["let_go"], {"id": task_id})


async def tell(tx: Transaction, task_id: UUID, seat: Seat, stages: Stages) -> None:
    """Note how far a task is."""
    where = {
        "id": task_id,
        "worker": seat.name,
        "epoch": seat.epoch,
        "stages": _as_json(stages),
    }
    await tx.execute(_SQL["tell"], where)


async def end(  # noqa: PLR0913 -- what became of a task
    tx: Transaction,
    task_id: UUID,
    seat: Seat,
    state: TaskEnd,
    *,
    stages: Stages,
    error: str | None = None,
    notes: Sequence[str] = (),
    stops_run: bool = False,
) -> None:
    """Note what became of a task, and let go of what it had in hand.

    `stops_run`: no other task can go better. Raises Fenced where it is another worker's
    by now.
    """
    where = {
        "id": task_id,
        "worker": seat.name,
        "epoch": seat.epoch,
        "state": state,
        "error": _text(error),
        "stages": _as_json(stages),
        "stops_run": stops_run,
        "notes": [_text(note) for note in notes],
    }
    if await (await tx.execute(_SQL["end"], where)).fetchone() is None:
        await _check_seat(tx, seat)


async def cancel_waiting(tx: Transaction, run_id: UUID) -> None:
    """Do not begin what nobody has begun, nor again what a dead worker had."""
    await tx.execute(_SQL["cancel_waiting"], {"run_id": run_id})


async def let_go_of_ended(tx: Transaction) -> None:
    """Let others have what tasks of runs that have ended hold, and nobody does.

    Nobody drives those runs any more.
    """
    await tx.execute(_SQL["let_go_of_ended"])


async def load_wave(tx: Transaction, run_id: UUID, wave: str) -> WaveCount:
    """Return how far a wave is."""
    where = {"run_id": run_id, "wave": wave}
    row = await (await tx.execute(_SQL["wave"], where)).fetchone()
    return WaveCount(*row) if row else WaveCount(0, 0, 0)


async def load_ends(tx: Transaction, run_id: UUID) -> dict[str, TasksIn]:
    """Return how many tasks are in which state, and what they say."""
    cursor = await tx.execute(_SQL["ends"], {"run_id": run_id})
    return {state: TasksIn(*said) for state, *said in await cursor.fetchall()}


async def load_notes(tx: Transaction, run_id: UUID, *, most: int) -> list[str]:
    """Return what the tasks of a run say, each line once; at most so many."""
    cursor = await tx.execute(_SQL["notes"], {"run_id": run_id, "most": most})
    return [note for (note,) in await cursor.fetchall()]


async def load_stages(tx: Transaction, run_id: UUID) -> dict[str, StageCount]:
    """Return what became of the items of each stage, over all tasks of a run."""
    cursor = await tx.execute(_SQL["stages"], {"run_id": run_id})
    found = await cursor.fetchall()
    return {
        stage: StageCount(
            done=done,
            failed=failed,
            unchanged=unchanged,
            total=total,
            requests=requests,
            seconds=seconds,
            left=left,
        )
        for stage, done, unchanged, total, requests, seconds, failed, left in found
    }


async def count_failures(tx: Transaction, run_id: UUID) -> dict[str, int]:
    """Return how many items of each stage are left undone."""
    cursor = await tx.execute(_SQL["count_failures"], {"run_id": run_id})
    return dict(await cursor.fetchall())


async def load_failures(
    tx: Transaction, run_id: UUID, *, most: int
) -> list[tuple[str, str, str]]:
    """Return what is left undone: stage, item and error, at most so many a stage."""
    where = {"run_id": run_id, "most": most}
    cursor = await tx.execute(_SQL["failures"], where)
    return [(stage, item, error) for stage, item, error in await cursor.fetchall()]


async def load_undone(tx: Transaction, run_id: UUID) -> dict[str, tuple[UUID, ...]]:
    """Return the entities of which a run left something undone, by wave."""
    cursor = await tx.execute(_SQL["undone"], {"run_id": run_id})
    found: dict[str, list[UUID]] = {}
    for wave, entity_id in await cursor.fetchall():
        ids = found.setdefault(wave, [])
        if entity_id is not None:
            ids.append(entity_id)
    return {wave: tuple(ids) for wave, ids in found.items()}


async def _check_seat(tx: Transaction, seat: Seat) -> None:
    """Raise Fenced, unless what is noted here was noted before by this very seat.

    Nobody takes a task from a seat that holds.
    """
    where = {"worker": seat.name, "epoch": seat.epoch}
    if await (await tx.execute(_SQL["holds"], where)).fetchone() != (True,):
        raise Fenced


def _text(said: str | None) -> str | None:
    """Return what Postgres can keep: an error may quote anything."""
    return said and said.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _as_json(stages: Stages) -> Jsonb:
    return Jsonb({name: asdict(count) for name, count in stages.items()})
