"""Brings one run to its end: plans it wave by wave, hands its tasks over, and waits.

All that it knows is in the database, so that it may end at any moment and be begun anew
by another worker; two at a time do no harm.
"""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from scripts._context import Shop, open_context
from scripts._durable import DURABLE, check
from scripts._patience import patiently
from scripts._progress import watching
from scripts._run_end import finish
from scripts._selecting import check_selection
from scripts._stage import Context
from scripts._waves import Wave, in_order, waves_of
from trr_backend.engine import Engine
from trr_backend.errors import ConfigError, InputError, TrrError
from trr_backend.models.selection import Selection
from trr_backend.models.tasks import DurableRun, Part, StageCount, WaveCount
from trr_backend.repositories import queued_runs, runs, tasks, workers
from trr_backend.repositories.db import Transaction

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5
_LEAST_LOOK_SECONDS = 0.1
# What others have in hand is looked at again seldom: it may be very many.
_PLAN_AGAIN_SECONDS = 2.0
# So many tasks of a run are in the engine's queues: more would only be rows.
_AHEAD = 64
# What nobody has begun by then may have been lost on the way.
_AGAIN_SECONDS = 300.0
_LEAST_AGAIN_SECONDS = 10.0


@dataclass(slots=True)
class Driver:
    """Drives runs for a worker; `news` is set when a run may have changed."""

    shop: Shop
    engine: Engine
    news: asyncio.Event
    stopping: bool = False

    async def drive(self, identity: str) -> None:
        """Bring a run to its end, or as far as this worker lasts."""
        run = await self._load(UUID(identity))
        if run is None or self.stopping:
            return
        async with self.shop.database.transaction() as tx:
            await queued_runs.begin(tx, run.id)
            await tasks.redeliver(tx, run.id)
        stopped: str | None = None
        try:
            await self._waves(run)
        except (ConfigError, InputError) as error:
            stopped = str(error)
        except TrrError:
            raise
        except Exception as error:  # noqa: BLE001 -- begun anew it would fail for ever
            _LOG.exception("a run cannot be planned", extra={"run": identity})
            stopped = f"unexpected {type(error).__name__}: {error} (a defect)"
        if not self.stopping:
            await patiently(
                lambda: self._finish(run.id, stopped),
                scale=self.shop.settings.wait_scale,
            )

    async def _load(self, run_id: UUID) -> DurableRun | None:
        async with self.shop.database.transaction() as tx:
            return await queued_runs.load(tx, run_id)

    async def _finish(self, run_id: UUID, stopped: str | None) -> None:
        async with self.shop.database.transaction() as tx:
            run = await queued_runs.load(tx, run_id)
            if run is not None:
                stages = DURABLE[run.command]() if run.command in DURABLE else ()
                await finish(tx, run, waves_of(stages), stopped)

    async def _waves(self, run: DurableRun) -> None:
        """Do wave after wave, from the last that was begun. Raises InputError."""
        request = check(run.command, run.options)
        waves = waves_of(DURABLE[run.command]())
        async with self.shop.database.transaction() as tx:
            await check_selection(tx, request.selection)
            begun = await tasks.load_planned_waves(tx, run.id)
            undone = await _undone(tx, run.retry_of) if run.retry_of else None
        of = _Whom(self.shop, request.selection, undone)
        for at, wave in enumerate(waves):
            if any(later.name in begun for later in waves[at + 1 :]):
                of.passed(wave)
                continue
            if not await self._wave(run, waves, wave, of):
                return

    async def _wave(
        self, run: DurableRun, waves: Sequence[Wave], wave: Wave, of: "_Whom"
    ) -> bool:
        """Do a wave; False: the run ends here, or this worker does."""
        if not of.is_asked(wave):
            return True
        ids = await of.ids(run, wave)
        told: object = None
        left, idle, planned_at = 0, True, 0.0
        while not self.stopping:
            self.news.clear()
            if idle or (left and _age(planned_at) > _PLAN_AGAIN_SECONDS):
                left, planned_at = await self._plan(run, wave, ids), time.monotonic()
            was_idle = idle
            told = count, _ = await self._look(run, waves, wave, told=told)
            await self._hand_over(run)
            is_over, idle = await self._is_over(run), count.open == 0
            if idle and (is_over or (was_idle and not left)):
                return not is_over
            if not idle or left:
                await self._wait()
        return False

    async def _plan(self, run: DurableRun, wave: Wave, ids: tuple[UUID, ...]) -> int:
        """Make what tasks can be made now; return how many entities are left.

        Those are in hand elsewhere, or were taken by a run that matters more.
        """
        async with self.shop.database.transaction() as tx:
            if await _ends(tx, run.id):
                return 0
            if wave.entity is None:
                await tasks.plan_step(tx, run.id, wave.name)
                return 0
            part = Part(wave.name, wave.queue, wave.entity, ids)
            return await tasks.plan(tx, run, part, size=wave.size(len(ids)))

    async def _look(
        self, run: DurableRun, waves: Sequence[Wave], wave: Wave, *, told: object
    ) -> tuple[WaveCount, Mapping[str, StageCount]]:
        """Return how far the wave and the run are, and tell it where it is news."""
        async with self.shop.database.transaction() as tx:
            await tasks.reclaim(tx, run.id)
            count = await tasks.load_wave(tx, run.id, wave.name)
            stages = in_order(waves, await tasks.load_stages(tx, run.id))
            if (count, stages) != told:
                progress = runs.Progress(
                    wave.name, count.ended, _failed(wave, stages), count.entities
                )
                await runs.tell(tx, run.id, progress, stages)
        return count, stages

    async def _hand_over(self, run: DurableRun) -> None:
        scale = self.shop.settings.wait_scale
        again = max(_AGAIN_SECONDS * scale, _LEAST_AGAIN_SECONDS)
        async with self.shop.database.transaction() as tx:
            waiting = await tasks.deliver(tx, run.id, most=_AHEAD, again_seconds=again)
            living = await workers.load_living(tx)
        for one in waiting:
            workflow = f"task:{one.id}:{one.delivery}"
            if not one.is_first and not await self.engine.is_open(workflow, living):
                # It was lost on the way: the next time it goes under another name.
                async with self.shop.database.transaction() as tx:
                    await tasks.undeliver(tx, one.id)
                continue
            await self.engine.hand_over(
                one.queue, str(one.id), workflow=workflow, priority=run.priority
            )

    async def _is_over(self, run: DurableRun) -> bool:
        """Whether the run shall end; what nobody has begun is not begun then."""
        async with self.shop.database.transaction() as tx:
            if not await _ends(tx, run.id):
                return False
            await tasks.cancel_waiting(tx, run.id)
        return True

    async def _wait(self) -> None:
        seconds = _LOOK_SECONDS * self.shop.settings.wait_scale
        try:
            async with asyncio.timeout(max(seconds, _LEAST_LOOK_SECONDS)):
                await self.news.wait()
        except TimeoutError:
            return


