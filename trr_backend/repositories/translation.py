"""What Postgres refuses, as this project's errors, each in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as postgres
from psycopg_pool import PoolClosed

from trr_backend.errors import (
    Conflict,
    Contended,
    DatabaseUnavailable,
    Missing,
    StorageError,
)

# SQLSTATE classes: connection exception, operator intervention (shut down, restarting);
# 53300 is "too many connections"; 25006 is a server that takes no writes: a standby, or
# one that was the primary before a failover.
READ_ONLY = "25006"
_LOST = ("08", "57P", "53300", READ_ONLY)
# A deadlock, a serialization failure, a lock that was waited for too long.
_CONTENDED = frozenset({"40P01", "40001", "55P03"})


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the driver raises as this project's errors, each in one line."""
    try:
        yield
    except psycopg.Error as error:
        raise translation(error) from error


def translation(error: psycopg.Error) -> StorageError:
    """Return this project's error for one of the driver's, in one line."""
    state = error.sqlstate
    message = error.diag.message_primary or str(error)
    line = message.strip().partition("\n")[0]
    if isinstance(error, postgres.UniqueViolation | postgres.ExclusionViolation):
        return Conflict(line)
    if isinstance(error, postgres.ForeignKeyViolation):
        return Missing(line)
    if state in _CONTENDED:
        return Contended(f"others are writing the same rows: {line}; try again")
    if isinstance(error, postgres.UndefinedTable | postgres.InvalidSchemaName):
        return StorageError(f"{line}; run `trr db migrate` first")
    said = f"{line} (SQLSTATE {state})" if state else line
    return _loss(error, line) or StorageError(said)


def _loss(error: psycopg.Error, line: str) -> DatabaseUnavailable | None:
    state = error.sqlstate
    if state is None and isinstance(error, psycopg.OperationalError | PoolClosed):
        return DatabaseUnavailable(f"the database cannot be reached: {line}")
    if state is not None and state.startswith(_LOST):
        return DatabaseUnavailable(f"the database went away: {line}")
    return None
