"""The door to Postgres: a pool whose transactions raise this project's errors.

One request or one item of a command is one transaction, committed when its block ends.
Nothing is kept in a session (no SET without LOCAL, no named statement unless it is
certain that sessions are our own), so a transaction pooler may stand in between.
"""

import asyncio
import logging
import select
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from trr_backend.config import Settings
from trr_backend.errors import ConfigError, Contended, DatabaseUnavailable
from trr_backend.repositories.database_url import database_url, direct_url
from trr_backend.repositories.translation import translated
from trr_backend.utils.tracing import span

_TRACED = {"db.system.name": "postgresql"}

Transaction = psycopg.AsyncConnection[TupleRow]

OLDEST_SERVER = 150000
# The pool warns of each failed try; who waits for it hears it as DatabaseUnavailable.
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)

_CONNECT_SECONDS = 10
_WAIT_SECONDS = 30.0
_LEAST_WAIT_SECONDS = 2.0
# The pool doubles its pauses between tries, up to minutes: past this it begins anew.
_TRY_SECONDS = 2.0
_LEAST_TRY_SECONDS = 0.1
# A statement is prepared where it asks for that itself, never for being repeated.
_WHEN_ASKED = 2**31
# What a rehearsal locks stays locked until it ends: it gives way instead of waiting.
_REHEARSAL_LOCK_TIMEOUT = "set local lock_timeout = '5s'"


@dataclass(frozen=True, slots=True)
class Session:
    """What each connection is called on the server, and what it has to pass first.

    One that does not pass is not used. It is the server's own, not a pooler's: there
    it would be passed on.
    """

    name: str
    check: Callable[[Transaction], Awaitable[None]]


class Database(ABC):
    """Where transactions come from."""

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Return one transaction: committed at the end, rolled back by an exception.

        Raises StorageError or one of its kinds for what Postgres refuses.
        """

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Return a connection whose statements stand alone.

        For reads that need not agree with each other, and for one write that is a
        transaction by itself: without BEGIN and COMMIT around it, a third of a
        transaction's cost. Raises what `transaction` raises.
        """


