"""Hands runs that wait to the engine, and tells this worker which shall end."""

from dataclasses import dataclass, field
from uuid import UUID

from scripts._driver import Driver
from scripts._performing import Performer
from trr_backend.config import Settings
from trr_backend.engine import Engine
from trr_backend.models.tasks import DurableRun
from trr_backend.repositories import queued_runs, tasks, workers
from trr_backend.repositories.db import Database
from trr_backend.repositories.direct import open_line

# What is announced is heard at once; this is for what was missed.
_LOOK_SECONDS = 2.0
_LEAST_LOOK_SECONDS = 0.2


@dataclass(slots=True)
class Orders:
    """What workers were asked to do, as one of them sees it."""

    settings: Settings
    database: Database
    engine: Engine
    driver: Driver
    performer: Performer
    _handed: dict[UUID, int] = field(default_factory=dict)

    async def follow(self) -> None:
        """Look after the runs that wait or go on, for ever. Raises StorageError."""
        seconds = max(_LOOK_SECONDS * self.settings.wait_scale, _LEAST_LOOK_SECONDS)
        async with open_line(self.settings, start=False) as line:
            await line.listen("tasks")
            while True:
                await self.look()
                await line.notified(seconds)

    async def look(self) -> set[UUID]:
        """Do what is due; return which runs wait or go on."""
        async with self.database.transaction() as tx:
            in_hand = await queued_runs.load_in_hand(tx)
            await tasks.let_go_of_ended(tx)
            living = await workers.load_living(tx)
        for run in in_hand:
            if run.is_cancelled:
                self.performer.cancel(run.id)
            await self._hand_over(run, living)
        self._handed = {run.id: self._handed[run.id] for run in in_hand}
        await self.engine.look_often(is_busy=bool(in_hand))
        self.driver.news.set()
        return set(self._handed)

    async def _hand_over(self, run: DurableRun, living: set[str]) -> None:
        """Let somebody drive a run, if nobody does."""
        delivery = run.delivery
        if self._handed.get(run.id) == delivery:
            if await self.engine.is_open(_workflow(run.id, delivery), living):
                return
            async with self.database.transaction() as tx:
                anew = await queued_runs.redeliver(tx, run)
            if anew is None:
                return
            delivery = anew
        await self.engine.hand_over(
            "runs",
            str(run.id),
            workflow=_workflow(run.id, delivery),
            priority=run.priority,
        )
        self._handed[run.id] = delivery


def _workflow(run_id: UUID, delivery: int) -> str:
    return f"run:{run_id}:{delivery}"
