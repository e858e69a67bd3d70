"""What only the database knows of an installation at work, as plain figures."""

from dataclasses import dataclass
from typing import Any

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.workers import DEAD_AFTER_SECONDS

_SQL = queries("figures")


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of a command with one outcome; `unfinished`: they run, or were killed.

    `last_at` is when the last of them ended, in seconds since 1970.
    """

    command: str
    outcome: str
    count: int
    last_at: float | None


@dataclass(frozen=True, slots=True)
class Tasks:
    """Parts of runs in one queue and state."""

    queue: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Runs, requests by upstream, questions by kind, webhooks by how they fare.

    `oldest_waiting_seconds` is of requests that wait for a worker, 0 where none does.
    `head` is the cursor of the last event. `tasks` are parts of runs by queue and
    state, `queued_runs` wait to be begun, `workers` are counted by their state.
    """

    runs: list[Runs]
    upstreams: dict[str, int]
    questions: dict[str, int]
    waiting: int
    oldest_waiting_seconds: float
    webhooks: dict[str, int]
    head: int
    tasks: list[Tasks]
    queued_runs: int
    oldest_queued_seconds: float
    workers: dict[str, int]


async def load_figures(tx: Transaction) -> Figures:
    """Return all of them, read one after the other."""
    waiting, oldest = (await _rows(tx, "waiting"))[0]
    queued, oldest_queued = (await _rows(tx, "queued_runs"))[0]
    return Figures(
        runs=[Runs(*row) for row in await _rows(tx, "runs")],
        upstreams=dict(await _rows(tx, "upstreams")),
        questions=dict(await _rows(tx, "questions")),
        waiting=waiting,
        oldest_waiting_seconds=oldest,
        webhooks=dict(await _rows(tx, "webhooks")),
        head=(await _rows(tx, "head"))[0][0],
        tasks=[Tasks(*row) for row in await _rows(tx, "tasks")],
        queued_runs=queued,
        oldest_queued_seconds=oldest_queued,
        workers=dict(await _rows(tx, "workers")),
    )


async def _rows(tx: Transaction, query: str) -> list[tuple[Any, ...]]:
    cursor = await tx.execute(_SQL[query], {"dead_after": DEAD_AFTER_SECONDS})
    return await cursor.fetchall()
