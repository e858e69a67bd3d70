"""Tells those who follow a run elsewhere how far it is, twice a second at most."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from scripts._progress import Watcher
from scripts._report import RunReport
from trr_backend.errors import StorageError
from trr_backend.repositories import runs
from trr_backend.repositories.db import Database

_LOG = logging.getLogger(__name__)
_SECONDS = 0.5


class Counting:
    """A watcher that passes on what it is told and keeps count; see Watcher.

    `progress` is that of the stage that is on, or was on last; None before the first.
    """

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.progress: runs.Progress | None = None
        self.news = asyncio.Event()

    def begin(self, stage: str, total: int) -> None:
        """Begin a stage of `total` items."""
        self._watcher.begin(stage, total)
        self._now(runs.Progress(stage, 0, 0, total))

    def advance(self, *, failed: bool) -> None:
        """Count one finished item."""
        self._watcher.advance(failed=failed)
        self._count(failed=failed)

    def count(self, *, put_bytes: int, failed: bool) -> None:
        """Count one finished picture."""
        self._watcher.count(put_bytes=put_bytes, failed=failed)
        self._count(failed=failed)

    def part(self, name: str, done: int, total: int) -> None:
        """Pass on how far a large file is: no item of the stage."""
        self._watcher.part(name, done, total)

    def end(self) -> None:
        """End the stage."""
        self._watcher.end()

    def _count(self, *, failed: bool) -> None:
        was = self.progress
        if was is not None:
            self._now(
                runs.Progress(was.stage, was.done + 1, was.failed + failed, was.total)
            )

    def _now(self, progress: runs.Progress) -> None:
        self.progress = progress
        self.news.set()


@asynccontextmanager
async def telling(
    database: Database, run_id: UUID, watcher: Watcher, report: RunReport
) -> AsyncIterator[Counting]:
    """Yield a watcher whose counts are written to the run's row while it is used.

    The last one is left to whoever ends the run. A count that cannot be written is
    logged and passed over: the next one says more.
    """
    counting = Counting(watcher)
    task = asyncio.create_task(_tell(database, run_id, counting, report))
    try:
        yield counting
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _tell(
    database: Database, run_id: UUID, counting: Counting, report: RunReport
) -> None:
    while True:
        await counting.news.wait()
        # At once where a run begins with one item that takes long, else seldom.
        counting.news.clear()
        if counting.progress is not None:
            try:
                async with database.reading() as tx:
                    await runs.tell(tx, run_id, counting.progress, report.counts())
            except StorageError as error:
                _LOG.warning("how far run %s is was not noted: %s", run_id, error)
        await asyncio.sleep(_SECONDS)
