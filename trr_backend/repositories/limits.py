"""Rate limits that hold over all processes: one row an upstream in Postgres."""

import asyncio
import logging
from collections.abc import Mapping

from trr_backend.repositories.db import Database
from trr_backend.repositories.sql import queries
from trr_backend.utils.pacing import Door

_SQL = queries("limits")

# Requests leave some milliseconds after their reserved moment; this much of the rate is
# left free so that no second ever holds more than the rate.
_HEADROOM = 0.96
# What an upstream asks for is waited for, up to this.
_LONGEST_PUSH_BACK_SECONDS = 300.0
# No queue is longer than this many requests behind such a wait: a moment further ahead
# was reserved by a clock that has been set back since.
_LONGEST_QUEUE = 1000
_LEAST_HORIZON_SECONDS = 600.0

logger = logging.getLogger(__name__)


class PostgresLimiter:
    """A `Limiter` of `rates` (requests per second, by upstream)."""

    def __init__(self, database: Database, rates: Mapping[str, float]) -> None:
        self._database = database
        self._intervals = {
            upstream: 1 / (rate * _HEADROOM) for upstream, rate in rates.items()
        }
        self._doors = {name: Door(each) for name, each in self._intervals.items()}

    async def wait(self, upstream: str) -> None:
        """Return when the next request to `upstream` may start."""
        await asyncio.sleep(await self.reserve(upstream))
        await self._doors[upstream].pass_through()

    async def reserve(self, upstream: str) -> float:
        """Take the next free moment; return the seconds until it."""
        interval = self._intervals[upstream]
        horizon = max(
            _LONGEST_PUSH_BACK_SECONDS + _LONGEST_QUEUE * interval,
            _LEAST_HORIZON_SECONDS,
        )
        parameters = {"upstream": upstream, "interval": interval, "horizon": horizon}
        async with self._database.reading() as connection:
            cursor = await connection.execute(_SQL["reserve"], parameters)
            row = await cursor.fetchone()
        seconds, was_too_far = row or (0.0, False)
        if was_too_far:
            logger.warning(
                "the database's clock was set back: the rate limit begins anew",
                extra={"upstream": upstream},
            )
        return float(seconds)

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`, five minutes at most."""
        wait = min(seconds, _LONGEST_PUSH_BACK_SECONDS)
        async with self._database.reading() as connection:
            await connection.execute(
                _SQL["push_back"], {"upstream": upstream, "seconds": wait}
            )
