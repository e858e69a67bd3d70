"""Two servers, sixteen readers and a writer: nobody reads what was told to be old."""

import asyncio
import itertools
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx2
import psycopg
from websockets.exceptions import WebSocketException

from tests.api.realtime.served import Served, client, serving
from tests.seed import Seeded, seed_show
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

_READERS = 16
_VERSIONS = 75
_SOON_SECONDS = 0.02
_LONG_SECONDS = 1
_ADDRESS = "/api/v1/shows/a-show"
_VERSION = re.compile(rb'"name" ?: ?"v([0-9]+)"')
_END_LISTENERS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
  and query ~ 'listen|ops.feed|ops.events'
"""


@dataclass
class Record:
    """What was told and what was read, each at its moment."""

    # Of each server: when it told of which version.
    told: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    # When somebody asked which server, and which version came.
    read: list[tuple[float, int, int]] = field(default_factory=list)
    failed: int = 0

    def stale(self, *, seconds: float, everywhere: bool) -> int:
        """Count answers older than what was told for so long before they were asked.

        `everywhere`: by any server, else by the one that was asked.
        """
        return sum(
            version < self._known(began - seconds, None if everywhere else port)
            for began, port, version in self.read
        )

    def _known(self, moment: float, port: int | None) -> int:
        heard = self.told.values() if port is None else [self.told[port]]
        return max((v for one in heard for at, v in one if at <= moment), default=0)


async def listen(server: Served, record: Record) -> None:
    """Note when a server tells of which version, over losses of the connection."""
    told = record.told.setdefault(server.port, [])
    while True:
        try:
            async with client(server) as one:
                await one.say("subscribe", topics=["catalog"])
                while True:
                    said = await one.hear(60)
                    if said["type"] == "event":
                        told.append((time.monotonic(), int(said["fields"][0][1:])))
        except (OSError, WebSocketException):
            await asyncio.sleep(0.01)


async def read(servers: list[Served], record: Record) -> None:
    """Ask one server after the other, without a pause worth mentioning."""
    async with httpx2.AsyncClient() as asking:
        for server in itertools.cycle(servers):
            began = time.monotonic()
            answer = await asking.get(f"http://127.0.0.1:{server.port}{_ADDRESS}")
            version = _VERSION.search(answer.content)
            if version is None:
                record.failed += 1
            else:
                record.read.append((began, server.port, int(version[1])))
            await asyncio.sleep(random.uniform(0, 0.005))


async def write(database: Database, show: UUID, version: int) -> None:
    """Change the show and tell of it, as commands do: in one transaction."""
    async with database.transaction() as tx:
        name = f"v{version}"
        await tx.execute("update core.shows set name = %s where id = %s", [name, show])
        await tx.execute(
            "insert into ops.events (entity, entity_id, kind, fields, show_id)"
            " values ('show', %(id)s, 'updated', array[%(name)s], %(id)s)",
            {"id": show, "name": name},
        )


@asynccontextmanager
async def running(servers: list[Served]) -> AsyncIterator[Record]:
    """Yield what happens while everybody reads and listens."""
    record = Record()
    tasks = [asyncio.create_task(listen(server, record)) for server in servers]
    tasks += [asyncio.create_task(read(servers, record)) for _ in range(_READERS)]
    try:
        yield record
        assert not [task.exception() for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def newest(servers: list[Served]) -> list[int]:
    """Return the version that each server answers with now."""
    async with httpx2.AsyncClient() as asking:
        found = []
        for server in servers:
            answer = await asking.get(f"http://127.0.0.1:{server.port}{_ADDRESS}")
            version = _VERSION.search(answer.content)
            found.append(0 if version is None else int(version[1]))
        return found


async def test_nobody_reads_what_was_told_to_be_old(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Over losses of the listeners and of the whole database, and at the end of all."""
    async with database.transaction() as tx:
        show = await seed_show(tx, Seeded("a-show", "v0"))
    with (
        serving(settings, tmp_path) as one,
        serving(settings, tmp_path) as two,
    ):
        servers = [one, two]
        for server in servers:
            await server.becomes("trr_cache_open", 1)
        async with running(servers) as record:
            for version in range(1, _VERSIONS + 1):
                await write(database, show, version)
                await asyncio.sleep(random.uniform(0, 0.03))
                if version % (_VERSIONS // 3) == 0:
                    async with database.reading() as tx:
                        await tx.execute(_END_LISTENERS)
            for server in servers:
                await server.becomes("trr_cache_open", 1)
            assert await newest(servers) == [_VERSIONS] * 2
        hits = [server.figure("trr_cache_hits_total") for server in servers]
        losses = [server.figure("trr_feed_losses_total") for server in servers]
    reads = len(record.read)
    assert (record.failed, reads > 250) == (0, True)
    # Most answers were kept ones, and the listeners were lost.
    assert sum(hits) > reads / 2
    assert min(losses) >= 2
    assert record.stale(seconds=0, everywhere=False) == 0
    # What one server tells the other hears a moment later.
    assert record.stale(seconds=_SOON_SECONDS, everywhere=True) <= reads / 100
    assert record.stale(seconds=_LONG_SECONDS, everywhere=True) == 0


async def test_database_away(
    settings: Settings,
    database: Database,
    database_url: str,
    server_url: str,
    tmp_path: Path,
) -> None:
    """Nothing that was kept is sent while changes could not be heard, nor after."""
    async with database.transaction() as tx:
        show = await seed_show(tx, Seeded("a-show", "v0"))
    with serving(settings, tmp_path) as server:
        await server.becomes("trr_cache_open", 1)
        assert await newest([server]) == [0]
        name = database_url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"alter database {name} allow_connections false")
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = %s",
                [name],
            )
            await server.becomes("trr_cache_open", 0)
            url = f"http://127.0.0.1:{server.port}{_ADDRESS}"
            away = await asyncio.to_thread(httpx2.get, url, timeout=60)
            connection.execute(f"alter database {name} allow_connections true")
        await write(database, show, 7)
        await server.becomes("trr_cache_open", 1, 30)
        assert (away.status_code, await newest([server])) == (503, [7])
