"""A worker's seat: its name, kept as long as it lives, and what the dead leave behind.

The seat is held on a connection of its own: it says every few seconds that the worker
lives, and looks after those that say nothing any more. Who was taken for dead learns it
here, and begins anew under another epoch.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version

from trr_backend.config import Settings
from trr_backend.engine import Engine
from trr_backend.errors import DatabaseUnavailable, Fenced, StorageError
from trr_backend.models.tasks import QueueName, Seat
from trr_backend.repositories import workers
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.direct import Line, open_line
from trr_backend.repositories.translation import translated

_LOG = logging.getLogger(__name__)
_LEAST_BEAT_SECONDS = 0.5
_LEAST_DEAD_SECONDS = 4.0
# The sessions of a dead worker end within moments; a server that is slow may take more.
_MOST_LOOKS = 50
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Times:
    """How often it is said that a worker lives, and when it is taken for dead."""

    beat_seconds: float
    dead_seconds: float

    @classmethod
    def of(cls, scale: float) -> "Times":
        """Return the times of an installation, whose waits are scaled."""
        return cls(
            max(workers.BEAT_SECONDS * scale, _LEAST_BEAT_SECONDS),
            max(workers.DEAD_AFTER_SECONDS * scale, _LEAST_DEAD_SECONDS),
        )


@dataclass(slots=True)
class Silences:
    """For how long nothing was heard of others, by this process's own clock.

    The server's may jump, by which all would be dead at once or nobody for an hour. A
    process that did not look for a while, because it stood still or the database was
    away, knows of nobody's silence.
    """

    _heard: dict[Seat, tuple[datetime, float]] = field(default_factory=dict)
    _looked_at: float = -math.inf

    def longer_than(
        self, seconds: float, seen_at: Mapping[Seat, datetime]
    ) -> list[Seat]:
        """Return of whom nothing was heard for so long, by when each was seen last."""
        now = time.monotonic()
        known = self._heard if now - self._looked_at < seconds else {}
        self._looked_at = now
        self._heard = {
            seat: known[seat] if seat in known and known[seat][0] == at else (at, now)
            for seat, at in seen_at.items()
        }
        return [seat for seat, (_, at) in self._heard.items() if now - at > seconds]


async def is_there(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait until the database answers, however long; False: it shall end before."""
    seconds = Times.of(settings.wait_scale).beat_seconds
    while not stop.is_set():
        try:
            async with open_line(settings, start=False):
                return True
        except DatabaseUnavailable as error:
            _LOG.warning("a worker waits to begin anew: %s", error)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stop.wait()
    return False


@asynccontextmanager
async def seated(
    settings: Settings, name: str | None, queues: list[QueueName], concurrency: int
) -> AsyncIterator[tuple[Seat, Line]]:
    """Take a name for a worker; yield its seat, and the connection that holds it.

    Raises StorageError.
    """
    async with open_line(settings, start=True) as line:
        seat = await line.ask(
            workers.sit(
                line.connection,
                name,
                version=version("trr-backend"),
                queues=queues,
                concurrency=concurrency,
            )
        )
        former = Seat(seat.name, seat.epoch - 1)
        await _end_sessions(line, former)
        yield seat, line


@dataclass(slots=True)
class Keeper:
    """Keeps a seat, and gives the work of the dead to others.

    `line` is the connection that holds it, until that is lost. `fenced` is called where
    this worker was taken for dead itself.
    """

    settings: Settings
    seat: Seat
    engine: Engine
    line: Line | None
    url: str
    fenced: Callable[[], None]
    _silences: Silences = field(default_factory=Silences, init=False)

    async def keep(self) -> None:
        """Say that the worker lives, for ever; Fenced: it is another's name by now."""
        try:
            if self.line is not None:
                with translated():
                    await self._beat(self.line)
            async with open_line(self.settings, start=False) as line:
                await self._sit_again(line)
                await self._beat(line)
        except Fenced:
            self.fenced()
            raise
        except StorageError:
            # Others could not say that they live either.
            self.line, self._silences = None, Silences()
            raise

    async def _beat(self, line: Line) -> None:
        times = Times.of(self.settings.wait_scale)
        while True:
            await line.ask(workers.beat(line.connection, self.seat))
            await self._look_after_the_dead(line, times)
            await asyncio.sleep(times.beat_seconds)

    async def _sit_again(self, line: Line) -> None:
        """Hold the name on a new connection, if nobody has it meanwhile."""
        await line.ask(workers.check(line.connection, self.seat))
        url = await asyncio.to_thread(direct_url, self.settings, start=False)
        if url != self.url:
            _LOG.warning("the database is somewhere else: the worker begins anew")
            raise Fenced
        await line.ask(workers.hold(line.connection, self.seat))

    async def _look_after_the_dead(self, line: Line, times: Times) -> None:
        others = await line.ask(workers.load_others(line.connection, self.seat))
        for other in self._silences.longer_than(times.dead_seconds, others):
            fenced = workers.fence(line.connection, other, others[other])
            if not await line.ask(fenced):
                continue
            await _end_sessions(line, other)
            dead = Seat(other.name, other.epoch + 1)
            try:
                await line.ask(workers.check(line.connection, dead))
            except Fenced:
                # Begun anew under its name, it takes up its own.
                continue
            count = await self.engine.take_from(other.name)
            await line.ask(workers.bury(line.connection, dead))
            _LOG.warning(
                "a worker is silent: others do its work",
                extra={"worker": other.name, "deliveries": count},
            )


async def _end_sessions(line: Line, seat: Seat) -> None:
    """End the sessions of a fenced epoch; the server needs a moment for it."""
    for _ in range(_MOST_LOOKS):
        if not await line.ask(workers.end_sessions(line.connection, seat)):
            return
        await asyncio.sleep(_LOOK_SECONDS)
