"""The processes behind `trr serve`: one or several that answer, and a worker."""

import asyncio
import os
import signal
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from uvicorn.config import STARTUP_FAILURE

from scripts._input import at_end_of_input
from scripts._server import new_server
from scripts._supervisor import CannotStart, Child, Supervisor
from trr_backend.config import Settings
from trr_backend.errors import DatabaseUnavailable

_WORKER = Child("the worker", ("scripts.worker", "--until-eof"))
_NO_START = "the API did not start; what is above says why"


@dataclass(frozen=True, slots=True)
class Processes:
    """How many answer, whether a worker goes along, and what ends them."""

    answering: int
    has_worker: bool
    until_eof: bool


async def serve(
    settings: Settings, processes: Processes, listener: socket.socket
) -> None:
    """Answer on `listener` until a signal comes.

    Raises DatabaseUnavailable where no process could begin to answer.
    """
    supervisor = Supervisor()
    worker = supervisor.keep(_WORKER) if processes.has_worker else _nothing()
    beside = asyncio.create_task(worker)
    try:
        if processes.answering == 1:
            await _answer(settings, processes, listener)
        else:
            await _let_answer(settings, processes, listener, supervisor)
    finally:
        supervisor.stop.set()
        await beside


async def _nothing() -> None:
    """Stand for the worker where there is none."""


async def _answer(
    settings: Settings, processes: Processes, listener: socket.socket
) -> None:
    """Answer in this process."""
    server = new_server(settings)

    def stop() -> None:
        server.should_exit = True

    if processes.until_eof:
        at_end_of_input(stop)
    try:
        await server.serve(sockets=[listener])
    except SystemExit:
        raise DatabaseUnavailable(_NO_START) from None


async def _let_answer(
    settings: Settings,
    processes: Processes,
    listener: socket.socket,
    supervisor: Supervisor,
) -> None:
    """Answer in several processes that add up what they count."""
    _stop_when_told(supervisor, listener, until_eof=processes.until_eof)
    with tempfile.TemporaryDirectory(prefix="trr-metrics-") as shared:
        folder = settings.metrics_folder or Path(shared)
        kept = [
            asyncio.create_task(supervisor.keep(_server(number, listener, folder)))
            for number in range(1, processes.answering + 1)
        ]
        await asyncio.wait(kept, return_when=asyncio.FIRST_EXCEPTION)
        supervisor.stop.set()
        await asyncio.wait(kept)
    if any(isinstance(one.exception(), CannotStart) for one in kept):
        raise DatabaseUnavailable(_NO_START)


def _server(number: int, listener: socket.socket, folder: Path) -> Child:
    return Child(
        f"process {number} of the API",
        ("scripts._server", str(listener.fileno())),
        inherited=(listener.fileno(),),
        environment={**os.environ, "TRR_METRICS_FOLDER": str(folder)},
        hopeless=STARTUP_FAILURE,
    )


def _stop_when_told(
    supervisor: Supervisor, listener: socket.socket, *, until_eof: bool
) -> None:
    """Stop at the first signal, end everything at the second.

    The socket is let go of at once: who comes then is refused, not kept waiting.
    """

    def stop() -> None:
        listener.close()
        supervisor.stop.set()

    def signalled() -> None:
        if supervisor.stop.is_set():
            supervisor.kill()
            os._exit(1)
        stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, signalled)
    if until_eof:
        at_end_of_input(stop)
