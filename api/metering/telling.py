"""What /metrics answers: this process, those beside it, and the database."""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from prometheus_client.core import Metric

from api.metering.figures import Snapshot
from api.metering.sharing import Place
from api.metering.told_by_database import ToldByDatabase
from api.metrics import Metrics, text
from trr_backend.repositories.db import Database

_LOG = logging.getLogger(__name__)
_WRITE_SECONDS = 1.0


class Telling:
    """Puts the text together whenever somebody scrapes."""

    def __init__(
        self, metrics: Metrics, database: ToldByDatabase, place: Place | None
    ) -> None:
        self._metrics = metrics
        self._database = database
        self._place = place
        # One thread: figures are written in the order in which they were taken, so that
        # no other process ever reads fewer than before, nor half of them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="metrics")

    async def text(self, accept: str) -> tuple[bytes, str]:
        """Return everything in the format that `accept` asks for, and its media type.

        It never fails: what cannot be had is left out.
        """
        of_database = await self._database.families()
        own = self._metrics.snapshot()
        # Some milliseconds for a hundred routes: answers go on meanwhile.
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._text, own, of_database, accept
        )

    async def write(self) -> None:
        """Let the other processes see what this one has counted."""
        await asyncio.get_running_loop().run_in_executor(
            self._thread, self._write, self._metrics.snapshot()
        )

    def close(self) -> None:
        """Wait for what is being written, and write nothing any more."""
        self._thread.shutdown()

    def _text(
        self, own: Snapshot, of_database: list[Metric], accept: str
    ) -> tuple[bytes, str]:
        # Written first: whoever is asked next has to know as much.
        self._write(own)
        living, ended = self._place.others() if self._place else ([], [])
        told = self._metrics.told((own, *living), ended)
        return text((*told, *of_database), accept)

    def _write(self, own: Snapshot) -> None:
        try:
            if self._place is not None:
                self._place.write(own)
        except OSError as error:
            _LOG.warning("others do not see what this process counts: %s", error)


@asynccontextmanager
async def telling(
    metrics: Metrics, database: Database, folder: Path | None
) -> AsyncIterator[Telling]:
    """Yield what tells; with a `folder`, together with the processes that share it."""
    place = Place(folder) if folder is not None else None
    if place is not None:
        metrics.go_on_from(place.inherited())
    of_database = ToldByDatabase(database)
    made = Telling(metrics, of_database, place)
    writer = asyncio.create_task(_write_often(made)) if place is not None else None
    try:
        yield made
    finally:
        of_database.close()
        if writer is not None:
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
            await made.write()
        made.close()
        if place is not None:
            place.leave()


async def _write_often(made: Telling) -> None:
    while True:
        await asyncio.sleep(_WRITE_SECONDS)
        await made.write()
