"""Rate limits that hold over all processes: one row an upstream in Postgres."""

import asyncio
from collections.abc import Mapping

from trr_backend.repositories.db import Database
from trr_backend.repositories.sql import queries
from trr_backend.utils.pacing import Door

_SQL = queries("limits")

# Requests leave some milliseconds after their reserved moment; this much of the rate is
# left free so that no second ever holds more than the rate.
_HEADROOM = 0.96


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
        async with self._database.transaction() as tx:
            cursor = await tx.execute(
                _SQL["reserve"],
                {"upstream": upstream, "interval": self._intervals[upstream]},
            )
            row = await cursor.fetchone()
        return float(row[0]) if row else 0.0

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`."""
        async with self._database.transaction() as tx:
            await tx.execute(
                _SQL["push_back"], {"upstream": upstream, "seconds": seconds}
            )
