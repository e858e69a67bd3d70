"""The migration runner: plain SQL files, applied once each, in order.

It reads `supabase/migrations` and keeps the history in the Supabase CLI's own table, so
`trr db migrate` and `supabase db push` see each other's work. A file is applied and
recorded in one transaction, under a lock that lets one runner at a time through.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg.errors import InsufficientPrivilege

from trr_backend.errors import ConfigError, InputError
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.sql import queries, text
from trr_backend.repositories.translation import translation

MIGRATIONS = Path(__file__).parents[2] / "supabase" / "migrations"

_FILE = re.compile(r"^(\d{14})_([a-z0-9_]+)\.sql$")
# The Supabase CLI stores a file statement by statement, without the semicolons.
_BETWEEN_STATEMENTS = re.compile(r"[\s;]+")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: `version` is its 14 digits, `name` what follows them."""

    version: str
    name: str
    sql: str

    def __str__(self) -> str:
        """Return the file's name without its ending."""
        return f"{self.version}_{self.name}"


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """Which files the database has, and which it has yet to get; both in order.

    `ahead` names what the database has and the folder does not know: a newer checkout
    was here. An older one goes on working with it, see docs/decisions/0014.
    """

    applied: tuple[Migration, ...]
    pending: tuple[Migration, ...]
    ahead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Applied:
    version: str
    name: str | None
    statements: Sequence[str] | None


def load_migrations(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """Return the files of `folder` in order. Raises ConfigError for a wrong name."""
    found = [_migration(path) for path in sorted(folder.glob("*.sql"))]
    if not found:
        raise ConfigError(f"{folder} holds no migration; is the checkout complete?")
    versions = [migration.version for migration in found]
    for version in versions:
        if versions.count(version) > 1:
            raise ConfigError(f"{folder}: two files have the version {version}")
    return tuple(found)


async def migration_status(
    database: Database, folder: Path = MIGRATIONS
) -> MigrationStatus:
    """Return what is applied and what is pending, changing nothing.

    Raises InputError where the database and the folder contradict each other.
    """
    files = load_migrations(folder)
    async with database.transaction() as connection:
        return _compare(files, await _load_history(connection))


async def load_missing(
    database: Database, files: Sequence[Migration]
) -> tuple[Migration, ...]:
    """Return which of `files` the database lacks; one that is ahead lacks none."""
    async with database.reading() as connection:
        if not await _has_history(connection):
            return tuple(files)
        cursor = await connection.execute(queries("migrations")["load_versions"])
        known = {row[0] for row in await cursor.fetchall()}
    return tuple(file for file in files if file.version not in known)


async def migrate(
    database: Database, folder: Path = MIGRATIONS
) -> tuple[Migration, ...]:
    """Apply what is pending, oldest first; return what this call applied.

    Raises InputError where the database is ahead of the folder or they contradict each
    other, and StorageError where a file fails: the files before it stay applied.
    """
    files = load_migrations(folder)
    async with database.transaction() as connection:
        await _bootstrap(connection)
    done: list[Migration] = []
    while (applied := await _apply_next(database, files)) is not None:
        done.append(applied)
    return tuple(done)


async def make_roles(connection: Transaction) -> None:
    """Make the roles and the schema that the first migration needs, where missing.

    Raises ConfigError where this user may not.
    """
    try:
        await connection.execute(text("bootstrap"))
    except InsufficientPrivilege as error:
        raise ConfigError(
            "the roles anon, authenticated and service_role are missing and this user "
            "may not make them; let an administrator run "
            "trr_backend/repositories/sql/bootstrap.sql once"
        ) from error


async def _bootstrap(connection: Transaction) -> None:
    await connection.execute(queries("migrations")["lock"])
    await make_roles(connection)
    if not await _has_history(connection):
        await connection.execute(queries("migrations")["create_history"])


async def _apply_next(
    database: Database, files: Sequence[Migration]
) -> Migration | None:
    """Apply the first pending file, looked up again under the lock."""
    async with database.transaction() as connection:
        await connection.execute(queries("migrations")["lock"])
        status = _compare(files, await _load_history(connection))
        _refuse_ahead(status.ahead)
        if not status.pending:
            return None
        migration = status.pending[0]
        await _execute(connection, migration)
        await connection.execute(
            queries("migrations")["insert"],
            {
                "version": migration.version,
                "name": migration.name,
                "sql": migration.sql,
            },
        )
        return migration


async def _execute(connection: Transaction, migration: Migration) -> None:
    try:
        await connection.execute(migration.sql.encode())
    except psycopg.Error as error:
        reason = translation(error)
        raise type(reason)(
            f"migration {migration} was undone, the ones before it stay: {reason}"
        ) from error


async def _has_history(connection: Transaction) -> bool:
    cursor = await connection.execute(queries("migrations")["has_history"])
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def _load_history(connection: Transaction) -> list[_Applied]:
    if not await _has_history(connection):
        return []
    cursor = await connection.execute(queries("migrations")["load_history"])
    return [_Applied(*row) for row in await cursor.fetchall()]


def _migration(path: Path) -> Migration:
    match = _FILE.match(path.name)
    if match is None:
        raise ConfigError(
            f"{path} must be named <14 digits>_<lower_case_topic>.sql: the Supabase "
            "CLI skips any other name without a word"
        )
    stat = path.stat()
    return Migration(match[1], match[2], _text(path, stat.st_mtime_ns, stat.st_size))


@cache
def _text(path: Path, modified_ns: int, size: int) -> str:
    """Read a file, once as long as it is the same."""
    del modified_ns, size
    return path.read_text(encoding="utf-8")


def _compare(
    files: Sequence[Migration], history: Sequence[_Applied]
) -> MigrationStatus:
    by_version = {migration.version: migration for migration in files}
    ours = [row for row in history if row.version in by_version]
    _refuse_edited(by_version, ours)
    known = {row.version for row in ours}
    pending = tuple(file for file in files if file.version not in known)
    _refuse_late(pending, max(known, default=""))
    return MigrationStatus(
        applied=tuple(file for file in files if file.version in known),
        pending=pending,
        ahead=tuple(
            f"{row.version}_{row.name or ''}"
            for row in history
            if row.version not in by_version
        ),
    )


def _refuse_ahead(unknown: Sequence[str]) -> None:
    if unknown:
        raise InputError(
            "the database has migrations this folder does not know: "
            f"{', '.join(unknown)}; update the checkout"
        )


def _refuse_edited(files: Mapping[str, Migration], history: Sequence[_Applied]) -> None:
    edited = [
        str(files[row.version])
        for row in history
        # `supabase migration repair` may leave no statements to compare with.
        if row.statements
        and _essence(";".join(row.statements)) != _essence(files[row.version].sql)
    ]
    if edited:
        raise InputError(
            f"applied and edited since: {', '.join(edited)}; restore the files and put "
            "the change into a new one"
        )


def _refuse_late(pending: Sequence[Migration], newest: str) -> None:
    late = [str(file) for file in pending if file.version < newest]
    if late:
        raise InputError(
            f"older than what the database has ({newest}): {', '.join(late)}; give "
            "them a later version"
        )


def _essence(sql: str) -> str:
    return _BETWEEN_STATEMENTS.sub("", sql)
