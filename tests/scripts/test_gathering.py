"""Items that are ready at the same time are stored in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from scripts._gathering import Gathering
from tests.whole_shows import rows
from trr_backend.errors import DatabaseUnavailable, InputError
from trr_backend.repositories.db import Database, Transaction

_Store = Callable[[Transaction], Awaitable[str]]
_TRANSACTIONS = "select count(distinct xmin::text) from ops.limits"
_NAMES = "select upstream from ops.limits order by 1"


def _item(name: str, error: Exception | None = None) -> _Store:
    async def store(tx: Transaction) -> str:
        await tx.execute("insert into ops.limits values (%s, now())", [name])
        if error:
            raise error
        await tx.execute("select")
        return name

    return store


def _gathering(database: Database, most: int = 20) -> tuple[Gathering[str], list[str]]:
    """Return one, and what it was told before its transactions were committed."""
    told: list[str] = []

    async def conclude(tx: Transaction, stored: Sequence[str]) -> None:
        await tx.execute("select")
        told.extend(stored)

    return Gathering(database, conclude, most=most, wait_scale=0.01), told


async def test_who_is_ready_at_the_same_time_is_stored_together(
    database: Database,
) -> None:
    """Never more than `most` in a transaction; who is last has one of its own."""
    gathering, told = _gathering(database, most=5)
    names = [f"{number:02}" for number in range(11)]

    stored = await asyncio.gather(*(gathering.store(_item(one)) for one in names))

    assert stored == [*names[:-1], None]
    assert sorted(told) == names[:-1]
    assert await rows(database, _TRANSACTIONS) == [(2,)]


async def test_one_that_fails_is_left_alone_and_takes_nobody_with_it(
    database: Database,
) -> None:
    """Whether it raises something itself or Postgres refuses it."""
    gathering, told = _gathering(database)
    items = [
        _item("a"),
        _item("b", InputError("no")),
        _item("c"),
        _item("a"),
        _item("d", ValueError("a defect")),
    ]

    stored = await asyncio.gather(*map(gathering.store, items))

    assert stored == ["a", None, "c", None, None]
    assert told == ["a", "c"]
    assert await rows(database, _NAMES) == [("a",), ("c",)]


async def test_all_that_fail_in_a_step_are_left_at_once(database: Database) -> None:
    """The others are tried once more, not once for each of them."""
    gathering, _ = _gathering(database)
    tried: list[str] = []

    def counted(name: str, error: Exception | None = None) -> _Store:
        async def store(tx: Transaction) -> str:
            tried.append(name)
            return await _item(name, error)(tx)

        return store

    items = [counted(f"{place}", InputError("no")) for place in range(9)]
    stored = await asyncio.gather(
        *(gathering.store(one) for one in (counted("a"), *items, counted("b")))
    )

    assert stored == ["a", *[None] * 9, "b"]
    assert len(tried) == 11 + 2


async def test_whoever_is_under_way_is_waited_for(database: Database) -> None:
    """Until it is ready, or has failed before that."""
    gathering, _ = _gathering(database)

    async def item(name: str, seconds: float, *, fails: bool) -> str | None:
        with gathering.coming():
            await asyncio.sleep(seconds)
            if fails:
                return "failed"
        return await gathering.store(_item(name))

    stored = await asyncio.gather(
        item("a", 0, fails=False),
        item("b", 0.05, fails=False),
        item("c", 0.1, fails=True),
    )

    assert [*stored] == ["a", "b", "failed"]
    assert await rows(database, _TRANSACTIONS) == [(1,)]


async def test_nobody_is_waited_for_longer_than_a_second(database: Database) -> None:
    """Who is ready alone by then is stored alone."""
    gathering, _ = _gathering(database)
    began = asyncio.get_running_loop().time()

    with gathering.coming():
        assert await gathering.store(_item("a")) is None

    assert 1 <= asyncio.get_running_loop().time() - began < 2


async def test_who_is_stopped_leaves_the_others_to_themselves(
    database: Database,
) -> None:
    """Whoever stores for all may be stopped: nothing is half-done, nobody waits."""
    gathering, _ = _gathering(database)
    began = asyncio.Event()

    async def slow(tx: Transaction) -> str:
        await tx.execute("insert into ops.limits values ('slow', now())")
        began.set()
        await tx.execute("select pg_sleep(60)")
        raise AssertionError

    first, second = (
        asyncio.create_task(gathering.store(one)) for one in (slow, _item("b"))
    )
    await began.wait()
    first.cancel()

    assert await second is None
    assert await rows(database, _NAMES) == []
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_database_that_stays_away_is_told_to_all(database: Database) -> None:
    """They do not wait for it one after the other."""
    gathering, _ = _gathering(database)
    away = DatabaseUnavailable("away")
    away.was_awaited = True

    stored = await asyncio.gather(
        gathering.store(_item("a")),
        gathering.store(_item("b", away)),
        return_exceptions=True,
    )

    assert [*stored] == [away, away]
