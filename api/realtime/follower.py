"""What keeps a process up to date: one task that follows the feed for all its readers.

An event makes kept answers go before anybody hears of it, so that whoever then asks
gets what is new. While nothing is heard, nothing is kept. See ADR 0044.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Literal, Protocol
from uuid import UUID

from api.realtime.messages import Resync
from trr_backend.config import Settings
from trr_backend.models.feed import FeedEvent, RunProgress
from trr_backend.repositories.database_url import direct_url, is_one_address
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

_LOG = logging.getLogger(__name__)

State = Literal["starting", "up", "polling", "down", "stopped"]


class Kept(Protocol):
    """Answers that are kept while somebody tells of every change."""

    def open(self) -> None:
        """Keep answers from now on."""

    def close(self) -> None:
        """Let go of all of them, and keep none."""

    def forget(self, ids: Iterable[UUID]) -> None:
        """Let go of those that name one of these entities."""


class Listeners(Protocol):
    """Those who are told what happens; see the hub."""

    def start(self, head: int) -> None:
        """Begin at `head`."""

    def publish(self, events: Sequence[FeedEvent]) -> None:
        """Tell of events."""

    def skip(self, head: int, reason: Resync = ...) -> None:
        """Go on at `head`; what lies between was not told."""

    def progress(self, progress: RunProgress) -> None:
        """Tell how far a run is."""


class Follower:
    """Follows the feed for a process.

    `state` is `up` while each change is heard at once; `polling` behind a pooler, where
    it is looked for each second and nothing is kept; `head` the last cursor that was
    told here.
    """

    def __init__(
        self,
        settings: Settings,
        cache: Kept,
        hub: Listeners,
        *,
        patience: Patience | None = None,
    ) -> None:
        self._settings = settings
        self._cache = cache
        self._hub = hub
        self._patience = patience
        self._since = time.monotonic()
        self.state: State = "starting"
        self.head: int | None = None
        self.losses = 0

    @property
    def seconds_in_state(self) -> float:
        """For how long the state has been what it is."""
        return time.monotonic() - self._since

    def is_direct(self) -> bool:
        """Say whether it is certain that no pooler stands before the database.

        Behind one nothing would be heard at the address that all connections go to.
        """
        return self.state == "up" and is_one_address(self._settings)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow while the block lasts, in a task of its own.

        What was kept goes with its end. Raises ConfigError for an address that cannot
        be read.
        """
        if self._settings.database_url is not None:
            direct_url(self._settings)
        task = asyncio.create_task(self._run(), name="feed-follower")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _run(self) -> None:
        try:
            async with aclosing(
                follow(self._settings, patience=self._patience)
            ) as news:
                async for one in news:
                    self._take(one)
        except Exception:
            _LOG.exception("the feed is not followed any more: start the API again")
            raise
        finally:
            self._cache.close()
            self._become("stopped")

    def _take(self, news: News) -> None:
        match news:
            case Told(events):
                self._cache.forget(_named(events))
                self.head = events[-1].cursor
                self._hub.publish(events)
            case Progress(progress):
                self._hub.progress(progress)
            case Up(head, is_heard):
                self._go_on(head, is_heard=is_heard)
            case Gap(head):
                self._skip(head)
            case Down(reason):
                self._lose(reason)

    def _go_on(self, head: int, *, is_heard: bool) -> None:
        self.head = head
        self._hub.start(head)
        if self.state == "down":
            _LOG.warning("the feed is followed again")
        if is_heard:
            self._cache.open()
        else:
            _LOG.warning(
                "a pooler stands before the database, so changes are noticed up to a "
                "second late and no answer is kept; name the server itself in "
                "TRR_DATABASE_DIRECT_URL"
            )
        self._become("up" if is_heard else "polling")

    def _skip(self, head: int) -> None:
        """Go on behind what cannot be told: nothing that was kept is certain."""
        _LOG.warning(
            "the feed cannot go on from where it was read: everybody reads anew",
            extra={"from": self.head, "to": head},
        )
        was_open = self.state == "up"
        self._cache.close()
        self._hub.start(head)
        self._hub.skip(head, "unknown" if head < (self.head or 0) else "expired")
        self.head = head
        if was_open:
            self._cache.open()

    def _lose(self, reason: str) -> None:
        self._cache.close()
        self.losses += 1
        _LOG.warning("the feed is not heard, trying again: %s", reason)
        self._become("down")

    def _become(self, state: State) -> None:
        self.state = state
        self._since = time.monotonic()


def _named(events: Sequence[FeedEvent]) -> set[UUID]:
    """Return the entities of events, and their shows: they are named beside each."""
    ids = {event.id for event in events}
    return ids | {event.show_id for event in events if event.show_id is not None}
