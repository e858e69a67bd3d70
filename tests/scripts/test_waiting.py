"""Items are handed out once each, and fetched as they are needed."""

import asyncio

from scripts._stage import Plan
from scripts._waiting import Waiting


async def take_all(plan: Plan[int], workers: int) -> list[int]:
    """Return what so many workers are handed together."""
    waiting = Waiting(plan)
    taken: list[int] = []

    async def work() -> None:
        async for item in waiting:
            await asyncio.sleep(0)
            taken.append(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
    return taken


async def test_each_item_goes_to_one_worker() -> None:
    """Without more to come, the given ones are all."""
    assert sorted(await take_all(Plan(range(10)), workers=3)) == list(range(10))
    assert Waiting(Plan(range(2))).workers(16) == 2


async def test_more_is_fetched_as_long_as_there_is_any() -> None:
    """A helping may be empty; None is the end, and nobody asks after it."""
    helpings = [[1, 2], [], [3], None]
    asked: list[int] = []

    async def more() -> list[int] | None:
        asked.append(len(asked))
        await asyncio.sleep(0)
        return helpings[len(asked) - 1]

    taken = await take_all(Plan([0], more=more), workers=4)

    assert (sorted(taken), len(asked)) == ([0, 1, 2, 3], 4)
