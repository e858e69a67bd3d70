"""What keeps a process up to date: kept answers go before anybody hears why."""

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

from api.cache.store import Cache
from api.realtime.follower import Follower
from api.realtime.hub import Hub
from api.realtime.messages import EventMessage, Message, Resync
from tests.feed_rows import tell
from trr_backend.config import Settings
from trr_backend.models.feed import CATALOG
from trr_backend.repositories.db import Database
from trr_backend.repositories.feed_following import Patience

_QUICK = Patience(silence=0.1, answer=0.5)


class _Client:
    """Notes what it is told, and how many bodies were kept just then."""

    waiting = 0

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.told: list[tuple[UUID, int]] = []
        self.lost: list[tuple[int, Resync]] = []

    def tell(self, message: Message) -> None:
        assert isinstance(message, EventMessage)
        self.told.append((message.event.id, self._cache.entries))

    def wake(self) -> None:
        """Write nothing."""

    def lose(self, cursor: int, reason: Resync) -> None:
        self.lost.append((cursor, reason))

    def close(self, _reconnect_seconds: float) -> None:
        """Stay."""


def _keep(cache: Cache, one: UUID) -> None:
    body = b'{"id":"%s"}' % str(one).encode()
    assert cache.keep(f"/{one}", body, cache.ticket(), route="/{id}")


async def test_one_follows_for_all(settings: Settings, database: Database) -> None:
    """Over a loss nothing is kept; what was missed is told; behind a gap all is new."""
    cache, hub = Cache(1_000_000), Hub()
    client = _Client(cache)
    hub.join(client)
    hub.subscribe(client, [CATALOG])
    follower = Follower(settings, cache, hub, patience=_QUICK)
    season, show, other, missed = (uuid4() for _ in range(4))
    async with follower.running():
        await _until(lambda: cache.is_open)
        assert (follower.state, follower.head, hub.head) == ("up", 0, 0)
        assert follower.is_direct()

        for one in (season, show, other):
            _keep(cache, one)
        first = await tell(database, "season", season, show)
        await _until(lambda: len(client.told) == 1)
        assert client.told == [(season, 1)]
        assert cache.get(f"/{other}") is not None
        assert follower.head == first

        async with database.transaction() as tx:
            await tx.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
                " and query like '%%pruned_through%%'"
            )
        await _until(lambda: follower.state == "down")
        assert (cache.is_open, cache.entries) == (False, 0)
        assert not follower.is_direct()
        await tell(database, "person", missed)
        await _until(lambda: follower.state == "up")
        assert (cache.is_open, follower.losses) == (True, 1)
        assert client.told[1:] == [(missed, 0)]

        _keep(cache, other)
        async with database.transaction() as tx:
            await tx.execute("delete from ops.events")
        await _until(lambda: bool(client.lost))
        assert client.lost == [(0, "unknown")]
        assert (cache.is_open, cache.entries, follower.head) == (True, 0, 0)
    assert (follower.state, cache.is_open) == ("stopped", False)


async def _until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, for 5 s at most."""
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.005)
    raise AssertionError
