"""Rate limits that hold over all processes: one row an upstream in Postgres.

At hundreds of requests a second a transaction each would be too dear: then as many
moments as 20 ms hold are reserved in one go and handed out in this process. What is
reserved and not used is lost, so that no second ever holds more than the rate.

A process takes moments for no more than a fifth of a second ahead, and whoever has one
looks, before sending, whether the upstream has asked for patience since: what a process
knows of that is never older than a tenth of a second.
"""

import asyncio
import logging
import math
from collections.abc import Mapping

from trr_backend.repositories.db import Database
from trr_backend.repositories.sql import queries
from trr_backend.utils.pacing import Door, Moments, Pause

_SQL = queries("limits")

# Requests leave some milliseconds after their reserved moment; this much of the rate is
# left free so that no second holds more than the rate.
_HEADROOM = 0.96
# A second may hold this part of the rate more, one request at least: what a process
# that stood still sends late. Who is later than that takes another moment, but not for
# ever.
BURST = 0.1
_MOST_LATE_MOMENTS = 3
_RESERVED_SECONDS = 0.02
# How far ahead a process takes moments: as long as a distant database takes to answer.
_AHEAD_SECONDS = 0.2
_NEWS_SECONDS = 0.1
# What an upstream asks for is waited for, up to this.
_LONGEST_PAUSE_SECONDS = 300.0
# So many processes do not reserve further ahead than this: such a moment was reserved
# by a clock that has been set back since.
_MOST_PROCESSES = 100
_LEAST_HORIZON_SECONDS = 30.0

logger = logging.getLogger(__name__)


class PostgresLimiter:
    """A `Limiter` of `rates` (requests per second, by upstream).

    A rate under `wiki:` is that of every upstream whose name begins so: each has a row
    of its own, whoever is met first.
    """

    def __init__(self, database: Database, rates: Mapping[str, float]) -> None:
        self._database = database
        self._rates = dict(rates)
        self._limits: dict[str, _Limit] = {}

    async def wait(self, upstream: str) -> None:
        """Return when the next request to `upstream` may start."""
        await self._limit(upstream).wait()

    async def reserve(self, upstream: str) -> float:
        """Take the next free moment; return the seconds until it."""
        return await self._limit(upstream).moments.take()

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`, five minutes at most."""
        await self._limit(upstream).push_back(min(seconds, _LONGEST_PAUSE_SECONDS))

    def _limit(self, upstream: str) -> "_Limit":
        if upstream not in self._limits:
            rate = self._rate(upstream)
            self._limits[upstream] = _Limit(self._database, upstream, rate)
        return self._limits[upstream]

    def _rate(self, upstream: str) -> float:
        kind, colon, _ = upstream.partition(":")
        name = upstream if upstream in self._rates else kind + colon
        return self._rates[name]


class _Limit:
    """One upstream's limit as this process has it; `rate` is requests per second."""

    def __init__(self, database: Database, upstream: str, rate: float) -> None:
        interval, at_once = 1 / (rate * _HEADROOM), reserved_at_once(rate)
        ahead = _MOST_PROCESSES * max(interval, _AHEAD_SECONDS)
        self._late_seconds = burst(rate) * interval
        self.moments = Moments(
            self._reserve,
            at_once=at_once,
            interval_seconds=interval,
            late_seconds=self._late_seconds,
        )
        self._database = database
        self._parameters = {
            "upstream": upstream,
            "span": interval * at_once,
            "horizon": max(ahead, _LEAST_HORIZON_SECONDS),
            "longest": _LONGEST_PAUSE_SECONDS,
        }
        self._upstream = upstream
        self._turns = asyncio.Semaphore(math.ceil(rate * _AHEAD_SECONDS))
        self._pause = Pause(self._held, news_seconds=_NEWS_SECONDS)
        self._door = Door(interval)
        # Since the last reservation that reached the database.
        self._requests = 0

    async def wait(self) -> None:
        clock = asyncio.get_running_loop().time
        self._requests += 1
        late = 0
        async with self._turns:
            while late < _MOST_LATE_MOMENTS:
                seconds = await self.moments.take()
                moment = clock() + seconds
                await asyncio.sleep(seconds)
                if await self._pause.lasts():
                    self.moments.forget()
                elif clock() - moment < self._late_seconds:
                    break
                else:
                    late += 1
            await self._door.pass_through()

    async def push_back(self, seconds: float) -> None:
        # This process knows at once, also while the database is away.
        self._pause.learn(seconds)
        self.moments.forget()
        async with self._database.reading() as connection:
            await connection.execute(
                _SQL["push_back"], {**self._parameters, "seconds": seconds}
            )

    async def _held(self) -> float:
        async with self._database.reading() as connection:
            cursor = await connection.execute(_SQL["held"], self._parameters)
            row = await cursor.fetchone()
        return float(row[0]) if row else 0.0

    async def _reserve(self) -> float:
        requests, self._requests = self._requests, 0
        try:
            async with self._database.reading() as connection:
                cursor = await connection.execute(
                    _SQL["reserve"], {**self._parameters, "requests": requests}
                )
                row = await cursor.fetchone()
        except BaseException:
            self._requests += requests
            raise
        seconds, was_thrown_away, held = row or (0.0, False, 0.0)
        self._pause.learn(float(held))
        if was_thrown_away:
            logger.warning(
                "the database's clock was set back: the rate limit begins anew",
                extra={"upstream": self._upstream},
            )
        return float(seconds)


def reserved_at_once(rate: float) -> int:
    """Return how many moments one reservation takes at a rate (per second)."""
    return max(1, int(rate * _RESERVED_SECONDS))


def burst(rate: float) -> int:
    """Return how many requests more than a rate's a second may hold."""
    return math.ceil(rate * BURST)
