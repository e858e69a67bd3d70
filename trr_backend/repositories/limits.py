"""Rate limits that hold over all processes: one row an upstream in Postgres.

At hundreds of requests a second a transaction each would be too dear: then as many
moments as 20 ms hold are reserved in one go and handed out in this process. What is
reserved and not used is lost, so that no second ever holds more than the rate.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from trr_backend.repositories.db import Database
from trr_backend.repositories.sql import queries
from trr_backend.utils.pacing import Door, Moments

_SQL = queries("limits")

# Requests leave some milliseconds after their reserved moment; this much of the rate is
# left free so that no second ever holds more than the rate. Who would leave later than
# that covers, because the process was stopped, takes another moment, but not for ever.
_HEADROOM = 0.96
_LATE_SECONDS = 0.03
_MOST_MOMENTS = 3
_RESERVED_SECONDS = 0.02
# What an upstream asks for is waited for, up to this.
_LONGEST_PUSH_BACK_SECONDS = 300.0
# No queue is longer than this many requests behind such a wait: a moment further ahead
# was reserved by a clock that has been set back since.
_LONGEST_QUEUE = 1000
_LEAST_HORIZON_SECONDS = 600.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Limit:
    moments: Moments
    door: Door


class PostgresLimiter:
    """A `Limiter` of `rates` (requests per second, by upstream).

    A rate under `wiki:` is that of every upstream whose name begins so: each has a row
    of its own, whoever is met first.
    """

    def __init__(self, database: Database, rates: Mapping[str, float]) -> None:
        self._database = database
        self._rates = dict(rates)
        self._limits: dict[str, _Limit] = {}
        # Of each upstream, since the last reservation that reached the database.
        self._requests: Counter[str] = Counter()

    async def wait(self, upstream: str) -> None:
        """Return when the next request to `upstream` may start."""
        clock = asyncio.get_running_loop().time
        self._requests[upstream] += 1
        for _ in range(_MOST_MOMENTS):
            seconds = await self.reserve(upstream)
            moment = clock() + seconds
            await asyncio.sleep(seconds)
            if clock() - moment < _LATE_SECONDS:
                break
        await self._limit(upstream).door.pass_through()

    async def reserve(self, upstream: str) -> float:
        """Take the next free moment; return the seconds until it."""
        return await self._limit(upstream).moments.take()

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`, five minutes at most."""
        wait = min(seconds, _LONGEST_PUSH_BACK_SECONDS)
        self._limit(upstream).moments.forget()
        async with self._database.reading() as connection:
            await connection.execute(
                _SQL["push_back"], {"upstream": upstream, "seconds": wait}
            )

    def _limit(self, upstream: str) -> _Limit:
        if upstream not in self._limits:
            self._limits[upstream] = self._of(upstream, self._rate(upstream))
        return self._limits[upstream]

    def _rate(self, upstream: str) -> float:
        kind, colon, _ = upstream.partition(":")
        name = upstream if upstream in self._rates else kind + colon
        return self._rates[name]

    def _of(self, upstream: str, rate: float) -> _Limit:
        interval, at_once = _interval(rate), reserved_at_once(rate)
        reserve = partial(self._reserve, upstream, interval, at_once)
        moments = Moments(reserve, at_once=at_once, interval_seconds=interval)
        return _Limit(moments, Door(interval))

    async def _reserve(self, upstream: str, interval: float, at_once: int) -> float:
        horizon = max(
            _LONGEST_PUSH_BACK_SECONDS + _LONGEST_QUEUE * interval,
            _LEAST_HORIZON_SECONDS,
        )
        requests = self._requests.pop(upstream, 0)
        parameters = {
            "upstream": upstream,
            "span": interval * at_once,
            "horizon": horizon,
            "requests": requests,
        }
        try:
            async with self._database.reading() as connection:
                cursor = await connection.execute(_SQL["reserve"], parameters)
                row = await cursor.fetchone()
        except BaseException:
            self._requests[upstream] += requests
            raise
        seconds, was_too_far = row or (0.0, False)
        if was_too_far:
            logger.warning(
                "the database's clock was set back: the rate limit begins anew",
                extra={"upstream": upstream},
            )
        return float(seconds)


def reserved_at_once(rate: float) -> int:
    """Return how many moments one reservation takes at a rate (per second)."""
    return max(1, int(rate * _RESERVED_SECONDS))


def _interval(rate: float) -> float:
    return 1 / (rate * _HEADROOM)
