"""Several items in one transaction, a round trip for a statement of each."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from psycopg import errors as postgres
from pydantic import SecretStr

from tests.round_trips import counting_trips
from trr_backend.config import Settings
from trr_backend.errors import Contended, StorageError
from trr_backend.repositories import suppressions
from trr_backend.repositories.db import Database, Transaction, open_database
from trr_backend.repositories.in_step import (
    AloneNeededError,
    InStep,
    alone,
    both,
    claim,
    is_shared,
    once,
)

_Store = Callable[[Transaction], Awaitable[list[int]]]


def _asking(*numbers: int) -> _Store:
    """Return an item that asks for these numbers, one after the other."""

    async def store(tx: Transaction) -> list[int]:
        answers = []
        for number in numbers:
            cursor = await tx.execute("select %s::integer", [number])
            row = await cursor.fetchone()
            assert row
            answers.append(row[0])
        return answers

    return store


async def test_a_round_trip_serves_all_who_wait(
    database_url: str, settings: Settings
) -> None:
    """As many trips as the longest item has statements, and two for the transaction."""
    with counting_trips(database_url) as trips:
        through = settings.model_copy(update={"database_url": SecretStr(trips.url)})
        items = [_asking(*range(length)) for length in (3, 5, 1, 0)]
        async with open_database(through) as database:
            async with database.transaction() as tx:
                trips.take()
                assert await InStep(items).run(tx) == [
                    [0, 1, 2],
                    [0, 1, 2, 3, 4],
                    [0],
                    [],
                ]
                assert trips.take() == 5
            assert trips.take() == 1


async def test_items_see_what_the_others_wrote(database: Database) -> None:
    """They share the transaction: each takes a number of its own."""

    async def store(tx: Transaction) -> int:
        await once(tx, "create temporary table taken (number int) on commit drop")
        cursor = await tx.execute(
            "insert into taken select count(*) from taken returning number"
        )
        row = await cursor.fetchone()
        assert row
        return int(row[0])

    async with database.transaction() as tx:
        assert await InStep([store] * 20).run(tx) == [*range(20)]


async def test_an_item_may_wait_for_something_else(database: Database) -> None:
    """The others wait for it."""

    async def slow(tx: Transaction) -> list[int]:
        await asyncio.sleep(0.01)
        return await _asking(7)(tx)

    async with database.transaction() as tx:
        assert await InStep([_asking(1, 2), slow]).run(tx) == [[1, 2], [7]]


async def _divides(tx: Transaction) -> list[int]:
    await tx.execute("select 1")
    await tx.execute("select 1 / 0")
    raise AssertionError


async def _refuses(_tx: Transaction) -> list[int]:
    raise Contended


@pytest.mark.parametrize(
    ("fails", "error"), [(_divides, postgres.DivisionByZero), (_refuses, Contended)]
)
async def test_who_fails_is_named_and_all_is_taken_back(
    database: Database, fails: _Store, error: type[Exception]
) -> None:
    """Whether Postgres refuses or the item itself; then it can be run without it."""

    async def writes(tx: Transaction) -> list[int]:
        await tx.execute("insert into ops.limits values ('one', now())")
        return await _asking(1, 2, 3)(tx)

    step = InStep([_asking(1, 2, 3), writes, fails])
    with pytest.raises(StorageError) as raised:
        async with database.transaction() as tx:
            await step.run(tx)

    assert isinstance(raised.value, error) or isinstance(raised.value.__cause__, error)
    assert step.culprits == {2}
    async with database.transaction() as tx:
        assert await InStep([_asking(1), writes]).run(tx) == [[1], [1, 2, 3]]


async def test_who_is_stopped_leaves_a_connection_that_works(
    database: Database,
) -> None:
    """Cancelled in the middle of a step, nothing is committed and nothing is stuck."""

    async def sleeps(tx: Transaction) -> list[int]:
        await tx.execute("insert into ops.limits values ('one', now())")
        await tx.execute("select pg_sleep(60)")
        raise AssertionError

    async def run() -> None:
        async with database.transaction() as tx:
            await InStep([sleeps, _asking(1, 2, 3)]).run(tx)

    task = asyncio.create_task(run())
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with database.transaction() as tx:
        cursor = await tx.execute("select count(*) from ops.limits")
        assert await cursor.fetchone() == (0,)


async def test_what_all_ask_is_asked_once(database: Database) -> None:
    """Locks are taken once, lists are joined and sorted; other answers differ."""

    def asking(*ids: str) -> Callable[[Transaction], Awaitable[list[object]]]:
        async def store(tx: Transaction) -> list[object]:
            where = {"ids": [*ids], "kind": ids[0] == "z"}
            query = "select %(ids)s::text[], %(kind)s"
            found = await once(tx, query, where, joined="ids")
            return [*found[0]]

        return store

    items = [asking("c", "a"), asking("b", "a"), asking("z")]
    together = [["a", "b", "c"], False]
    async with database.transaction() as tx:
        assert await InStep(items).run(tx) == [together, together, [["z"], True]]
        assert await asking("b", "a")(tx) == [["b", "a"], False]


async def test_what_cannot_be_shared_asks_to_be_alone(database: Database) -> None:
    """A decision over several entities, a takedown, a thing of two, a part undone."""

    async def decides(tx: Transaction) -> None:
        assert is_shared(tx)
        alone(tx)

    async def tries(tx: Transaction) -> None:
        async with tx.transaction():
            raise Contended

    async def writes(tx: Transaction) -> None:
        claim(tx, ["own", "own"])
        claim(tx, [id(asyncio.current_task()), "shared"])

    async def takes_down(tx: Transaction) -> None:
        await suppressions.keep(tx, "person", "tmdb", "1", "they asked")

    for items in ([decides], [tries], [takes_down], [writes, writes]):
        step = InStep(items)
        with pytest.raises(AloneNeededError):
            async with database.transaction() as tx:
                await step.run(tx)
        assert step.culprits == {len(items) - 1}
    async with database.transaction() as tx:
        assert not is_shared(tx)
        alone(tx)
        claim(tx, ["shared"])
        claim(tx, ["shared"])


async def test_two_are_asked_at_the_same_time(database: Database) -> None:
    """Each has its own answer."""

    async def name(tx: Transaction) -> str:
        row = await (await tx.execute("select 'one'")).fetchone()
        return str(row and row[0])

    async with database.reading() as tx:
        assert await both(tx, name, _asking(1, 2)) == ("one", [1, 2])
