"""Departures stay apart."""

import asyncio
from itertools import pairwise

from trr_backend.utils.pacing import Door


async def test_a_crowd_leaves_one_by_one() -> None:
    """Who arrives at once leaves an interval apart, in the order of arrival."""
    door = Door(0.02)
    left: list[tuple[int, float]] = []

    async def leave(number: int) -> None:
        await door.pass_through()
        left.append((number, asyncio.get_running_loop().time()))

    await asyncio.gather(*(leave(number) for number in range(6)))

    assert [number for number, _ in left] == [0, 1, 2, 3, 4, 5]
    assert min(b - a for (_, a), (_, b) in pairwise(left)) >= 0.019
