"""What is handed over is done, or left as it is to whoever can do it."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import psycopg
import pytest

from trr_backend.config import Settings
from trr_backend.engine import Engine
from trr_backend.errors import Fenced, InputError
from trr_backend.models.tasks import QUEUES
from trr_backend.repositories.database_url import direct_url

pytestmark = pytest.mark.direct


_END_SESSIONS = """
select pid, pg_terminate_backend(pid) from pg_stat_activity
where application_name = 'trr 1 two'
"""


class Hands:
    """Does what it is handed, as the id says."""

    def __init__(self) -> None:
        self.begun: set[str] = set()
        self.go_on = asyncio.Event()

    async def do(self, identity: str) -> None:
        """Wait with what is long, and refuse what is refused."""
        self.begun.add(identity)
        if identity == "long":
            await self.go_on.wait()
        if identity == "refused":
            raise InputError
        if identity == "fenced":
            raise Fenced


@pytest.fixture
def hands() -> Hands:
    """Hands that have done nothing."""
    return Hands()


@pytest.fixture
async def engine(settings: Settings, hands: Hands) -> AsyncIterator[Engine]:
    """An engine that takes shows."""
    engine = Engine(direct_url(settings), "one", "trr 1 one", wait_scale=0.1)
    at_once = dict.fromkeys(QUEUES, 4)
    await engine.launch({"shows": hands.do}, at_once)
    yield engine
    hands.go_on.set()
    await engine.close()


async def test_a_launch_is_begun_again_where_its_connection_is_lost(
    settings: Settings, hands: Hands
) -> None:
    """Who starts while a server ends all connections works all the same."""
    engine = Engine(direct_url(settings), "two", "trr 1 two", wait_scale=0.1)
    ending = threading.Thread(target=_end_first, args=[direct_url(settings)])
    ending.start()
    await engine.launch({"shows": hands.do}, dict.fromkeys(QUEUES, 4))
    ending.join()
    await engine.hand_over("shows", "short", workflow="short", priority=1)
    async with asyncio.timeout(20):
        while "short" not in hands.begun:  # noqa: ASYNC110 -- its threads wake nobody
            await asyncio.sleep(0.01)
    assert hands.begun == {"short"}
    await engine.close()


async def test_what_nobody_does_is_not_open(engine: Engine, hands: Hands) -> None:
    """Not what its worker had that has ended; what a fenced one had is not done."""
    names = ("short", "refused", "fenced", "long")
    for name in names:
        await engine.hand_over("shows", name, workflow=name, priority=1)
    await engine.hand_over("people", "later", workflow="later", priority=1)
    async with asyncio.timeout(20):
        while hands.begun != {*names}:  # noqa: ASYNC110 -- its threads wake nobody
            await asyncio.sleep(0.01)
        for name in ("short", "refused"):
            while await engine.is_open(name, {"one"}):  # noqa: ASYNC110 -- likewise
                await asyncio.sleep(0.01)

    found = {
        name: (await engine.is_open(name, {"one"}), await engine.is_open(name, {"two"}))
        for name in (*names, "later", "never")
    }
    assert found == {
        "short": (False, False),
        "refused": (False, False),
        "fenced": (True, False),
        "long": (True, False),
        "later": (True, True),
        "never": (False, False),
    }


def _end_first(url: str) -> None:
    """End the first sessions that an engine opens, as soon as it does."""
    ended: set[int] = set()
    with psycopg.connect(url, autocommit=True) as connection:
        while len(ended) < 3:
            ended |= {pid for pid, _ in connection.execute(_END_SESSIONS)}
            time.sleep(0.001)
