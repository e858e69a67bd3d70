"""The hub of a process: what the follower reads goes to every client that wants it.

Publishing never waits. Events lie in the hub's inbox until its own task hands them out,
a few at a time: into the mailbox of each client of their topics, then each of these is
woken and writes what its connection takes just now. A client that takes nothing keeps
nobody waiting: its mailbox fills, is folded, is dropped for a `resync`.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.realtime.messages import EventMessage, Message, Resync, progress_message
from api.realtime.recent import Recent
from trr_backend.models.feed import FeedEvent, RunProgress

_LOG = logging.getLogger(__name__)
# Events handed out before clients are woken: far fewer than a mailbox holds, so that
# none fills but for a client that does not take them.
_AT_ONCE = 64
# Clients woken before others on this loop have their turn: half a millisecond or so.
_WAKE_AT_ONCE = 48
# Clients that come back within a second when the process ends.
_BACK_PER_SECOND = 500
_SHORTEST_SPREAD_SECONDS = 2.0
# Events that wait to be handed out; more than this and everybody has to resync.
_INBOX = 100_000


class Client(Protocol):
    """Somebody who is told what happens: a socket, a stream."""

    def tell(self, message: Message) -> None:
        """Put it where the client finds it; never waits."""

    def wake(self) -> None:
        """Write what lies there, as far as the connection takes it; never waits."""

    def lose(self, cursor: int, reason: Resync) -> None:
        """Give up what lies there: events up to `cursor` were not told."""

    def close(self, reconnect_seconds: float) -> None:
        """Flush, then end the connection; the client may come back after so long."""

    @property
    def waiting(self) -> int:
        """How many messages lie there."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many clients there are, and how many messages wait for them.

    `deepest` is the fullest mailbox, `inbox` what was not handed out yet.
    """

    clients: int
    waiting: int
    deepest: int
    inbox: int
    told: int
    resyncs: int


class Hub:
    """Topics, and who follows them; `skips` is how often events were not told."""

    def __init__(self) -> None:
        self._clients: set[Client] = set()
        self._by_topic: dict[str, set[Client]] = {}
        self._inbox: deque[FeedEvent] = deque()
        self._recent = Recent()
        self._last = 0
        self._task: asyncio.Task[None] | None = None
        # Set, and replaced, whenever the head moves or the last client goes.
        self._moved = asyncio.Event()
        self.is_closing = False
        self.skips = 0
        self._told = 0
        self._resyncs = 0

    @property
    def head(self) -> int | None:
        """Up to where events were handed out; None: nobody follows the feed yet."""
        return self._recent.head

    @property
    def counts(self) -> Counts:
        """How much there is to do."""
        waiting = [client.waiting for client in self._clients]
        return Counts(
            clients=len(waiting),
            waiting=sum(waiting),
            deepest=max(waiting, default=0),
            inbox=len(self._inbox),
            told=self._told,
            resyncs=self._resyncs,
        )

    def start(self, head: int) -> None:
        """Begin at `head`, from where events will be published; later calls do nothing.

        The follower calls it when it listens for the first time, before it publishes.
        """
        if self.head is None:
            self._begin(head)

    def publish(self, events: Sequence[FeedEvent]) -> None:
        """Tell of events, in the order of their cursors; never waits.

        Those that were published already are left out.
        """
        if self.head is None:
            raise RuntimeError("the hub was not started: call start(head) first")
        for event in events:
            if event.cursor > self._last:
                self._last = event.cursor
                self._inbox.append(event)
        if len(self._inbox) > _INBOX:
            self.skip(self._last)
        self._go()

    def skip(self, head: int, reason: Resync = "overflow") -> None:
        """Go on at `head`: what lies between was not told, and everybody hears so.

        Also who is still being caught up. For a gap in the feed, or another one, whose
        head may be lower; never waits.
        """
        self.skips += 1
        self._inbox.clear()
        self._begin(head)
        for client in self._clients:
            client.lose(head, reason)
            client.wake()

    def progress(self, progress: RunProgress) -> None:
        """Tell how far a run is; never waits."""
        message = progress_message(progress)
        for client in self._followers(progress.topics):
            client.tell(message)
            client.wake()

    def join(self, client: Client) -> None:
        """Count a client, which follows nothing yet; at the end it may go at once."""
        self._clients.add(client)
        if self.is_closing:
            client.close(random.uniform(0, _SHORTEST_SPREAD_SECONDS))  # noqa: S311 -- no secret

    def leave(self, client: Client, topics: Collection[str]) -> None:
        """Forget a client with all its topics."""
        self.unsubscribe(client, topics)
        self._clients.discard(client)
        if not self._clients:
            self._tell_moved()

    def subscribe(self, client: Client, topics: Collection[str]) -> None:
        """Tell a client of every event of topics above `head`."""
        for topic in topics:
            self._by_topic.setdefault(topic, set()).add(client)

    def unsubscribe(self, client: Client, topics: Collection[str]) -> None:
        """Tell it of them no longer."""
        for topic in topics:
            followers = self._by_topic.get(topic)
            if followers is not None:
                followers.discard(client)
                if not followers:
                    del self._by_topic[topic]

    def recent(self, since: int) -> list[EventMessage] | None:
        """Return all events above `since` up to `head`; None: some are not at hand."""
        return self._recent.after(since)

    async def reached(self, cursor: int = 0) -> int:
        """Wait until events up to `cursor` were handed out; return the head.

        It may be lower: what was skipped is never handed out.
        """
        skips = self.skips
        while (head := self.head) is None or (head < cursor and self.skips == skips):
            await self._moved.wait()
        return head

    def note_resync(self) -> None:
        """Count a client that has to read everything anew."""
        self._resyncs += 1

    async def close(self, patience_seconds: float = 2) -> None:
        """Let every client go once it has taken what waits; nobody may join any more.

        They are told to come back at different times, so that they do not all come at
        once. Those that take nothing are left to the server after `patience_seconds`.
        """
        self.is_closing = True
        spread = max(_SHORTEST_SPREAD_SECONDS, len(self._clients) / _BACK_PER_SECOND)
        for number, client in enumerate(list(self._clients), 1):
            client.close(random.uniform(0, spread))  # noqa: S311 -- no secret
            if number % _WAKE_AT_ONCE == 0:
                await asyncio.sleep(0)
        try:
            async with asyncio.timeout(patience_seconds):
                while self._clients:
                    await self._moved.wait()
        except TimeoutError:
            _LOG.warning("%s clients of the feed did not go", len(self._clients))

    def _followers(self, topics: Sequence[str]) -> Collection[Client]:
        found = [self._by_topic[topic] for topic in topics if topic in self._by_topic]
        # One that follows several of them is told once.
        return set().union(*found) if len(found) > 1 else found[0] if found else ()

    def _begin(self, head: int) -> None:
        self._recent.restart(head)
        self._last = head
        self._tell_moved()

    def _go(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._hand_out_all())

    async def _hand_out_all(self) -> None:
        try:
            while self._inbox:
                woken = self._hand_out()
                self._tell_moved()
                for number, client in enumerate(woken, 1):
                    client.wake()
                    if number % _WAKE_AT_ONCE == 0:
                        await asyncio.sleep(0)
        finally:
            self._task = None

    def _tell_moved(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _hand_out(self) -> set[Client]:
        """Put some events into the mailboxes; return whose."""
        woken: set[Client] = set()
        for _ in range(min(_AT_ONCE, len(self._inbox))):
            event = self._inbox.popleft()
            followers = self._followers(event.topics)
            message = EventMessage(event)
            for client in followers:
                client.tell(message)
            woken.update(followers)
            self._told += len(followers)
            self._recent.add(message)
        return woken
