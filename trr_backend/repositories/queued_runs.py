"""Runs that workers do: asked for, raised, cancelled and asked for again.

Whoever asks makes a row and nothing else; a trigger tells the workers.
"""

import json
from collections.abc import Collection, Mapping
from uuid import UUID

from trr_backend.errors import Conflict, Missing
from trr_backend.models.tasks import DurableRun, Queued
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("queued_runs")


async def enqueue(  # noqa: PLR0913 -- what a run says of itself
    tx: Transaction,
    command: str,
    options: Mapping[str, object],
    *,
    actor: str,
    priority: int,
    retry_of: UUID | None = None,
) -> Queued:
    """Ask for a run; one that waits for the very same is that run, and may go sooner.

    `options` are JSON.
    """
    where = {
        "command": command,
        "options": json.dumps(dict(options), sort_keys=True),
        "actor": actor,
        "priority": priority,
        "retry_of": retry_of,
    }
    await tx.execute(_SQL["lock"], where)
    twin = await (await tx.execute(_SQL["twin"], where)).fetchone()
    if twin is not None:
        await tx.execute(_SQL["hurry"], {"id": twin[0], "priority": priority})
        return Queued(twin[0], is_new=False)
    row = await (await tx.execute(_SQL["enqueue"], where)).fetchone()
    if row is None:
        raise AssertionError("ops.runs returned no id")
    return Queued(row[0], is_new=True)


async def ask_cancel(tx: Transaction, run_id: UUID) -> bool:
    """Let a run end soon; False: it has ended already, or there is none.

    Raises Conflict for one that a command does in its own process.
    """
    row = await (await tx.execute(_SQL["state"], {"id": run_id})).fetchone()
    if row is None or row[1]:
        return False
    if not row[0]:
        raise Conflict("it works in its command's own process; end that with Ctrl-C")
    await tx.execute(_SQL["ask_cancel"], {"id": run_id})
    return True


async def retry(tx: Transaction, run_id: UUID, *, actor: str, priority: int) -> Queued:
    """Ask for what a run left undone.

    Raises Missing where there is none, Conflict where it still goes on, was no run of
    workers, or left nothing undone.
    """
    row = await (await tx.execute(_SQL["to_retry"], {"id": run_id})).fetchone()
    if row is None:
        raise Missing(f"there is no run {run_id}")
    command, options, by_workers, has_ended, left_undone = row
    if not by_workers:
        raise Conflict("it worked in its command's own process; run the command again")
    if not has_ended:
        raise Conflict("it still goes on; wait for its end, or cancel it first")
    if not left_undone:
        raise Conflict("it left nothing undone")
    return await enqueue(
        tx, command, options, actor=actor, priority=priority, retry_of=run_id
    )


async def load_latest_failed(tx: Transaction) -> UUID | None:
    """Return the latest run of workers that left something undone."""
    row = await (await tx.execute(_SQL["latest_failed"])).fetchone()
    return None if row is None else row[0]


async def load_outcome(tx: Transaction, run_id: UUID) -> str | None:
    """Return how a run ended; None: it has not, or there is none."""
    row = await (await tx.execute(_SQL["outcome"], {"id": run_id})).fetchone()
    return None if row is None else row[0]


async def load_in_hand(tx: Transaction) -> list[DurableRun]:
    """Return the runs that wait or go on, the one that matters most first."""
    cursor = await tx.execute(_SQL["to_take"])
    return [DurableRun(*row) for row in await cursor.fetchall()]


async def load(tx: Transaction, run_id: UUID) -> DurableRun | None:
    """Return a run that has not ended."""
    row = await (await tx.execute(_SQL["load"], {"id": run_id})).fetchone()
    return None if row is None else DurableRun(*row)


async def begin(tx: Transaction, run_id: UUID) -> None:
    """Note that a worker plans it."""
    await tx.execute(_SQL["begin"], {"id": run_id})


async def load_cancelled(tx: Transaction, run_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these runs shall end, or have ended.

    None of the others ends before `tx` does.
    """
    cursor = await tx.execute(_SQL["cancelled"], {"ids": list(run_ids)})
    return {run_id for run_id, ends in await cursor.fetchall() if ends}


async def redeliver(tx: Transaction, run: DurableRun) -> int | None:
    """Return under which number a run is handed to the engine anew; None: others do."""
    where = {"id": run.id, "delivery": run.delivery}
    row = await (await tx.execute(_SQL["redeliver"], where)).fetchone()
    return None if row is None else row[0]
