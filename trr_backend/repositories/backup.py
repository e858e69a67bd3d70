"""One snapshot of the database, read by us and dumped by pg_dump: both see the same.

Only what is ours is in it: our schemas and the engine's, not the roles, not the
extensions, not what a platform such as Supabase keeps beside them.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from psycopg import IsolationLevel, sql

from trr_backend.config import Settings
from trr_backend.errors import ConfigError, InputError
from trr_backend.models.backup import Contents
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.direct import Line, open_line
from trr_backend.repositories.dumping import dump
from trr_backend.repositories.programs import Program, new_program
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.translation import translated

SCHEMAS: Final = ("core", "jobs", "ops", "source", "supabase_migrations")
"""What is ours; `jobs` is the engine's, `supabase_migrations` the history of ours."""

_PAGE: Final = 1000
_SQL = queries("backup")


@dataclass(frozen=True, slots=True)
class SeenObject:
    """An object that readers see; `is_of_wikis`: TMDb does not limit how long."""

    key: str
    sha256: str
    bytes: int
    content_type: str
    is_of_wikis: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database as it was at one moment; gone with the block that opened it."""

    name: str
    contents: Contents
    program: Program
    _url: str
    _connection: Transaction

    async def dump(
        self, write: Callable[[bytes], None], begun: Callable[[str], None]
    ) -> None:
        """Hand over pg_dump's archive; `begun` is told of each table.

        Raises StorageError with what pg_dump says.
        """
        schemas = self.contents.schemas
        await dump(
            self.program.path,
            self._url,
            self.name,
            schemas,
            write=write,
            begun=begun,
        )

    async def objects(self) -> AsyncIterator[list[SeenObject]]:
        """Yield the objects that readers see, page by page."""
        after = ""
        while page := await self._page(after):
            yield page
            after = page[-1].sha256

    async def _page(self, after: str) -> list[SeenObject]:
        where = {"after": after, "limit": _PAGE}
        with translated():
            cursor = await self._connection.execute(_SQL["objects"], where)
            return [SeenObject(*row) for row in await cursor.fetchall()]


@asynccontextmanager
async def snapshot(settings: Settings) -> AsyncIterator[Snapshot]:
    """Yield the database as it is now, for as long as the block lasts.

    Raises ConfigError where only a transaction pooler leads to it, or pg_dump is older
    than the server; InputError where nobody ever migrated it.
    """
    async with open_direct(settings) as connection:
        await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
        await connection.set_read_only(True)
        with translated():
            async with connection.transaction():
                name, contents = await _look(connection)
                major = contents.server_version // 10000
                program = new_program("pg_dump", major)
                url = direct_url(settings)
                yield Snapshot(name, contents, program, url, connection)


@asynccontextmanager
async def open_direct(settings: Settings) -> AsyncIterator[Transaction]:
    """Yield a connection that is the server's own: what pg_dump and psql need.

    They set the session up for themselves, which a pooler would leave to others.
    """
    async with open_line(settings, start=True) as line:
        await _refuse_pooler(line)
        yield line.connection


async def still_seen(tx: Transaction, digests: Collection[str]) -> set[str]:
    """Return those of these objects that readers see now."""
    cursor = await tx.execute(_SQL["still_seen"], {"sha256": list(digests)})
    return {sha256 for (sha256,) in await cursor.fetchall()}


async def _refuse_pooler(line: Line) -> None:
    await line.listen("requests")
    if not await line.hears():
        raise ConfigError(
            "a transaction pooler stands before the database, and pg_dump and psql "
            "need a session: set TRR_DATABASE_DIRECT_URL to the server itself or to a "
            "pooler in session mode"
        )


async def _look(connection: Transaction) -> tuple[str, Contents]:
    await connection.execute(_SQL["patient"])
    row = await (await connection.execute(_SQL["export"])).fetchone()
    if row is None:
        message = "a select without from has a row"
        raise AssertionError(message)
    name, server_version, taken_at = row
    where = {"schemas": list(SCHEMAS)}
    schemas = await _column(connection, "schemas", where)
    if not {"core", "supabase_migrations"} <= set(schemas):
        raise InputError("the database is empty: nobody ever ran `trr db migrate`")
    migrations = await _column(connection, "migrations", where)
    roles = await _column(connection, "roles", where)
    tables = await count_rows(connection, schemas)
    return name, Contents(taken_at, server_version, schemas, migrations, roles, tables)


async def count_rows(connection: Transaction, schemas: Sequence[str]) -> dict[str, int]:
    """Return how many rows each table of these schemas has."""
    cursor = await connection.execute(_SQL["tables"], {"schemas": list(schemas)})
    counts = {}
    for schema, name in await cursor.fetchall():
        table = sql.Identifier(schema, name)
        counted = await connection.execute(composed(_SQL["count"], table=table))
        row = await counted.fetchone()
        counts[f"{schema}.{name}"] = row[0] if row else 0
    return counts


async def _column(
    connection: Transaction, query: str, where: dict[str, list[str]]
) -> tuple[str, ...]:
    cursor = await connection.execute(_SQL[query], where)
    return tuple(value for (value,) in await cursor.fetchall())
