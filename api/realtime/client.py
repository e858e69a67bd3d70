"""One client of the feed: what it asks for, and up to where it was brought.

What it asks for is done in its order by one task, which lives only while there is
something to do: an idle client costs no task. What the hub tells goes past that task.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Hashable, Sequence
from uuid import UUID

from msgspec import UnsetType

from api.realtime.catching_up import catch_up, resync
from api.realtime.hub import Hub
from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message, message, progress_message
from api.realtime.names import Names
from api.realtime.outlet import FAULT, Outlet
from api.realtime.reading import FeedReader
from api.realtime.topics import UnknownTopic
from api.realtime.wire import (
    MOST_TOPICS,
    Misunderstood,
    Ping,
    Said,
    Subscribe,
    Unsubscribe,
)
from api.realtime.writer import Gone, Writer
from trr_backend.errors import CursorExpired, StorageError
from trr_backend.models.feed import RUNS, is_of_runs

_LOG = logging.getLogger(__name__)
# Wishes that wait for the one before: to find ids and to replay takes its time.
_WISHES = 32
_PATIENCE_SECONDS = 10


class SocketClient(Outlet):
    """A client behind a connection that `writer` writes to."""

    def __init__(
        self,
        hub: Hub,
        reader: FeedReader,
        mailbox: Mailbox,
        writer: Writer,
        *,
        is_admin: bool,
    ) -> None:
        super().__init__(hub, mailbox, writer)
        self._reader = reader
        self._is_admin = is_admin
        self._wishes: deque[Said] = deque()
        self._task: asyncio.Task[None] | None = None
        self._names = Names()
        self._is_live = False
        # Runs that were told of while their rows were being read.
        self._runs_heard: set[Hashable] | None = None

    def tell(self, message: Message) -> None:
        """Put it into the mailbox; where that is full, the client has to resync."""
        if self._runs_heard is not None:
            self._runs_heard.add(message.key)
        super().tell(message)

    def obey(self, said: Said) -> None:
        """Do what a message asks for, behind those before it. Raises Misunderstood."""
        if len(self._wishes) >= _WISHES:
            raise Misunderstood(
                "busy", "too many messages wait; wait for the answers before you go on"
            )
        if isinstance(said, Ping) and self._task is None:
            self._pong()
            return
        self._wishes.append(said)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    def leave(self) -> None:
        """Stop everything: the connection has ended."""
        self._writer.stop()
        if self._task is not None:
            self._task.cancel()
        self._hub.leave(self, self.interests.topics)

    async def _work(self) -> None:
        try:
            while self._wishes or not self._is_live:
                if self._wishes:
                    await self._follow(self._wishes.popleft())
                if not self._is_live:
                    self._is_live = await catch_up(self, self._hub, self._reader)
        except Gone:
            return
        except StorageError:
            _LOG.exception("a client of the feed cannot be served")
            self.end(FAULT, "this should not have happened; come back later")
        finally:
            self._task = None

    async def _follow(self, said: Said) -> None:
        try:
            match said:
                case Subscribe():
                    await self._subscribe(said)
                case Unsubscribe(topics=names):
                    await self._unsubscribe(names)
                case Ping():
                    self._pong()
        except Misunderstood as error:
            self.refuse(error.code, error.said)
        except (StorageError, TimeoutError):
            self.regret("the database is away; try again soon")

    def _pong(self) -> None:
        self.reply(message("pong"))
        self.wake()

    async def _unsubscribe(self, names: Sequence[str]) -> None:
        topics = self._names.topics(names, self.interests.topics)
        if topics is None:
            topics = await self._topics(names)
        self.interests.remove(topics)
        self._hub.unsubscribe(self, topics)

    async def _subscribe(self, said: Subscribe) -> None:
        named = await self._topics(said.topics)
        topics = list(dict.fromkeys(named))
        self._check_room(topics)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            head = await self._hub.reached()
        since = head if isinstance(said.since, UnsetType) else said.since
        expired = await self._expiry(since)
        cursor = head if expired else since
        self._pause()
        self.interests.add(topics, cursor)
        self._names.note(said.topics, named)
        self.reply(message("subscribed", cursor=cursor, topics=topics))
        if expired:
            resync(self, self._hub, expired, since)
        self.wake()
        await self._tell_runs([one for one in topics if is_of_runs(one)])

    async def _topics(self, names: Sequence[str]) -> list[str]:
        for name in names:
            if is_of_runs(name) and not self._is_admin:
                raise Misunderstood(
                    "forbidden",
                    f"{name} is for admins; connect with the key or token of one",
                )
        try:
            return await self._reader.topics(names)
        except UnknownTopic as error:
            raise Misunderstood("unknown_topic", str(error)) from None

    def _check_room(self, topics: Sequence[str]) -> None:
        if len(self.interests) + self.interests.missing(topics) > MOST_TOPICS:
            raise Misunderstood(
                "too_many_topics",
                f"a connection follows {MOST_TOPICS} topics at most; unsubscribe some, "
                "or follow catalog",
            )

    async def _expiry(self, since: int) -> CursorExpired | None:
        """Return why the feed cannot go on from there; None: it can."""
        if self._hub.recent(since) is not None:
            return None
        try:
            await self._reader.check(since)
        except CursorExpired as error:
            return error
        return None

    def _pause(self) -> None:
        """Hear nothing more of the hub: from here on the client is caught up anew."""
        topics = self.interests.of_events
        if self._is_live and self._hub.head is not None:
            self.interests.note(self._hub.head)
        self._hub.unsubscribe(self, topics)
        self._is_live = False

    async def _tell_runs(self, topics: Sequence[str]) -> None:
        """Enter topics of runs, and say how far those are that go on."""
        if not topics:
            return
        ids = [UUID(one.partition(":")[2]) for one in topics if one != RUNS]
        self._runs_heard = set()
        self._hub.subscribe(self, topics)
        try:
            told = await self._reader.progress(None if RUNS in topics else ids)
        except StorageError:
            self.regret("how far runs are is unknown; what comes is told")
            told = []
        heard, self._runs_heard = self._runs_heard, None
        for one in map(progress_message, told):
            if one.key not in heard:
                self.tell(one)
        self.wake()
