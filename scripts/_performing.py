"""Does one task: its wave's stages, over its shows or people, by one worker.

What is left undone and may heal waits and is tried again; what is done by then is fresh
and costs nothing. Whatever happens to the worker, another one finds the task as it is.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from scripts._context import Shop, open_context
from scripts._durable import DURABLE, check
from scripts._loop import do_stages
from scripts._progress import Watcher, watching
from scripts._report import RunReport
from scripts._stage import Context
from scripts._task_end import End, judged, together_with
from scripts._waves import Wave, waves_of
from trr_backend.errors import (
    ConfigError,
    Fenced,
    InputError,
    StorageError,
    TrrError,
)
from trr_backend.models.selection import Selection
from trr_backend.models.tasks import Seat, Task
from trr_backend.repositories import tasks
from trr_backend.repositories.db import Transaction

_LOG = logging.getLogger(__name__)
_TELL_SECONDS = 1.0
# While the database is away nothing can be noted; it is what everybody waits for.
_AWAY_SECONDS = 1.0
# A worker may die for many reasons; a task at which three died is parted, and one
# entity at which five died is set aside.
_DEATHS_TO_PART = 3
_MOST_DEATHS = 5

Noted = TypeVar("Noted")


@dataclass(slots=True)
class Performer:
    """Does tasks for a worker; `cancel` and `stop` end those that are being done."""

    shop: Shop
    seat: Seat
    _running: dict[UUID, tuple[UUID, "asyncio.Task[End]"]] = field(default_factory=dict)
    _held: set[UUID] = field(default_factory=set)
    _cancelled: set[UUID] = field(default_factory=set)
    _stopping: bool = False

    async def perform(self, identity: str) -> None:
        """Do a task, unless it is done or somebody does it. Raises Fenced."""
        task_id = UUID(identity)
        if self._stopping:
            await self._note(lambda tx: tasks.undeliver(tx, task_id))
            return
        if task_id in self._held:
            # The engine may hand it over twice; what is begun here is not begun anew.
            return
        self._held.add(task_id)
        try:
            task = await self._note(lambda tx: self._begun(tx, task_id))
            if task is not None:
                await self._perform(task)
        finally:
            self._held.remove(task_id)

    async def _begun(self, tx: Transaction, task_id: UUID) -> Task | None:
        task = await tasks.begin(tx, task_id, self.seat)
        if task is not None and await _is_parted(tx, task):
            return None
        return task

    async def _perform(self, task: Task) -> None:
        doing = asyncio.create_task(self._do(task))
        self._running[task.id] = (task.run.id, doing)
        if self._stopping or task.run.id in self._cancelled:
            # It was begun while this was said.
            doing.cancel()
        try:
            await asyncio.wait({doing})
        finally:
            doing.cancel()
            del self._running[task.id]
        end = self._interrupted(task) if doing.cancelled() else doing.result()
        await self._end(task, end)

    def cancel(self, run_id: UUID) -> None:
        """End at once what is being done for a run."""
        self._cancelled.add(run_id)
        for run, doing in self._running.values():
            if run == run_id:
                doing.cancel()

    async def stop(self) -> None:
        """Let others do what is being done here, and begin nothing more."""
        self._stopping = True
        while self._running:
            for _, doing in self._running.values():
                doing.cancel()
            await asyncio.sleep(0.01)

    def _interrupted(self, task: Task) -> End:
        if task.run.id in self._cancelled:
            return End("cancelled", task.stages)
        return End(None, task.stages, undo=True)

    async def _do(self, task: Task) -> End:
        """Return what becomes of it. A defect here is noted like any other error."""
        report = RunReport(task.run.command)
        if task.deaths >= _MOST_DEATHS:
            said = f"{task.deaths} workers died at it; see their logs"
            return End("set_aside", task.stages, said)
        try:
            await self._run_stages(task, report)
        except (ConfigError, InputError) as error:
            report.stopped, report.misconfigured = str(error), True
        except TrrError as error:
            report.stopped = str(error)
        except Exception as error:  # noqa: BLE001 -- a defect ends no worker
            _LOG.exception("a task failed", extra={"task": str(task.id)})
            report.stopped = f"unexpected {type(error).__name__}: {error} (a defect)"
        return judged(task, report, scale=self.shop.settings.wait_scale)

    async def _run_stages(self, task: Task, report: RunReport) -> None:
        request = check(task.run.command, task.run.options)
        wave = _wave(task)
        with watching(silent=True) as watcher:
            selection = _of_part(request.selection, task)
            async with self._opened(task, selection, watcher, report) as context:
                await do_stages(context, wave.stages, report)

    @asynccontextmanager
    async def _opened(
        self, task: Task, selection: Selection, watcher: Watcher, report: RunReport
    ) -> AsyncIterator[Context]:
        async with open_context(self.shop, selection, watcher) as context:
            telling = asyncio.create_task(self._tell(task, report))
            try:
                yield replace(context, run_id=task.run.id, task_id=task.id)
            finally:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self, task: Task, report: RunReport) -> None:
        while True:
            await asyncio.sleep(_TELL_SECONDS * self.shop.settings.wait_scale)
            counts = together_with(task, report)
            try:
                async with self.shop.database.transaction() as tx:
                    await tasks.tell(tx, task.id, self.seat, counts)
            except StorageError as error:
                _LOG.info("how far a task is was not noted: %s", error)

    async def _end(self, task: Task, end: End) -> None:
        async def note(tx: Transaction) -> None:
            if end.state is None:
                await tasks.put_back(
                    tx,
                    task.id,
                    self.seat,
                    end.stages,
                    seconds=end.wait_seconds,
                    error=end.error,
                    notes=end.notes,
                    undo=end.undo,
                )
                return
            await tasks.end(
                tx,
                task.id,
                self.seat,
                end.state,
                stages=end.stages,
                error=end.error,
                notes=end.notes,
                stops_run=end.stops_run,
            )

        await self._note(note)

    async def _note(self, note: Callable[[Transaction], Awaitable[Noted]]) -> Noted:
        """Commit what is noted of a task, however long the database refuses it.

        Nobody takes a task from a worker that lives: what is not noted here keeps its
        run from ever ending. It may be noted twice: that it was committed may not have
        been heard. Raises Fenced.
        """
        while True:
            try:
                async with self.shop.database.transaction() as tx:
                    return await note(tx)
            except Fenced:
                raise
            except StorageError as error:
                if self._stopping:
                    # Its epoch ends with this worker: others find the task by that.
                    raise
                _LOG.warning("what becomes of a task waits to be noted: %s", error)
                await asyncio.sleep(_AWAY_SECONDS * self.shop.settings.wait_scale)


async def _is_parted(tx: Transaction, task: Task) -> bool:
    if task.deaths < _DEATHS_TO_PART or len(task.scope) <= 1:
        return False
    said = f"{task.deaths} workers died at it; each of them is tried alone"
    await tasks.split(tx, task.id, said)
    return True


def _wave(task: Task) -> Wave:
    """Return the wave of a task. Raises TrrError where this version has none.

    Another version, whose worker it waits for, or that plans it anew, may have one.
    """
    for wave in waves_of(DURABLE[task.run.command]()):
        if wave.name == task.wave:
            return wave
    raise TrrError(f"this version knows no {task.wave} of {task.run.command}")


def _of_part(selection: Selection, task: Task) -> Selection:
    match task.entity:
        case "show":
            return replace(selection, only=task.scope)
        case "person":
            return replace(selection, people=task.scope)
        case None:
            return selection
