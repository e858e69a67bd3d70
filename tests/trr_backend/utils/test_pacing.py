"""Departures stay apart; moments are reserved some at a time."""

import asyncio
from itertools import pairwise

import pytest

from trr_backend.utils.pacing import Door, Moments, Pause


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


async def test_late_timers_cost_no_throughput() -> None:
    """Two milliseconds apart on timers that are later than that."""
    door, clock, rounds = Door(0.002), asyncio.get_running_loop().time, []
    for _ in range(4):
        began = clock()
        for _ in range(50):
            await door.pass_through()
        rounds.append(clock() - began)

    assert 0.09 < min(rounds) < 0.13


class Reservations:
    """Reserves moments an interval apart; each answer comes when it is let through."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Future[float]] = []

    async def __call__(self) -> float:
        """Return the seconds that the test says, or raise what it says."""
        self.asked.append(asyncio.get_running_loop().create_future())
        return await self.asked[-1]

    async def until(self, number: int) -> None:
        """Let every task go on, and check how many reservations were asked for."""
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(self.asked) == number


async def test_moments_are_reserved_for_as_many_as_wait() -> None:
    """Twelve wait: two reservations of ten; the next one takes what is left."""
    reserve = Reservations()
    moments = Moments(reserve, at_once=10, interval_seconds=1, late_seconds=1)
    tasks = [asyncio.create_task(moments.take()) for _ in range(12)]
    await reserve.until(2)
    reserve.asked[0].set_result(5)
    reserve.asked[1].set_result(15)
    waits = [*await asyncio.gather(*tasks), await moments.take()]

    assert sorted(round(wait, 1) for wait in waits) == [*range(5, 18)]
    assert round(waits[12], 1) == 17
    await reserve.until(2)


async def test_one_at_a_time_are_reserved_side_by_side() -> None:
    """Where each moment is a transaction, nobody waits for another one's."""
    reserve = Reservations()
    moments = Moments(reserve, at_once=1, interval_seconds=1, late_seconds=1)
    tasks = [asyncio.create_task(moments.take()) for _ in range(3)]
    await reserve.until(3)
    for number, asked in enumerate(reserve.asked):
        asked.set_result(number)

    assert [round(await task, 1) for task in tasks] == [0, 1, 2]


async def test_a_reservation_that_fails_is_made_again_by_who_waits() -> None:
    """One hears of the failure; the next one asks for itself, also after a stop."""
    reserve = Reservations()
    moments = Moments(reserve, at_once=10, interval_seconds=1, late_seconds=1)
    tasks = [asyncio.create_task(moments.take()) for _ in range(3)]
    await reserve.until(1)
    reserve.asked[0].set_exception(ConnectionError("gone"))
    await reserve.until(2)
    tasks[1].cancel()
    await reserve.until(3)
    reserve.asked[2].set_result(0)

    with pytest.raises(ConnectionError):
        await tasks[0]
    assert round(await tasks[2], 1) == 0
    assert tasks[1].cancelled()


async def test_moments_that_passed_or_were_forgotten_are_lost() -> None:
    """They belong to nobody: another process counts on that."""
    reserve = Reservations()
    moments = Moments(reserve, at_once=10, interval_seconds=0.001, late_seconds=0.01)
    for number, forgotten in enumerate((False, True, False)):
        task = asyncio.create_task(moments.take())
        await reserve.until(number + 1)
        reserve.asked[number].set_result(60.0 if forgotten else 0.0)
        await task
        if forgotten:
            moments.forget()
        else:
            await asyncio.sleep(0.03)
    assert len(reserve.asked) == 3


async def test_a_pause_is_asked_for_where_the_last_news_is_old() -> None:
    """What was learnt otherwise is news, too; a longer pause is not shortened."""
    answers = iter([0.0, 5.0, 1.0])
    asked: list[float] = []

    async def ask() -> float:
        asked.append(next(answers))
        return asked[-1]

    pause = Pause(ask, news_seconds=0.03)
    lasts = [await pause.lasts(), await pause.lasts()]
    await asyncio.sleep(0.04)
    lasts += [await pause.lasts(), await pause.lasts()]
    await asyncio.sleep(0.04)
    pause.learn(0)
    lasts.append(await pause.lasts())

    assert (asked, lasts) == ([0.0, 5.0], [False, False, True, True, True])
