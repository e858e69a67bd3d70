"""Following the feed on a direct connection: what is new, as soon as it is committed.

Each notification, and each silence of some seconds, makes it read what lies beyond the
last event it told. So a notification that was missed costs time and no event, and a
server that is gone or frozen is noticed: it does not answer.
"""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import msgspec
from psycopg import Notify

from trr_backend.config import Settings
from trr_backend.errors import StorageError
from trr_backend.models.feed import FeedEvent, RunProgress
from trr_backend.repositories import feed, run_history
from trr_backend.repositories.direct import ANSWER_SECONDS, Line, open_line
from trr_backend.repositories.run_looks import RunLooks

_LOG = logging.getLogger(__name__)
_PROGRESS_CHANNEL = "trr_progress"
_SHORTEST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Up:
    """All up to `head` was told, and what comes is told at once.

    `is_heard` is false behind a pooler: it is told within a second instead.
    """

    head: int
    is_heard: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """Events that are new, in the order of their cursors: a page of them at most."""

    events: tuple[FeedEvent, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    progress: RunProgress


@dataclass(frozen=True, slots=True)
class Gap:
    """What came up to `head` cannot be told: pruned, or of another database."""

    head: int


@dataclass(frozen=True, slots=True)
class Down:
    """The database is away, so that nothing is heard until the next Up."""

    reason: str


News: TypeAlias = Up | Told | Progress | Gap | Down


@dataclass(frozen=True, slots=True)
class Patience:
    """After how much silence the server is asked, and how long it may take, seconds.

    A dead one is noticed after both. Behind a pooler, where nothing is heard, it is
    asked each `polling` seconds.
    """

    silence: float = 4.0
    answer: float = ANSWER_SECONDS
    polling: float = 1.0


def follow(
    settings: Settings, since: int | None = None, *, patience: Patience | None = None
) -> AsyncGenerator[News]:
    """Tell what is new after `since` (None: from now on), over any loss, for ever.

    Up comes when all that was missed has been told; Down once for each loss. Close it
    (`contextlib.aclosing`) to hang up. Raises ConfigError for an address that cannot
    be read.
    """
    return _Following(settings, since, patience or Patience()).news()


class _Following:
    """Where one follower stands: the last cursor it told, and of which feed it is."""

    def __init__(
        self, settings: Settings, since: int | None, patience: Patience
    ) -> None:
        self._settings = settings
        self._cursor = since
        self._patience = patience
        self._feed_id: UUID | None = None
        self._runs = RunLooks()

    async def news(self) -> AsyncGenerator[News]:
        pause, is_first = _SHORTEST_PAUSE_SECONDS, True
        is_down = False
        while True:
            try:
                async with (
                    # Somebody who stopped the embedded server meant it.
                    open_line(
                        self._settings,
                        start=is_first,
                        answer_seconds=self._patience.answer,
                    ) as line,
                    aclosing(self._heard(line)) as heard,
                ):
                    async for one in heard:
                        yield one
                        if isinstance(one, Up):
                            pause = _SHORTEST_PAUSE_SECONDS
                            is_first = is_down = False
            except StorageError as error:
                reason = str(error)
            if not is_down:
                yield Down(reason)
            is_down = True
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 -- no secret
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _heard(self, line: Line) -> AsyncGenerator[News]:
        """Tell all that is heard on one connection until it is lost."""
        await line.listen("feed")
        is_heard = await line.hears()
        seconds = self._patience.silence if is_heard else self._patience.polling
        async for one in self._missed(line):
            yield one
        yield Up(self._cursor or 0, is_heard)
        while True:
            notes = await line.notified(seconds)
            async for one in self._missed(line):
                yield one
            for one in await self._progress(line, notes, is_heard=is_heard):
                yield one

    async def _missed(self, line: Line) -> AsyncGenerator[News]:
        """Tell, page by page, what lies beyond the last event that was told."""
        is_more = True
        while is_more:
            events, state = await line.ask(self._page(line))
            if self._is_lost(state):
                yield Gap(state.head)
                events = []
                self._cursor = state.head
            self._feed_id = state.id
            if self._cursor is None:
                self._cursor = state.head
            if events:
                yield Told(tuple(events))
                self._cursor = events[-1].cursor
            is_more = len(events) == feed.MOST_EVENTS

    async def _progress(
        self, line: Line, notes: Iterable[Notify], *, is_heard: bool
    ) -> list[Progress]:
        """Return how far the runs are that have news; one that is gone is left out."""
        if not is_heard:
            found = await line.ask(self._runs.look(line.connection))
        elif run_ids := _named(notes):
            found = await line.ask(run_history.load_progress(line.connection, run_ids))
        else:
            return []
        return [Progress(one) for one in found]

    async def _page(self, line: Line) -> tuple[list[FeedEvent], feed.State]:
        """Return the next events, then how the feed stands: see `feed`."""
        events = (
            []
            if self._cursor is None
            else await feed.load_events(line.connection, since=self._cursor)
        )
        return events, await feed.load_state(line.connection)

    def _is_lost(self, state: feed.State) -> bool:
        """Whether the feed is another one, or cannot go on from here without a gap."""
        if self._cursor is None:
            return False
        if self._feed_id is None:
            return state.is_expired(self._cursor)
        is_other = self._feed_id != state.id
        # Also where nothing had been told yet: what was pruned since is lost.
        return is_other or not state.oldest <= self._cursor <= state.head


class _Note(msgspec.Struct, frozen=True):
    """What is notified of a run; the rest of it is too long for that and is read."""

    run_id: UUID


def _named(notes: Iterable[Notify]) -> list[UUID]:
    """Return the runs of which there is news; what cannot be read is passed over."""
    named: dict[UUID, None] = {}
    for note in notes:
        if note.channel != _PROGRESS_CHANNEL:
            continue
        try:
            named[msgspec.json.decode(note.payload, type=_Note).run_id] = None
        except msgspec.DecodeError as error:
            _LOG.warning("a run's progress cannot be read: %s", error)
    return list(named)
