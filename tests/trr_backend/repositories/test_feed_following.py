"""Following the feed: over lost connections, frozen servers, behind poolers."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb
from pydantic import SecretStr

from tests.pooler import needs_pgbouncer, pooler
from trr_backend.config import Settings
from trr_backend.repositories import runs
from trr_backend.repositories.db import Database
from trr_backend.repositories.direct import open_line
from trr_backend.repositories.feed_following import (
    Down,
    Gap,
    News,
    Patience,
    Progress,
    Told,
    Up,
    follow,
)

_QUICK = Patience(silence=0.1, answer=0.3, polling=0.1)
_INSERT = (
    "insert into ops.events (entity, entity_id, kind, fields)"
    " values ('person', %s, 'updated', '{}')"
)


@dataclass(slots=True)
class _Heard:
    """What a follower was told, one after the other."""

    queue: "asyncio.Queue[News]" = field(default_factory=asyncio.Queue)

    async def next(self) -> News:
        """Return what it is told next, within 5 s."""
        async with asyncio.timeout(5):
            return await self.queue.get()

    async def ids(self, count: int) -> list[UUID]:
        """Return the entities of so many events that are told next."""
        ids: list[UUID] = []
        while len(ids) < count:
            told = await self.next()
            assert isinstance(told, Told), told
            ids += [event.id for event in told.events]
        return ids


@asynccontextmanager
async def _following(
    settings: Settings, since: int | None = None
) -> AsyncIterator[_Heard]:
    heard = _Heard()

    async def listen() -> None:
        async with aclosing(follow(settings, since, patience=_QUICK)) as news:
            async for one in news:
                heard.queue.put_nowait(one)

    task = asyncio.create_task(listen())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _tell(database: Database, count: int = 1) -> list[UUID]:
    """Write so many events in one transaction; return their entities."""
    ids = [uuid4() for _ in range(count)]
    async with database.transaction() as tx:
        await tx.cursor().executemany(_INSERT, [[one] for one in ids])
    return ids


async def _line(database: Database) -> int:
    """Return the server's process that the follower is connected to."""
    async with database.reading() as tx:
        cursor = await tx.execute(
            "select pid from pg_stat_activity where pid <> pg_backend_pid()"
            " and datname = current_database() and query like '%%pruned_through%%'"
        )
        ((pid,),) = await cursor.fetchall()
    assert isinstance(pid, int)
    return pid


async def test_what_was_missed_is_told_first(
    settings: Settings, database: Database
) -> None:
    """A follower goes on after its cursor, in pages; a new one begins with the head."""
    missed = await _tell(database, 1500)
    async with _following(settings, 500) as heard, _following(settings) as fresh:
        assert await heard.ids(1000) == missed[500:]
        head = await heard.next()
        assert head == await fresh.next() == Up(1500)

        new = await _tell(database)
        assert await heard.ids(1) == await fresh.ids(1) == new


async def test_a_lost_connection_loses_no_event(
    settings: Settings, database: Database
) -> None:
    """What was committed while nothing was heard comes before it is up again."""
    async with _following(settings) as heard:
        assert await heard.next() == Up(0)
        async with database.transaction() as tx:
            await tx.execute("select pg_terminate_backend(%s)", [await _line(database)])
        assert isinstance(await heard.next(), Down)
        missed = await _tell(database, 3)

        assert await heard.ids(3) == missed
        assert await heard.next() == Up(3)


async def test_a_frozen_server_is_noticed(
    settings: Settings, database: Database
) -> None:
    """Of one that closes nothing and answers nothing, nobody waits for ever."""
    async with _following(settings) as heard:
        assert await heard.next() == Up(0)
        frozen = await _line(database)
        os.kill(frozen, signal.SIGSTOP)
        try:
            assert await heard.next() == Down(
                "the database does not answer within 0.3 s"
            )
            missed = await _tell(database)
            assert await heard.ids(1) == missed
            assert await heard.next() == Up(1)
        finally:
            os.kill(frozen, signal.SIGCONT)


