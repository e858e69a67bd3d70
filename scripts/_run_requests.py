"""Runs that the API was asked to start, cancel or retry: rows, and nobody waits.

What is ordered and that it was are one commit: a worker that dies in between leaves
both undone, and whoever takes the request then does it once.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from scripts._durable import check
from scripts._selecting import check_selection
from trr_backend.errors import Conflict, InputError, Missing
from trr_backend.models.requests import Asked, Ended
from trr_backend.models.tasks import PERSON, Queued
from trr_backend.repositories import queued_runs, requests
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.translation import translated


async def order_run(connection: Transaction, asked: Asked) -> Ended:
    """Do what is asked on a connection without a transaction; return what came of it.

    Raises InputError where it cannot be done.
    """
    with translated():
        async with connection.transaction():
            try:
                ended = await RUN_ORDERS[asked.kind](connection, asked)
            except (Missing, Conflict) as error:
                raise InputError(str(error)) from error
            await requests.finish(connection, asked.id, ended)
    return ended


async def _start(tx: Transaction, asked: Asked) -> Ended:
    command = asked.arguments["command"]
    request = check(command, asked.arguments["options"])
    await check_selection(tx, request.selection)
    options = request.for_record()
    queued = await queued_runs.enqueue(
        tx, command, options, actor=asked.actor, priority=PERSON
    )
    return _waiting(queued)


async def _cancel(tx: Transaction, asked: Asked) -> Ended:
    run_id = UUID(asked.arguments["run_id"])
    if not await queued_runs.ask_cancel(tx, run_id):
        raise InputError(f"run {run_id} has ended already, or there is none")
    return Ended("done", ("the run is told to end",), run_id)


async def _retry(tx: Transaction, asked: Asked) -> Ended:
    run_id = UUID(asked.arguments["run_id"])
    queued = await queued_runs.retry(tx, run_id, actor=asked.actor, priority=PERSON)
    return _waiting(queued)


def _waiting(queued: Queued) -> Ended:
    said = (
        f"run {queued.id} waits for a worker"
        if queued.is_new
        else f"run {queued.id} waits for the very same already, and goes sooner now"
    )
    return Ended("done", (said,), queued.id)


RUN_ORDERS: Mapping[str, Callable[[Transaction, Asked], Awaitable[Ended]]] = (
    MappingProxyType({"run start": _start, "run cancel": _cancel, "run retry": _retry})
)
