"""Clients that come and go while everything else does: each event reaches each once."""

import asyncio
import os
import random
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from websockets.exceptions import WebSocketException

from tests.api.realtime.served import Client, Served, client, serving
from tests.api.realtime.told import tell
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

_CLIENTS = 16
_TRANSACTIONS = 150
# Those that listen, and those of the pool that read the feed just now.
_END_READERS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
  and query ~ 'listen|ops.feed|ops.events' and query !~ 'insert'
"""
_CURSORS = (
    "select seq from ops.events where %(show)s::uuid is null or show_id = %(show)s"
)


@dataclass
class Follower:
    """A client that never stays for long, and what it heard."""

    topic: str
    heard: list[int] = field(default_factory=list)
    connections: int = 0

    async def follow(self, servers: list[Served], last: "asyncio.Future[int]") -> None:
        """Come and go until the last event was heard."""
        while not (last.done() and self.heard[-1:] == [last.result()]):
            try:
                async with client(random.choice(servers)) as one:
                    self.connections += 1
                    await self._hear(one)
                    if random.random() < 0.5:
                        one.socket.transport.abort()
            except (OSError, WebSocketException):
                await asyncio.sleep(0.02)

    async def _hear(self, one: Client) -> None:
        since = self.heard[-1] if self.heard else 0
        await one.say("subscribe", topics=[self.topic], since=since)
        with suppress(TimeoutError):
            for _ in range(random.randrange(200)):
                said = await one.hear(random.uniform(0.01, 0.2))
                if said["type"] == "event":
                    self.heard.append(said["cursor"])
                elif said["type"] != "subscribed":
                    assert said.get("code") == "unavailable", said
                    return


async def write(database: Database, show: UUID) -> None:
    """Write transactions of some events, of the show among others."""
    for _ in range(_TRANSACTIONS):
        ids = [show, *(uuid4() for _ in range(random.randrange(8)))]
        await tell(database, ids, entity="show")
        await asyncio.sleep(random.uniform(0, 0.02))


async def test_nothing_is_lost_or_doubled(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Over random ends, a killed process and lost listeners: all, once, in order."""
    show = uuid4()
    last: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.shows (id, slug, name) values (%s, 's', 'S')", [show]
        )
    with (
        serving(settings, tmp_path) as victim,
        serving(settings, tmp_path) as other,
        serving(settings, tmp_path) as late,
    ):
        servers = [victim, other]
        topics = ["catalog", f"show:{show}"]
        followers = [Follower(topics[number % 2]) for number in range(_CLIENTS)]
        async with asyncio.TaskGroup() as group:
            for one in followers:
                group.create_task(one.follow(servers, last))
            writers = [asyncio.create_task(write(database, show)) for _ in range(2)]
            await asyncio.sleep(0.5)
            os.killpg(victim.process.pid, signal.SIGKILL)
            servers[0] = late
            await asyncio.sleep(0.3)
            async with database.reading() as tx:
                ((ended,),) = await (await tx.execute(_END_READERS)).fetchall()
            await asyncio.gather(*writers)
            # The last one is for all of them.
            await tell(database, [show], entity="show")
            async with database.reading() as tx:
                told = [
                    sorted(
                        x
                        for (x,) in await (
                            await tx.execute(_CURSORS, {"show": key})
                        ).fetchall()
                    )
                    for key in (None, show)
                ]
            last.set_result(told[0][-1])

        assert ended >= 2
        lost = doubled = disordered = 0
        for number, one in enumerate(followers):
            lost += len(set(told[number % 2]) - set(one.heard))
            doubled += len(one.heard) - len(set(one.heard))
            disordered += one.heard != sorted(one.heard)
        events = sum(len(one.heard) for one in followers)
        connections = sum(one.connections for one in followers)
        print(  # noqa: T201 -- shown by `pytest -n 0 -s`
            f"{events} events over {connections} connections of {_CLIENTS} clients: "
            f"{lost} lost, {doubled} doubled, {disordered} out of order"
        )
        assert (lost, doubled, disordered) == (0, 0, 0)
        assert [one.heard for one in followers] == told * (_CLIENTS // 2)
        for served in (other, late):
            assert "Traceback" not in served.log