@pytest.mark.parametrize(
    "change",
    [
        "update ops.feed set id = gen_random_uuid()",
        "update ops.feed set pruned_through = setval('ops.events_seq', 7)",
        "delete from ops.events",
    ],
)
async def test_a_gap_is_told(
    settings: Settings, database: Database, change: str
) -> None:
    """Of another database, or what was pruned unread: it goes on behind it."""
    await _tell(database, 5)
    async with _following(settings) as heard:
        assert await heard.next() == Up(5)
        async with database.transaction() as tx:
            await tx.execute(change)
            await tx.execute("select pg_notify('trr_events', '')")
            cursor = await tx.execute(
                "select greatest(max(seq), max(pruned_through))"
                " from ops.feed left join ops.events on true"
            )
            ((head,),) = await cursor.fetchall()
        assert await heard.next() == Gap(head)

        new = await _tell(database)
        assert await heard.ids(1) == new


async def test_runs_say_how_far_they_are(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Their rows do, once for what came together; what cannot be read is left out."""
    stages = {
        f"stage {number}": {"at": number, "done": 2, "left": 0, "requests": 3}
        for number in range(200)
    }
    async with _following(settings) as heard:
        assert await heard.next() == Up(0)
        async with database.transaction() as tx:
            for said in ("{", '{"run_id":"?"}', f'{{"run_id":"{uuid4()}"}}'):
                await tx.execute("select pg_notify('trr_progress', %s)", [said])
            run = await runs.start(tx, "sync all", {})
            await runs.tell(tx, run, runs.Progress("people", 2, 1, 9), {})
            # More than a notification holds.
            await tx.execute("update ops.runs set stages = %s", [Jsonb(stages)])
        told = await heard.next()
        async with database.transaction() as tx:
            await tx.execute("select pg_notify('trr_progress', '{}')")
            await runs.finish(tx, run, "failed", {})
        ended = await heard.next()
    assert isinstance(told, Progress)
    first = told.progress
    assert (first.run_id, first.stage, first.done, first.failed, first.total) == (
        *(run, "people", 2, 1, 9),
    )
    assert (first.state, first.requests, first.outcome) == ("running", 600, None)
    assert [stage.stage for stage in first.stages] == list(stages)
    assert isinstance(ended, Progress)
    assert (ended.progress.state, ended.progress.outcome) == ("ended", "failed")
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3


@needs_pgbouncer
async def test_behind_a_pooler(
    server_url: str, settings: Settings, database: Database, database_url: str
) -> None:
    """What is not heard there is looked for; the direct address hears it."""
    with pooler(server_url) as port:
        pooled = SecretStr(make_conninfo(database_url, host="127.0.0.1", port=port))
        direct = settings.model_copy(
            update={
                "database_url": pooled,
                "database_direct_url": SecretStr(database_url),
            }
        )
        blind = direct.model_copy(update={"database_direct_url": None})
        async with _following(blind) as polling, _following(direct) as heard:
            assert await polling.next() == Up(0, is_heard=False)
            assert await heard.next() == Up(0)
            new = await _tell(database)

            assert await heard.ids(1) == await polling.ids(1) == new
            async with database.transaction() as tx:
                run = await runs.start(tx, "sync all", {})
            told = [await heard.next(), await polling.next()]
            async with database.transaction() as tx:
                await runs.finish(tx, run, "done", {})
            told += [await heard.next(), await polling.next()]
            assert [_run(one) for one in told] == [
                *[(run, "running")] * 2,
                *[(run, "ended")] * 2,
            ]


async def test_a_question_to_a_lost_connection_can_be_given_up(
    settings: Settings,
) -> None:
    """Who gives it up is not told instead that the connection is lost."""
    async with open_line(settings, start=False) as line:
        await line.connection.close()
        task = asyncio.create_task(line.ask(asyncio.sleep(0.05)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def _run(one: News | None) -> tuple[UUID, str]:
    assert isinstance(one, Progress)
    return one.progress.run_id, one.progress.state
