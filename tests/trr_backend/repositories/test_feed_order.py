"""Nothing appears behind a cursor: writers at once, long ones among them, and readers.

The same writers and readers, on a table that is numbered by a serial, lose events: the
test can fail.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg

from trr_backend.config import Settings
from trr_backend.repositories.feed_following import Told, Up, follow

_WRITERS = 8
_TRANSACTIONS = 25
_LONG_SECONDS = 0.25
_ROLLED_BACK = 0.2


@dataclass(frozen=True, slots=True)
class _Numbering:
    """A table of events, how one is written, and how those after a cursor are read."""

    write: str
    read: str
    make: str = "select 1"


_FEED = _Numbering(
    write="insert into ops.events (entity, entity_id, kind, fields)"
    " values ('person', %s, 'updated', '{}')",
    read="select seq, entity_id from ops.events where seq > %s order by seq",
)
_SERIAL = _Numbering(
    make="create table plain (seq bigserial, entity_id uuid)",
    write="insert into plain (entity_id) values (%s)",
    read="select seq, entity_id from plain where seq > %s order by seq",
)


@dataclass(slots=True)
class _Run:
    """What was committed and what each reader has read, in its order."""

    url: str
    numbering: _Numbering
    committed: list[UUID] = field(default_factory=list)
    read: dict[str, list[tuple[int, UUID]]] = field(default_factory=dict)
    is_over: bool = False

    async def writers(self) -> None:
        """Write from many connections at once; the first holds its events longest."""
        async with asyncio.TaskGroup() as group:
            for number in range(_WRITERS):
                group.create_task(self._write(random.Random(number), number))

    async def _write(self, drawn: random.Random, number: int) -> None:
        async with self._connected() as connection:
            for turn in range(_TRANSACTIONS):
                events = [uuid4() for _ in range(drawn.choice([1, 1, 3]))]
                is_long = number == 0 and turn % 10 == 0
                pause = _LONG_SECONDS if is_long else drawn.uniform(0, 0.01)
                is_kept = is_long or drawn.random() >= _ROLLED_BACK
                async with connection.transaction(force_rollback=not is_kept):
                    for event in events:
                        await connection.execute(self.numbering.write, [event])
                    await asyncio.sleep(pause)
                if is_kept:
                    self.committed += events

    async def poll(self) -> None:
        """Read by a cursor over and over, on one connection."""
        async with self._connected() as connection:
            while not self.is_over:
                await self._page("poll", connection)

    async def poll_shortly(self) -> None:
        """Do the same with a connection for each page, as behind a pooler."""
        while not self.is_over:
            async with self._connected() as connection:
                await self._page("short", connection)

    async def rest(self) -> None:
        """Read what is left, once everybody has written."""
        async with self._connected() as connection:
            for name in self.read.keys() - {"told"}:
                await self._page(name, connection)

    def lost(self) -> dict[str, tuple[int, int]]:
        """Return how many events each reader missed, and had twice."""
        return {
            name: (
                len(set(self.committed) - {event for _, event in events}),
                len(events) - len(set(events)),
            )
            for name, events in self.read.items()
        }

    async def _page(self, name: str, connection: "_Connection") -> None:
        seen = self.read.setdefault(name, [])
        cursor = await connection.execute(
            self.numbering.read, [seen[-1][0] if seen else 0]
        )
        seen += await cursor.fetchall()
        await asyncio.sleep(0.002)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator["_Connection"]:
        opened = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
        async with opened as connection:
            yield connection


_Connection = psycopg.AsyncConnection[tuple[Any, ...]]


async def _with_readers(run: _Run) -> None:
    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(run.poll()), group.create_task(run.poll_shortly())]
        await run.writers()
        run.is_over = True
        await asyncio.wait(readers)
    await run.rest()


async def test_readers_miss_nothing(settings: Settings, database_url: str) -> None:
    """Polling, over short connections or told: each event once, in rising order."""
    run = _Run(database_url, _FEED)
    last = uuid4()
    told = run.read["told"] = []

    async def listen(is_up: asyncio.Event) -> None:
        async with aclosing(follow(settings)) as news:
            async for one in news:
                match one:
                    case Up():
                        is_up.set()
                    case Told(events):
                        told.extend((event.cursor, event.id) for event in events)
                        if events[-1].id == last:
                            return

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        is_up = asyncio.Event()
        listener = group.create_task(listen(is_up))
        await is_up.wait()
        await _with_readers(run)
        async with run._connected() as connection:
            await connection.execute(run.numbering.write, [last])
        run.committed.append(last)
        await listener
    await run.rest()

    assert run.lost() == {"told": (0, 0), "poll": (0, 0), "short": (0, 0)}
    for events in run.read.values():
        assert events == sorted(events)
        assert len(events) == len(run.committed)


async def test_a_serial_loses_events(database_url: str) -> None:
    """The same, numbered when written: who holds a number longest is not seen."""
    run = _Run(database_url, _SERIAL)
    async with run._connected() as connection:
        await connection.execute(_SERIAL.make)
    await _with_readers(run)

    assert min(missed for missed, _ in run.lost().values()) > 0
