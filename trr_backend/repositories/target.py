"""The database that a backup is to be restored into: what it holds, and who uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.models.backup import Contents
from trr_backend.repositories.backup import SCHEMAS, open_direct
from trr_backend.repositories.db import OLDEST_SERVER, Transaction
from trr_backend.repositories.embedded import server_state
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.translation import translated

_SQL = queries("restore")
_BACKUP = queries("backup")
# What is there before anybody brings anything in, or comes again by itself.
_OF_NOBODY: Final = frozenset(
    {
        "core.installation",
        "ops.feed",
        "ops.limits",
        "ops.schedules",
        "ops.workers",
        "supabase_migrations.schema_migrations",
    }
)
_OF_ENGINE: Final = "jobs"


@dataclass(frozen=True, slots=True)
class Target:
    """What a restore would find.

    `filled` are the tables of ours that hold something, `connections` those of others,
    `missing_roles` those that the backup names and the server does not know (but those
    that are made), `taken_down` how often something was since the backup.
    """

    filled: tuple[str, ...] = ()
    connections: int = 0
    missing_roles: tuple[str, ...] = ()
    taken_down: int = 0


async def look(settings: Settings, contents: Contents) -> Target:
    """Return what is there, changing nothing; an embedded server may be started.

    Raises ConfigError where the server is too old, or only a pooler leads to it.
    """
    if _is_not_made(settings):
        return Target()
    async with open_direct(settings) as connection:
        with translated():
            return await _look(connection, contents)


async def load_feed_head(connection: Transaction) -> int:
    """Return the last cursor that the feed there may have handed out; 0: no feed."""
    if not await _knows(connection, "ops.feed"):
        return 0
    row = await (await connection.execute(_SQL["head"])).fetchone()
    return row[0] if row else 0


async def _look(connection: Transaction, contents: Contents) -> Target:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise ConfigError(
            f"the database is PostgreSQL {version // 10000}; 15 or later is needed"
        )
    row = await (await connection.execute(_SQL["connections"])).fetchone()
    roles = {"roles": list(contents.roles)}
    missing = await (await connection.execute(_SQL["missing_roles"], roles)).fetchall()
    return Target(
        filled=await _filled(connection, SCHEMAS),
        connections=row[0] if row else 0,
        missing_roles=tuple(name for (name,) in missing),
        taken_down=await _taken_down(connection, contents),
    )


async def _filled(connection: Transaction, schemas: Sequence[str]) -> tuple[str, ...]:
    cursor = await connection.execute(_BACKUP["tables"], {"schemas": list(schemas)})
    found = []
    for schema, name in await cursor.fetchall():
        if schema == _OF_ENGINE or f"{schema}.{name}" in _OF_NOBODY:
            continue
        table = sql.Identifier(schema, name)
        asked = await connection.execute(composed(_SQL["filled"], table=table))
        if await asked.fetchone() == (True,):
            found.append(f"{schema}.{name}")
    return tuple(found)


async def _taken_down(connection: Transaction, contents: Contents) -> int:
    if not await _knows(connection, "ops.suppressions"):
        return 0
    where = {"at": contents.taken_at}
    row = await (await connection.execute(_SQL["suppressions"], where)).fetchone()
    return row[0] if row else 0


async def _knows(connection: Transaction, table: str) -> bool:
    cursor = await connection.execute(_SQL["knows"], {"table": table})
    return await cursor.fetchone() == (True,)


def _is_not_made(settings: Settings) -> bool:
    """Whether the embedded server would be made by looking at it."""
    if settings.database_url is not None:
        return False
    return not (server_state(settings.home_path).folder / "data").exists()
