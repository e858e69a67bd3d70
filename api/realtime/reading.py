"""What sockets and streams read from Postgres, a few at a time.

After a restart thousands come back at once; the routes need connections as well.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from api.realtime.topics import load_topics
from trr_backend.models.feed import FeedEvent, RunProgress
from trr_backend.repositories import feed, run_history
from trr_backend.repositories.catalogue.reading import Site
from trr_backend.repositories.db import Database, Transaction

# Of the eight connections of a process.
_AT_ONCE = 3
# Of a replay; the client takes these before the next are read.
PAGE = 128


class FeedReader:
    """Reads for all clients of a process."""

    def __init__(self, database: Database, site: Site) -> None:
        self._database = database
        self._site = site
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def topics(self, names: Sequence[str]) -> list[str]:
        """Return topics by the ids that events have. Raises UnknownTopic."""
        async with self._turn() as tx:
            return await load_topics(tx, names, self._site)

    async def check(self, since: int) -> None:
        """Raise CursorExpired where the feed cannot go on after `since`."""
        async with self._turn() as tx:
            await feed.check_cursor(tx, since)

    async def events(
        self, topics: Collection[str], since: int, until: int
    ) -> list[FeedEvent]:
        """Return a page of events. Raises CursorExpired where some are gone."""
        async with self._turn() as tx:
            found = await feed.load_events(
                tx, since=since, until=until, topics=topics, limit=PAGE
            )
            await feed.check_cursor(tx, since)
        return found

    async def progress(self, run_ids: Collection[UUID] | None) -> list[RunProgress]:
        """Return how far these runs are; None: all that have not ended."""
        async with self._turn() as tx:
            return await run_history.load_progress(tx, run_ids)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[Transaction]:
        async with self._turns, self._database.reading() as tx:
            yield tx
