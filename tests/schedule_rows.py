"""Schedules and their runs as tests set and see them."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scripts._ticking import Ticker
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, open_database

LONG_AGO = "2000-01-01"
_CONTEXT = multiprocessing.get_context("forkserver")


async def execute(database: Database, query: Any, *values: object) -> None:
    """Change something, in a commit of its own."""
    async with database.transaction() as tx:
        await tx.execute(query, values)


async def rows(database: Database, query: Any, *values: object) -> list[Any]:
    """Return what a query finds."""
    async with database.transaction() as tx:
        return await (await tx.execute(query, values)).fetchall()


async def until(database: Database, query: Any) -> None:
    """Wait until a query finds something."""
    async with asyncio.timeout(60):
        while not await rows(database, query):  # noqa: ASYNC110 -- of other processes
            await asyncio.sleep(0.02)


async def only(database: Database, name: str) -> None:
    """Let one schedule be on, and tick at New Year; as if it was set so long ago."""
    await execute(database, "update ops.schedules set enabled = name = %s", name)
    await execute(
        database,
        "update ops.schedules set cron = '0 0 1 1 *', updated_at = %s, last_tick = %s"
        " where name = %s",
        *(LONG_AGO, LONG_AGO, name),
    )


async def end_runs(database: Database) -> None:
    """End every run that goes on."""
    await execute(
        database,
        "update ops.runs set finished_at = now(), outcome = 'done'"
        " where finished_at is null",
    )


@contextmanager
def hammering(settings: Settings, *, ticks: int) -> Iterator[None]:
    """Let two processes look for what is due until so many runs have ended."""
    _CONTEXT.set_forkserver_preload([__name__])
    peers = [
        _CONTEXT.Process(target=_hammer, args=(settings, ticks), daemon=True)
        for _ in range(2)
    ]
    for peer in peers:
        peer.start()
    yield
    for peer in peers:
        peer.join(20)
    assert [peer.exitcode for peer in peers] == [0, 0]


def _hammer(settings: Settings, ticks: int) -> None:
    asyncio.run(_look(settings, ticks))


async def _look(settings: Settings, ticks: int) -> None:
    async with open_database(settings) as database:
        ticker = Ticker(settings, database)
        ended = 0
        while ended < ticks:
            await ticker.look()
            found = await rows(
                database, "select count(*) from ops.runs where finished_at is not null"
            )
            ended = found[0][0]


async def forget_ticks(database: Database) -> None:
    """Let no tick be acted upon since long ago."""
    await execute(database, "update ops.schedules set last_tick = %s", LONG_AGO)