class _Pooled(Database):
    """Transactions on the connections of a pool."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Transaction],
        keeps_plans: Callable[[], bool],
        reading_seconds: float | None,
    ) -> None:
        self._pool = pool
        self._keeps_plans = keeps_plans
        self._reading_seconds = reading_seconds

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        with translated(), span("database transaction", _TRACED):
            async with self._connection() as connection, connection.transaction():
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        with translated(), span("database reading", _TRACED):
            try:
                # The driver asks the server to stop what is cancelled here.
                async with (
                    asyncio.timeout(self._reading_seconds),
                    self._connection() as connection,
                ):
                    keeps_plans = self._keeps_plans()
                    connection.prepare_threshold = _WHEN_ASKED if keeps_plans else None
                    yield connection
            except TimeoutError:
                raise DatabaseUnavailable(
                    f"a reading took {self._reading_seconds:g} s and was ended"
                ) from None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Transaction]:
        connection = await self._living()
        try:
            yield connection
        except psycopg.errors.ReadOnlySqlTransaction:
            # After a failover: what is connected anew may reach the new primary.
            await connection.close()
            raise
        finally:
            await self._pool.putconn(connection)

    async def _living(self) -> Transaction:
        """Take a connection of the pool, after throwing away those that are dead.

        The pool's own `check` waits a second after the first dead one, then two, then
        four: longer than anybody waits for it after a restart of the server.
        """
        for _ in range(self._pool.max_size):
            connection = await self._waited_for()
            try:
                lives = await _lives(connection)
            except BaseException:
                await self._pool.putconn(connection)
                raise
            if lives:
                return connection
            await self._pool.putconn(connection)
        return await self._waited_for()

    async def _waited_for(self) -> Transaction:
        """Take a connection of the pool, unless the task was cancelled meanwhile.

        Until Python 3.12 `asyncio.wait_for`, with which the pool waits, forgets a
        cancellation that comes when the connection does.
        """
        task = asyncio.current_task()
        before = task.cancelling() if task else 0
        connection = await self._pool.getconn()
        if task and task.cancelling() > before:
            await self._pool.putconn(connection)
            raise asyncio.CancelledError
        return connection


class _Rehearsal(Database):
    """Transactions that are savepoints of one transaction nobody commits."""

    def __init__(self, outer: Transaction) -> None:
        self._outer = outer
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        try:
            with translated():
                async with self._lock, self._outer.transaction():
                    yield self._outer
        except Contended as error:
            raise Contended(
                "another run is writing the same rows; let it end, then repeat the dry "
                "run"
            ) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self.transaction() as connection:
            yield connection


@asynccontextmanager
async def open_database(
    settings: Settings,
    *,
    max_size: int = 8,
    keeps_plans: Callable[[], bool] = lambda: False,
    reading_seconds: float | None = None,
    session: Session | None = None,
) -> AsyncIterator[Database]:
    """Yield the database of `settings`, starting the embedded server if need be.

    `keeps_plans` is asked before each reading: whether the server may keep plans for
    it, because no pooler stands in between. A reading that takes `reading_seconds` is
    ended, None: it takes what it takes. With a `session` it is asked for past any
    pooler. Nothing is migrated. Raises
    DatabaseUnavailable where no connection can be made, ConfigError where the server is
    older than PostgreSQL 15.
    """

    async def address() -> str:
        # Asked for each connection: the embedded server may be down by then, or have
        # come back at another port.
        if session is not None:
            # Whoever works beside others starts no server that somebody has stopped.
            return await asyncio.to_thread(direct_url, settings, start=False)
        return await asyncio.to_thread(database_url, settings)

    with translated():
        await _check_server(await address())
    pool: AsyncConnectionPool[Transaction] = AsyncConnectionPool(
        address,
        open=False,
        min_size=1,
        max_size=max_size,
        timeout=max(_WAIT_SECONDS * settings.wait_scale, _LEAST_WAIT_SECONDS),
        reconnect_timeout=max(_TRY_SECONDS * settings.wait_scale, _LEAST_TRY_SECONDS),
        reconnect_failed=_try_anew,
        kwargs={
            "autocommit": True,
            "prepare_threshold": None,
            "connect_timeout": _CONNECT_SECONDS,
            **({"application_name": session.name} if session else {}),
        },
        configure=session.check if session else None,
    )
    async with pool:
        yield _Pooled(pool, keeps_plans, reading_seconds)


@asynccontextmanager
async def rehearse(database: Database) -> AsyncIterator[Database]:
    """Yield a database on which everything happens and nothing stays.

    For --dry-run: one transaction on one connection, rolled back at the end; what would
    be parallel waits its turn. It gives way: a row that others are writing raises
    Contended after some seconds. Do not open a transaction inside another one.
    """
    async with (
        database.transaction() as connection,
        connection.transaction(force_rollback=True),
    ):
        await connection.execute(_REHEARSAL_LOCK_TIMEOUT)
        yield _Rehearsal(connection)


async def _check_server(url: str) -> None:
    """Connect once, because a pool does not say why it cannot."""
    connection = await Transaction.connect(
        url, connect_timeout=_CONNECT_SECONDS, autocommit=True
    )
    async with connection:
        found = connection.info.server_version
    if found < OLDEST_SERVER:
        raise ConfigError(
            f"the database is PostgreSQL {found // 10000}; 15 or later is needed"
        )


async def _try_anew(pool: AsyncConnectionPool[Transaction]) -> None:
    """Let the pool, which has given up, try again for those who wait already.

    It begins to connect only when somebody asks it for a connection.
    """
    with suppress(PoolTimeout, PoolClosed):
        await pool.putconn(await pool.getconn(timeout=0.01))


async def _lives(connection: Transaction) -> bool:
    """Ask the server only where there is a sign that it is gone.

    A server that ends a connection says so: an idle socket with something to read. The
    look costs a hundredth of the question.
    """
    try:
        poller = select.poll()
        poller.register(connection.pgconn.socket, select.POLLIN)
        if poller.poll(0):
            await AsyncConnectionPool.check_connection(connection)
    except psycopg.OperationalError:
        await connection.close()
        return False
    return True
