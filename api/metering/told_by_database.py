"""What only the database knows, as families; nothing of it where that is away."""

import asyncio
import logging
from collections.abc import Iterator
from time import monotonic
from typing import get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from trr_backend.errors import StorageError
from trr_backend.models.run_state import TaskState
from trr_backend.models.tasks import QUEUES
from trr_backend.repositories.db import Database
from trr_backend.repositories.figures import Figures, load_figures

_LOG = logging.getLogger(__name__)
# Several may scrape, and each process is asked: the database is, now and then.
_FRESH_SECONDS = 5.0
# A scrape gives up after ten seconds; a database that hangs has less.
_PATIENCE_SECONDS = 2.0


class ToldByDatabase:
    """Reads the figures of one database, each time they are older than some seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Figures | None = None
        self._read_at = -_FRESH_SECONDS
        self._reading: asyncio.Task[None] | None = None

    async def families(self) -> list[Metric]:
        """Return what is known; `trr_database_up 0` alone where nothing could be."""
        if monotonic() - self._read_at >= _FRESH_SECONDS:
            await self._refresh()
        up = GaugeMetricFamily(
            "trr_database_up", "1 where the database answers.", float(bool(self._known))
        )
        return [up, *_families(self._known)] if self._known else [up]

    def close(self) -> None:
        """Give up what is being read."""
        if self._reading is not None:
            self._reading.cancel()

    async def _refresh(self) -> None:
        """Wait for a reading that is on, or a new one; not for long.

        It is left to itself then: to end a question to a server that hangs takes the
        driver longer than a scrape has.
        """
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        done, _ = await asyncio.wait({self._reading}, timeout=_PATIENCE_SECONDS)
        if not done:
            self._known = None

    async def _read(self) -> None:
        try:
            async with self._database.reading() as tx:
                self._known = await load_figures(tx)
            self._read_at = monotonic()
        except StorageError as error:
            self._known = None
            _LOG.warning("metrics go without the database's figures: %s", error)


def _families(known: Figures) -> Iterator[Metric]:
    yield from _runs(known)
    yield _counted(
        "trr_upstream_requests",
        "Requests to upstreams; images have a row of their own.",
        "source",
        known.upstreams,
    )
    yield from _of_workers(known)
    yield _gauges(
        "trr_review_questions", "Questions for a person.", "kind", known.questions
    )
    yield GaugeMetricFamily(
        "trr_requests_waiting",
        "What the API was asked to do and no worker has done yet.",
        known.waiting,
    )
    yield GaugeMetricFamily(
        "trr_requests_oldest_wait_seconds",
        "How long the first of them waits.",
        known.oldest_waiting_seconds,
    )
    fares = dict.fromkeys(("well", "failing", "disabled"), 0) | known.webhooks
    yield _gauges("trr_webhooks", "Webhooks by how they fare.", "state", fares)
    yield GaugeMetricFamily(
        "trr_feed_committed_cursor", "The last event in the database.", known.head
    )


def _of_workers(known: Figures) -> Iterator[Metric]:
    """Yield what workers share: how much waits, in which state it is, who is there."""
    waiting = dict.fromkeys(QUEUES[1:], 0) | {
        one.queue: one.count for one in known.tasks if one.state == "queued"
    }
    waiting["runs"] = known.queued_runs
    yield _gauges(
        "trr_queue_depth", "Runs, and parts of them, that wait.", "queue", waiting
    )
    yield GaugeMetricFamily(
        "trr_runs_oldest_wait_seconds",
        "How long the first run waits that no worker has begun.",
        known.oldest_queued_seconds,
    )
    states = dict.fromkeys(get_args(TaskState), 0)
    for one in known.tasks:
        states[one.state] += one.count
    yield _gauges("trr_tasks", "Parts of runs by their state.", "state", states)
    seen = {"alive": 0, "silent": 0} | known.workers
    yield _gauges(
        "trr_workers", "Workers by whether they were seen just now.", "state", seen
    )


def _runs(known: Figures) -> Iterator[Metric]:
    labels = ["command", "outcome"]
    ended = CounterMetricFamily("trr_runs", "Runs that ended.", labels=labels)
    open_ = GaugeMetricFamily(
        "trr_runs_unfinished", "Runs that go on or were killed.", labels=["command"]
    )
    last = GaugeMetricFamily(
        "trr_run_ended_timestamp_seconds", "When the last one ended.", labels=labels
    )
    for one in known.runs:
        if one.last_at is None:
            open_.add_metric([one.command], one.count)
        else:
            ended.add_metric([one.command, one.outcome], one.count)
            last.add_metric([one.command, one.outcome], one.last_at)
    yield from (ended, open_, last)


def _counted(name: str, said: str, label: str, counts: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, said, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _gauges(name: str, said: str, label: str, counts: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, said, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family
