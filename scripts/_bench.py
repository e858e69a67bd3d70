"""A worker at work: its seat, the engine, and whoever does what it hands over."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from scripts._context import Shop
from scripts._database import open_migrated
from scripts._driver import Driver
from scripts._orders import Orders
from scripts._performing import Performer
from scripts._seat import Keeper, seated
from trr_backend.config import Settings
from trr_backend.engine import Engine, Handler
from trr_backend.errors import StorageError
from trr_backend.models.tasks import QUEUES, QueueName, Seat
from trr_backend.repositories import workers
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Database, Session, Transaction
from trr_backend.repositories.workers import session_name

_LOG = logging.getLogger(__name__)
# A run that is driven only waits for its tasks.
_RUNS_AT_ONCE = 16
# Whoever stops a worker waits for ten seconds, as Docker does, and kills it then.
_LEAVE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker works at."""

    seat: Seat
    database: Database
    orders: Orders
    keeper: Keeper
    engine: Engine


@asynccontextmanager
async def open_bench(
    settings: Settings,
    *,
    name: str | None,
    queues: Sequence[QueueName],
    concurrency: int,
    fenced: Callable[[], None],
) -> AsyncIterator[Bench]:
    """Yield a bench at which tasks are done until the end of the block.

    What is not done by then is put back for others. `fenced` is called where this
    worker was taken for dead: nothing it does is kept from there on. Raises
    StorageError and ConfigError.
    """
    async with seated(settings, name, [*queues], concurrency) as (seat, line):
        session = Session(session_name(seat), partial(_check, seat))
        async with open_migrated(settings, session=session) as database:
            url = await asyncio.to_thread(direct_url, settings)
            news = asyncio.Event()
            shop = Shop.of(settings, database)
            performer = Performer(shop, seat)
            engine = Engine(
                url, seat.name, session_name(seat), wait_scale=settings.wait_scale
            )
            driver = Driver(shop, engine, news)
            handlers: dict[QueueName, Handler] = {}
            for queue in queues:
                does = driver.drive if queue == "runs" else performer.perform
                handlers[queue] = _at_most(_own(queue, concurrency), does)
            async with database.transaction() as tx:
                most = await workers.load_most_at_once(tx)
            await engine.launch(
                handlers,
                {queue: _own(queue, max(most, concurrency)) for queue in QUEUES},
            )
            orders = Orders(settings, database, engine, driver, performer)
            keeper = Keeper(settings, seat, engine, line, url, fenced)
            try:
                yield Bench(seat, database, orders, keeper, engine)
            finally:
                driver.stopping = True
                news.set()
                await performer.stop()
                await engine.close()
            await _leave(database, seat)


async def _leave(database: Database, seat: Seat) -> None:
    """Say that the worker ends; who cannot soon is taken for dead by and by."""
    try:
        async with asyncio.timeout(_LEAVE_SECONDS), database.transaction() as tx:
            await workers.leave(tx, seat)
    except (StorageError, TimeoutError) as error:
        _LOG.info("that the worker ends was not told: %r", error)


async def _check(seat: Seat, connection: Transaction) -> None:
    await workers.check(connection, seat)


def _own(queue: QueueName, concurrency: int) -> int:
    return _RUNS_AT_ONCE if queue == "runs" else concurrency


def _at_most(count: int, does: Callable[[str], Awaitable[None]]) -> Handler:
    """Return a handler that does so many at a time, and lets the others wait."""
    room = asyncio.Semaphore(count)

    async def handle(identity: str) -> None:
        async with room:
            await does(identity)

    return handle