async def _undone(
    tx: Transaction, run_id: UUID
) -> Mapping[str, tuple[UUID, ...]] | None:
    """Return whom a run left undone, by wave; None: it did not come to its end."""
    if await queued_runs.load_outcome(tx, run_id) != "done_with_failures":
        return None
    return await tasks.load_undone(tx, run_id)


async def _ends(tx: Transaction, run_id: UUID) -> bool:
    """Whether a run is cancelled, or stopped by what one of its tasks met with."""
    if await queued_runs.load_cancelled(tx, [run_id]):
        return True
    ends = await tasks.load_ends(tx, run_id)
    return any(one.stops_run for one in ends.values())


def _age(moment: float) -> float:
    return time.monotonic() - moment


def _failed(wave: Wave, stages: Mapping[str, StageCount]) -> int:
    return sum(stages[one.name].failed for one in wave.stages if one.name in stages)


@dataclass(slots=True)
class _Whom:
    """Whom each wave of a run is about; of a second try, who was left undone."""

    shop: Shop
    selection: Selection
    undone: Mapping[str, tuple[UUID, ...]] | None
    _shows: dict[UUID, None] | None = None
    _people: dict[UUID, None] = field(default_factory=dict)

    def is_asked(self, wave: Wave) -> bool:
        """Whether a wave is to be done: not one before the first that failed."""
        if self.undone is None:
            return True
        return self._shows is not None or wave.name in self.undone

    def passed(self, wave: Wave) -> None:
        """Note whom a wave was about that is over."""
        if self.undone is not None and self.is_asked(wave):
            self._shows = self._shows or {}
            left = dict.fromkeys(self.undone.get(wave.name, ()))
            if wave.entity == "show":
                self._shows.update(left)
            if wave.entity == "person":
                # What comes after them is open, too: their pictures, for example.
                self._people.update(left)

    async def ids(self, run: DurableRun, wave: Wave) -> tuple[UUID, ...]:
        """Return whom a wave is about; of a step nobody."""
        self.passed(wave)
        if wave.entity is None:
            return ()
        if self.undone is None:
            return await self._of(run, wave, self.selection)
        shows = tuple(self._shows or ())
        if wave.entity == "show":
            return shows
        due = await self._of(run, wave, replace(self.selection, only=shows))
        return tuple(dict.fromkeys((*self._people, *due)))

    async def _of(
        self, run: DurableRun, wave: Wave, selection: Selection
    ) -> tuple[UUID, ...]:
        async def load() -> tuple[UUID, ...]:
            return await wave.of(replace(context, run_id=run.id))

        context: Context
        with watching(silent=True) as watcher:
            async with open_context(self.shop, selection, watcher) as context:
                return await patiently(load, scale=self.shop.settings.wait_scale)
