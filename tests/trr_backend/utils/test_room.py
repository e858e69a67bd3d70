"""Room for bytes, shared by the tasks of a process."""

import asyncio

import pytest

from trr_backend.utils.room import ByteRoom


async def _settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_no_more_is_taken_than_there_is_and_turns_are_in_order() -> None:
    """A small request does not overtake a large one that waits; all come in."""
    room, entered = ByteRoom(100), list[int]()

    async def enter(size: int) -> None:
        await room.take(size)
        entered.append(size)

    tasks = [asyncio.create_task(enter(size)) for size in (60, 40, 70, 30, 5)]
    seen = []
    for done in (60, 40, 70, 30, 5):
        await _settle()
        seen.append((room.taken, [*entered]))
        room.give(done)
    await asyncio.gather(*tasks)

    assert seen == [
        (100, [60, 40]),
        (40, [60, 40]),
        (100, [60, 40, 70, 30]),
        (35, [60, 40, 70, 30, 5]),
        (5, [60, 40, 70, 30, 5]),
    ]
    assert room.taken == 0


async def test_what_is_larger_than_the_room_is_let_in_alone() -> None:
    """It waits for everybody who is in, and everybody waits for it."""
    room = ByteRoom(100)
    await room.take(1)
    large = asyncio.create_task(room.take(5000))
    small = asyncio.create_task(room.take(1))
    await _settle()
    before = (room.taken, large.done(), small.done())
    room.give(1)
    await _settle()
    during = (room.taken, large.done(), small.done())
    room.give(5000)
    await small

    assert before == (1, False, False)
    assert during == (5000, True, False)
    assert room.taken == 1


async def test_who_is_cancelled_holds_nothing_and_blocks_nobody() -> None:
    """While waiting, while others are let in, and just after being let in."""
    room = ByteRoom(100)
    await room.take(90)
    large, small = (asyncio.create_task(room.take(size)) for size in (50, 10))
    await _settle()
    large.cancel()
    await small
    assert room.taken == 100

    first, second = (asyncio.create_task(room.take(60)) for _ in range(2))
    await _settle()
    first.cancel()
    room.give(100)
    await second
    assert room.taken == 60

    last = asyncio.create_task(room.take(80))
    await _settle()
    room.give(60)
    last.cancel()
    with pytest.raises(asyncio.CancelledError):
        await last
    assert (large.cancelled(), first.cancelled(), room.taken) == (True, True, 0)


@pytest.mark.parametrize("size", [-1, 11])
async def test_more_than_was_taken_cannot_be_given_back(size: int) -> None:
    """A defect of the caller shows at once and changes nothing."""
    room = ByteRoom(100)
    await room.take(10)
    with pytest.raises(ValueError, match="given back of 10 that are taken"):
        room.give(size)
    assert room.taken == 10
