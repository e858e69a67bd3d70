"""When a worker takes another one for dead."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from scripts._seat import Keeper, Silences, is_there, seated
from tests.shut import shut
from trr_backend.config import Settings
from trr_backend.engine import Engine
from trr_backend.errors import DatabaseUnavailable
from trr_backend.models.tasks import Seat
from trr_backend.repositories.database_url import direct_url
from trr_backend.repositories.db import Database

ONE, TWO = Seat("one", 1), Seat("two", 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Hours:
    """A monotonic clock that a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """A clock at 100 s."""
    return Hours(monkeypatch)


def test_who_is_not_heard_for_long_is_silent(hours: Hours) -> None:
    """Whatever the server's clock says: that it changes is the sign of life."""
    silences = Silences()
    found = []
    for beat in range(7):
        jump = timedelta(hours=beat % 3 - 1)
        found.append(silences.longer_than(20, {ONE: NOON, TWO: NOON + jump}))
        hours.now += 5

    assert found == [[], [], [], [], [], [ONE], [ONE]]


def test_who_did_not_look_knows_of_nobody(hours: Hours) -> None:
    """It stood still itself; what it saw before says nothing."""
    silences = Silences()
    assert silences.longer_than(20, {ONE: NOON}) == []
    hours.now += 300
    assert silences.longer_than(20, {ONE: NOON}) == []
    hours.now += 15
    assert silences.longer_than(20, {ONE: NOON}) == []
    hours.now += 6
    assert silences.longer_than(20, {ONE: NOON}) == [ONE]


@pytest.mark.direct
async def test_who_lost_the_connection_is_heard_again(
    settings: Settings, database: Database
) -> None:
    """After a restart of the server, for example: on another connection."""
    url = direct_url(settings)
    async with seated(settings, "one", [], 1) as (seat, line):
        engine = Engine(url, "one", "trr 1 one")
        keeper = Keeper(settings, seat, engine, line, url, lambda: None)
        async with database.transaction() as tx:
            pid = line.connection.info.backend_pid
            await tx.execute("select pg_terminate_backend(%s)", (pid,))
            await tx.execute("update ops.workers set seen_at = 'epoch'")
        ended: list[BaseException | None] = []
        for _ in range(2):
            keeping = asyncio.wait_for(keeper.keep(), 1)
            ended += await asyncio.gather(keeping, return_exceptions=True)
    assert [type(one) for one in ended] == [DatabaseUnavailable, TimeoutError]
    async with database.transaction() as tx:
        cursor = await tx.execute("select seen_at > 'epoch' from ops.workers")
        assert await cursor.fetchall() == [(True,)]


async def test_who_begins_anew_waits_for_the_database(
    settings: Settings, database_url: str
) -> None:
    """It was there before, so it comes back; whoever is told to end does so."""
    stop = asyncio.Event()
    with shut(database_url):
        waiting = asyncio.create_task(is_there(settings, stop))
        ending = asyncio.create_task(is_there(settings, told := asyncio.Event()))
        await asyncio.sleep(0.1)
        told.set()
        assert not await ending
        assert not waiting.done()
    async with asyncio.timeout(20):
        assert await waiting
