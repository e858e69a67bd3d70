"""What a server says when it is asked how it is; nothing is written.

Each question has a connection of its own, which is cut after some seconds whatever it
is at: a server that is frozen, or whose host is gone, keeps nobody waiting.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.direct import Line, line_to
from trr_backend.repositories.sql import queries

CUT_SECONDS = 8.0
_SQL = queries("health")


class BriefDatabase(Database):
    """Transactions at one address, on a connection each that does not last."""

    def __init__(self, url: str, cut_seconds: float = CUT_SECONDS) -> None:
        self._url = url
        self._cut_seconds = cut_seconds

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """Yield a connection that is cut in the end. Raises what `transaction` does."""
        loop = asyncio.get_running_loop()
        async with line_to(self._url) as line:
            end = loop.call_later(self._cut_seconds, line.cut)
            try:
                yield line
            finally:
                end.cancel()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Yield one transaction."""
        async with self.line() as line, line.connection.transaction():
            yield line.connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Yield a connection whose statements stand alone."""
        async with self.line() as line:
            yield line.connection


@dataclass(frozen=True, slots=True)
class Server:
    """What answers at an address.

    `version` is as 180001; `is_pooled`: another process answers than the one that
    greeted. `started_at` and `database` together are no other database's.
    """

    version: int
    role: str
    is_pooled: bool
    started_at: datetime
    database: int
    is_read_only: bool
    bytes: int

    @property
    def major(self) -> int:
        """The number that counts, such as 18."""
        return self.version // 10000


async def load_server(database: BriefDatabase) -> Server:
    """Return what answers. Raises StorageError or one of its kinds."""
    async with database.line() as line:
        cursor = await line.connection.execute(_SQL["server"])
        row = await cursor.fetchone()
        greeted = line.connection.info.backend_pid
    assert row is not None  # noqa: S101 -- we are in the database that is asked for
    version, role, pid, started_at, oid, is_read_only, size = row
    return Server(
        version=version,
        role=role,
        is_pooled=pid != greeted,
        started_at=started_at,
        database=oid,
        is_read_only=is_read_only,
        bytes=size,
    )


async def hears(database: BriefDatabase) -> bool:
    """Say whether what is notified arrives where somebody listens at this address."""
    async with database.line() as line:
        return await line.hears()


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections there are, and how many are left for us."""

    taken: int
    most: int
    left: int


async def load_room(tx: Transaction) -> Room:
    """Return how many connections are left, by the server's limit, ours or its own."""
    cursor = await tx.execute(_SQL["connections"])
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 -- there is a role and a database
    taken, most, kept_back, ours, of_role, here, of_database = row
    left = [most - kept_back - taken]
    if of_role >= 0:
        left.append(of_role - ours)
    if of_database >= 0:
        left.append(of_database - here)
    return Room(taken, most, max(0, min(left)))


async def count_others(url: str) -> int:
    """Return how many others are connected to a server of ours."""
    async with BriefDatabase(url).reading() as connection:
        cursor = await connection.execute(_SQL["others"])
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def load_clock(tx: Transaction) -> datetime:
    """Return what the server takes for the moment."""
    cursor = await tx.execute(_SQL["clock"])
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 -- a function always answers
    moment: datetime = row[0]
    return moment


@dataclass(frozen=True, slots=True)
class Extension:
    """`available` is the version that could be installed, `schema` where it is."""

    name: str
    available: str | None
    schema: str | None


async def load_extensions(tx: Transaction) -> list[Extension]:
    """Return the extensions we need, by name."""
    cursor = await tx.execute(_SQL["extensions"])
    return [Extension(*row) for row in await cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Rights:
    """What this role lacks: tables it may not write, tables whose rows it is not shown.

    `tables` is how many of ours there are.
    """

    tables: int
    closed: tuple[str, ...]
    hidden: tuple[str, ...]
    may_make_temporary: bool
    may_make_schemas: bool


async def load_rights(tx: Transaction) -> Rights:
    """Return what the role may not do."""
    cursor = await tx.execute(_SQL["tables"])
    tables = await cursor.fetchall()
    cursor = await tx.execute(_SQL["database_rights"])
    row = await cursor.fetchone()
    temporary, schemas = row or (False, False)
    return Rights(
        tables=len(tables),
        closed=tuple(name for name, may, _ in tables if not may),
        hidden=tuple(name for name, may, is_hidden in tables if may and is_hidden),
        may_make_temporary=temporary,
        may_make_schemas=schemas,
    )
