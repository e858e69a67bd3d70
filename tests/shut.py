"""A database that lets nobody in for a while, as when its server is away."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo


@contextmanager
def shut(database_url: str) -> Iterator[None]:
    """End all connections to a database, and let nobody connect in the block."""
    name = conninfo_to_dict(database_url)["dbname"]
    server = make_conninfo(database_url, dbname="postgres")
    allow = f"alter database {name} allow_connections "
    with psycopg.connect(server, autocommit=True) as other:
        other.execute(f"{allow} false".encode())
        try:
            other.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                "where datname = %s",
                [name],
            )
            yield
        finally:
            other.execute(f"{allow} true".encode())
