"""What a worker does: it tells webhooks, and keeps the feed as long as is set."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from scripts._bench import Bench
from scripts._courier import Courier
from trr_backend.config import Settings
from trr_backend.repositories import audit, feed, requests
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.feed_following import (
    Down,
    Gap,
    Progress,
    Told,
    Up,
    follow,
)

_DAY_SECONDS = 86400.0
# Commits come in bursts: what follows the first one is told in few messages.
_GATHER_SECONDS = 0.2
# Who called an admin endpoint, and what was asked for: names of persons.
_RECORDS_KEPT = timedelta(days=365)
# What the engine has handed over, and what became of that: nobody asks for it.
_DELIVERIES_KEPT = timedelta(days=1)


async def wake(settings: Settings, courier: Courier) -> None:
    """Wake the courier whenever the feed goes on or a run ends, for ever.

    While an embedded database is down he rests: to look for it would start it, which
    whoever stopped it does not want.
    """
    async with aclosing(follow(settings)) as news:
        async for one in news:
            match one:
                case Down() if settings.database_url is None:
                    courier.rest()
                case Up():
                    courier.wake()
                case Told() | Gap():
                    courier.wake()
                    await asyncio.sleep(_GATHER_SECONDS * settings.wait_scale)
                case Progress(progress) if progress.outcome is not None:
                    courier.wake()


async def prune_daily(settings: Settings, bench: Bench) -> None:
    """Take away what is too old, now and once a day, for ever."""
    while True:
        await prune(settings, bench.database)
        await bench.engine.forget(datetime.now(UTC) - _DELIVERIES_KEPT)
        await asyncio.sleep(_DAY_SECONDS)


async def prune(settings: Settings, database: Database) -> int:
    """Take away what is too old; return how many events of the feed that were."""
    now = datetime.now(UTC)
    async with database.transaction() as tx:
        events = await feed.prune(tx, now - timedelta(days=settings.events_days))
    for forget in (audit.prune, requests.prune):
        while await _forget(database, forget, now - _RECORDS_KEPT):
            pass
    return events


async def _forget(
    database: Database,
    forget: Callable[[Transaction, datetime], Awaitable[int]],
    before: datetime,
) -> int:
    async with database.transaction() as tx:
        return await forget(tx, before)
