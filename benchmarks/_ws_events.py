"""Events of the measurement of sockets: written as rows, or said by the peer."""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Self

import psycopg

from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url

WRITE = """
insert into ops.events (entity, entity_id, kind, fields)
values ('network', gen_random_uuid(), 'updated', %s)
"""
FILL = """
insert into ops.events (entity, entity_id, kind, fields)
select 'network', gen_random_uuid(), 'updated', array[repeat('x', 8000)]
from generate_series(1, 900)
"""
END_LISTENERS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and query ~ 'ops.feed'
"""


class Writer:
    """Writes events at a rate, each in a transaction."""

    def __init__(self, settings: Settings) -> None:
        self._connection = psycopg.connect(database_url(settings), autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def write(self, count: int, rate: float) -> None:
        """Write so many, so many a second."""
        for _ in paced(count, rate):
            self._connection.execute(WRITE, [[stamp()]])

    def fill(self) -> None:
        """Write more than the buffers of a client hold, and let it be told."""
        self._connection.execute(FILL)
        time.sleep(2)

    def end_listeners(self) -> int:
        """End the connections that listen; return how many."""
        row = self._connection.execute(END_LISTENERS).fetchone()
        return row[0] if row else 0


def message(number: int) -> str:
    """Return what the API would say, for the peer."""
    event = {
        "cursor": number,
        "entity": "network",
        "id": str(uuid.uuid4()),
        "kind": "updated",
        "fields": [stamp()],
        "show_id": None,
        "run_id": None,
        "at": "2026-11-23T00:00:00.000000Z",
    }
    return json.dumps({"type": "event", **event}, separators=(",", ":"))


def stamp() -> str:
    """Return when it is, as the clients look for it, so that an event has 1 KB."""
    return f"sent:{time.time():017.6f} {'x' * 740}"


def paced(count: int, rate: float) -> Iterator[int]:
    """Yield so many times, so often a second."""
    begin = time.monotonic()
    for number in range(count):
        yield number
        time.sleep(max(0, begin + (number + 1) / rate - time.monotonic()))
