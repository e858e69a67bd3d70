"""Tells webhooks what happened: one message at a time to each, many targets at once.

What a target is told, and who tells it, stands in Postgres (repositories/webhook_news):
any number of workers may do this, and any of them may die.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from trr_backend.errors import StorageError
from trr_backend.ingestion.webhooks import WebhookClient
from trr_backend.models.webhooks import Events, Receipt, Resync, Target, Trial
from trr_backend.repositories import webhook_news
from trr_backend.repositories.db import Database
from trr_backend.repositories.webhook_news import Claim
from trr_backend.utils.text import counted

AT_ONCE = 64
"""Targets that are told at the same time: a slow one holds up none of them."""

_LOG = logging.getLogger(__name__)
# Where nobody says that there is something new.
_POLL_SECONDS = 5.0
# After so many failures in a row; then every hour.
_WAITS_SECONDS = (5.0, 30.0, 120.0, 600.0, 3600.0)
# A claim lasts for half a minute; what was not noted by then is told once more.
_NOTE_WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0)
# What is on its way when this ends may come to an end itself.
_GRACE_SECONDS = 2.0


def wait_seconds(failures: int, asked_seconds: float | None) -> float:
    """Return how long to wait after the failure that follows `failures` others.

    Jittered, so that targets of one server do not come back together, and never
    shorter than what the target asked for.
    """
    step = _WAITS_SECONDS[min(failures, len(_WAITS_SECONDS) - 1)]
    least = max(step, asked_seconds or 0.0)
    return least * (1 + random.random() / 4)  # noqa: S311 - jitter, no secret


class Courier:
    """Tells what is to be told; `said` counts what became of it.

    `say` is handed a line about each message.
    """

    def __init__(
        self,
        database: Database,
        client: WebhookClient,
        say: Callable[[str], None],
        *,
        wait_scale: float = 1,
    ) -> None:
        self._database = database
        self._client = client
        self._say = say
        self._wait_scale = wait_scale
        self._news = asyncio.Event()
        self._is_resting = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: set[UUID] = set()
        self.said: Counter[str] = Counter()

    def wake(self) -> None:
        """Look now whether there is something to be told, and from now on."""
        self._is_resting = False
        self._news.set()

    def rest(self) -> None:
        """Do not look any more until woken."""
        self._is_resting = True

    async def serve(self) -> None:
        """Tell whatever there is and comes, until this is cancelled."""
        try:
            while True:
                self._news.clear()
                if not self._is_resting:
                    await self._start_all()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS * self._wait_scale):
                        await self._news.wait()
        finally:
            await self._end()

    async def once(self) -> None:
        """Tell all that is due now; what fails is left to a later time."""
        self._failed.clear()
        try:
            while True:
                await self._start_all(self._failed)
                if not self._tasks:
                    return
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._end()

    async def _start_all(self, passed: Collection[UUID] = ()) -> None:
        while len(self._tasks) < AT_ONCE:
            async with self._database.transaction() as tx:
                claim = await webhook_news.claim(tx, passed)
            if claim is None:
                return
            if claim.news is not None:
                self._start(claim)

    def _start(self, claim: Claim) -> None:
        task = asyncio.create_task(self._tell(claim))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            # Its claim ends by itself; then the same message is sent again.
            self.said["failed"] += 1
            _LOG.error("what became of a message was not noted", exc_info=error)
        self._news.set()

    async def _end(self) -> None:
        if self._tasks:
            grace = _GRACE_SECONDS * self._wait_scale
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell(self, claim: Claim) -> None:
        if claim.news is None:
            return
        try:
            receipt = await self._client.send(claim.target, claim.news)
        except asyncio.CancelledError:
            await self._give_back(claim)
            raise
        await self._note(claim, receipt)

    async def _give_back(self, claim: Claim) -> None:
        with suppress(StorageError):
            async with self._database.transaction() as tx:
                await webhook_news.release(tx, claim)

    async def _note(self, claim: Claim, receipt: Receipt) -> None:
        """Note what became of it, also where the database is away for a moment."""
        for seconds in (*_NOTE_WAITS_SECONDS, None):
            try:
                if receipt.is_taken:
                    await self._note_taken(claim)
                else:
                    await self._note_failed(claim, receipt)
            except StorageError:
                if seconds is None:
                    raise
                await asyncio.sleep(seconds * self._wait_scale)
            else:
                return

    async def _note_taken(self, claim: Claim) -> None:
        async with self._database.transaction() as tx:
            if not await webhook_news.taken(tx, claim):
                return
        self.said["taken"] += 1
        if isinstance(claim.news, Events):
            self.said["events"] += len(claim.news.events)
        self._say(f"told {shown(claim.target)} {_what(claim)}")

    async def _note_failed(self, claim: Claim, receipt: Receipt) -> None:
        self._failed.add(claim.target.id)
        wait = wait_seconds(claim.failures, receipt.retry_after_seconds)
        later = timedelta(seconds=wait * self._wait_scale)
        async with self._database.transaction() as tx:
            is_over = await webhook_news.failed(tx, claim, receipt, later)
        self.said["failed"] += 1
        self.said["disabled"] += is_over
        then = f"disabled: `trr webhooks enable {claim.target.id}` goes on"
        if not is_over:
            then = f"next try in {later.total_seconds():.0f} s"
        self._say(f"{shown(claim.target)} {_what(claim)}: {receipt.problem}; {then}")


def shown(target: Target) -> str:
    """Return an address as logs name it: queries may hold keys."""
    return target.url.partition("?")[0]


def _what(claim: Claim) -> str:
    match claim.news:
        case Events(_, until, events):
            return f"{counted(len(events), 'event')} up to {until}"
        case Resync(_, until):
            return f"to read everything anew, up to {until}"
        case Trial() | None:
            return "a test"
        case ended:
            return f"the end of run {ended.progress.run_id}"
