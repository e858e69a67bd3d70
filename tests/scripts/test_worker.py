"""`trr worker` as a process: killed, stopped, without its database, and once."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from scripts._loops import Loop, keep_going
from tests.command_tree import TRR
from tests.forked import Forked
from tests.processes import started, variables
from tests.project_files import ROOT
from tests.webhook_receiver import OK, Received, receiving, status
from tests.webhook_rows import Rows, rows
from trr_backend.config import Settings
from trr_backend.errors import StorageError

__all__ = ["rows"]

SECONDS = 20


@pytest.fixture
def near(settings: Settings) -> Settings:
    """Settings of workers that may tell targets on this machine."""
    return settings.model_copy(update={"private_webhooks": True})


async def told_to_end(process: Forked, number: signal.Signals) -> int:
    """Send a signal; return the exit code, within some seconds."""
    os.kill(process.pid, number)
    return await asyncio.to_thread(process.wait, 5)


class Deadly:
    """Answers, but for the second message after `arm`, while the sender is killed."""

    def __init__(self) -> None:
        self.left = 0
        self.struck = asyncio.Event()

    def arm(self) -> None:
        """Strike again."""
        self.left = 2
        self.struck.clear()

    def __call__(self, _message: Received) -> bytes | None:
        """Return an answer, or none."""
        self.left -= 1
        if self.left == 0:
            self.struck.set()
        return None if self.left == 0 else OK


async def test_nothing_is_lost_to_kills(
    near: Settings, rows: Rows, tmp_path: Path
) -> None:
    """Kill -9 while messages are on their way: what comes twice has the same id."""
    deadly = Deadly()
    async with receiving(deadly) as receiver, asyncio.timeout(SECONDS):
        hooks = {f"/{n}": rows.webhook(f"{receiver.url}/{n}") for n in range(2)}
        rows.events(350)
        for _ in range(2):
            deadly.arm()
            with started(near, tmp_path, "scripts.worker") as process:
                await deadly.struck.wait()
                process.kill()
                await asyncio.to_thread(process.wait)
            rows.is_due()
        with started(near, tmp_path, "scripts.worker") as process:
            for path in hooks:
                await receiver.has_all(range(1, 351), path)
            rows.events(3)
            for path in hooks:
                await receiver.has_all(range(1, 354), path)
            assert await told_to_end(process, signal.SIGTERM) == 0

    for path, hook in hooks.items():
        came = [one for one in receiver.received if one.path == path]
        bodies = {one.id: one.body for one in came}
        assert [one.body for one in came] == [bodies[one.id] for one in came]
        # Once doubled messages are dropped by their ids, each event came once.
        told = [event["cursor"] for one in bodies.values() for event in one["events"]]
        assert told == list(range(1, 354))
        assert rows.state(hook, "cursor") == (353,)
    assert len(receiver.received) > len({one.id for one in receiver.received})


async def test_it_goes_on_after_the_database_was_away(
    near: Settings, rows: Rows, tmp_path: Path, server_url: str
) -> None:
    """Connections are cut and refused for a while; then all is told as before."""
    ((name,),) = rows.ask("select current_database()")
    allow = sql.SQL("alter database {} with allow_connections {}")
    async with receiving() as receiver, asyncio.timeout(SECONDS):
        hook = rows.webhook(f"{receiver.url}/")
        with started(near, tmp_path, "scripts.worker") as process:
            rows.events(1)
            await rows.has_told(hook, 1)
            with psycopg.connect(server_url, autocommit=True) as server:
                server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
                rows.run(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
                rows.events(1)
                await asyncio.sleep(0.1)
                assert (process.poll(), receiver.cursors()) == (None, [1])
                server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
            await rows.has_told(hook, 2)
            assert await told_to_end(process, signal.SIGINT) == 0
    assert receiver.cursors() == [1, 2]


def test_it_ends_with_whoever_started_it(database_url: str) -> None:
    """At the end of its input, having said nothing at all."""
    process = subprocess.run(
        [sys.executable, "-m", "scripts.worker", "--until-eof"],
        cwd=ROOT,
        env={**os.environ, "TRR_DATABASE_URL": database_url},
        input="",
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")


async def _once(settings: Settings, *arguments: str) -> Result:
    return await asyncio.to_thread(
        CliRunner().invoke, TRR, ["worker", *arguments], env=variables(settings)
    )


async def test_once_does_what_is_due_and_says_it(near: Settings, rows: Rows) -> None:
    """Messages, with their failures in the exit code, and what is too old."""
    rows.events(2)
    rows.run("update ops.events set at = now() - interval '31 days' where seq = 1")
    # One of a later version than this: it is refused, which is an end.
    rows.run(
        "insert into ops.requests (kind, arguments, actor) values ('new', '{}', 'key')"
    )
    rows.run(
        "insert into ops.audit (at, actor, method, path, status, request_id)"
        " values (now() - interval '366 days', 'key', 'GET', '/', 200, '1'),"
        " (now() - interval '364 days', 'key', 'GET', '/', 200, '2')"
    )
    async with receiving() as receiver:
        rows.webhook(f"{receiver.url}/")
        first = await _once(near, "--once", "--json")
        rows.events(1)
        receiver.answer = lambda _: status("500 Oops")
        second = await _once(near, "--once")
    assert (first.exit_code, json.loads(first.stdout)) == (
        0,
        {
            "webhooks": {"taken": 1, "events": 2, "failed": 0},
            "requests": 1,
            "runs": 0,
            "pruned": 1,
        },
    )
    assert first.stderr == f"told {receiver.url}/ 2 events up to 2\n"
    assert (second.exit_code, second.stdout) == (1, "")
    assert second.stderr.splitlines() == [
        f"{receiver.url}/ 1 event up to 3: HTTP 500; next try in 0 s",
        (
            "0 messages taken, 1 failed, 0 requests and 0 runs done, "
            "0 old changes forgotten"
        ),
    ]
    assert rows.ask("select seq from ops.events order by 1") == [(2,), (3,)]
    assert rows.ask("select outcome from ops.requests") == [("refused",)]
    assert rows.ask("select request_id from ops.audit") == [("2",)]
    refused = await _once(near, "--json")
    assert (refused.exit_code, "--once" in refused.stderr) == (2, True)


async def test_a_loop_that_fails_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, the others go on, and the end is not held up."""
    stop = asyncio.Event()
    tries: list[str] = []
    third_try = asyncio.Event()

    async def failing() -> None:
        tries.append("failing")
        if len(tries) == 1:
            raise StorageError("the database went away")
        if len(tries) == 2:
            raise KeyError("no such key")
        third_try.set()
        await asyncio.Event().wait()

    async def heeding() -> None:
        await stop.wait()
        tries.append("ended itself")

    async def ending() -> None:
        await third_try.wait()
        stop.set()

    loops = [
        Loop("one", failing),
        Loop("other", heeding, heeds=True),
        Loop("third", ending),
    ]
    async with asyncio.timeout(SECONDS):
        await keep_going(loops, stop, wait_scale=0.001)
    assert tries == ["failing", "failing", "failing", "ended itself"]
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("WARNING", "one begins anew: the database went away"),
        ("ERROR", "one failed and begins anew"),
    ]
