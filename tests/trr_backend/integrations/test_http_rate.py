"""The rate as the upstream sees it."""

import asyncio

import pytest

from tests.trr_backend.integrations.upstream import opened, reply, serve
from trr_backend.utils.pacing import Door

REQUESTS = 110


class Gcra:
    """The generic cell rate algorithm in memory: one request an interval, no burst."""

    def __init__(self, rate: float) -> None:
        self._interval = 1 / (rate * 0.96)  # the headroom that repositories.limits has
        self._next = 0.0
        self._door = Door(self._interval)

    async def wait(self, upstream: str) -> None:
        """Return at the next free moment."""
        assert upstream
        now = asyncio.get_running_loop().time()
        moment = max(now, self._next)
        self._next = moment + self._interval
        await asyncio.sleep(moment - now)
        await self._door.pass_through()

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send for a while."""
        assert upstream
        self._next = asyncio.get_running_loop().time() + seconds


@pytest.mark.parametrize("latency_seconds", [0.0, 0.6])
async def test_no_second_at_the_upstream_holds_more_than_the_rate(
    latency_seconds: float,
) -> None:
    """A hundred requests at once arrive at 25 a second, also where answers are slow."""

    async def answer(_: object) -> bytes:
        await asyncio.sleep(latency_seconds)
        return reply()

    async with (
        serve(answer) as upstream,
        opened(upstream.url, limiter=Gcra(25)) as http,
    ):
        await asyncio.gather(*(http.get("/3/tv/7") for _ in range(REQUESTS)))
        times = [one.at for one in upstream.asked]
    windows = [sum(start <= at < start + 1 for at in times) for start in times]
    assert len(times) == REQUESTS
    assert max(windows) <= 25
    assert times[-1] - times[0] < 4 * REQUESTS / 25
