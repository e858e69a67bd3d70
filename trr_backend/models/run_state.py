"""How runs stand: their stages, who works on them, and what waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

RunState = Literal["queued", "running", "ended"]
TaskState = Literal["queued", "running", "done", "failed", "set_aside", "cancelled"]
WorkerState = Literal["alive", "silent", "ended"]


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage of a run: items that are done, failed, need nothing, and are left.

    `rate` is items a second of the last half minute, None where nothing is left or it
    is not known yet; `seconds` is the work of all workers together. `left` counts what
    is planned by now; parts of a run that wait plan theirs when they begin.
    """

    stage: str
    done: int
    failed: int
    unchanged: int
    left: int | None
    requests: int
    seconds: float
    rate: float | None

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do, nor anything to leave alone."""
        return not any(
            (self.done, self.failed, self.unchanged, self.left, self.requests)
        )


@dataclass(frozen=True, slots=True)
class StageProgress:
    """What is on, or was last: a stage, or a wave of tasks with its shows or people.

    `failed` are among `done`.
    """

    stage: str
    done: int
    failed: int
    total: int


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run: who asked for it, when, how far it is and how it ended.

    Of one that workers do, `queued_at` and `priority` are set (lower goes first);
    `begun_at` once one has begun it. `seconds` count from then. `stage_ends_at` is when
    what is on is expected to be through, `expected_end_at` all of it; None where that
    is not known.
    """

    id: UUID
    command: str
    state: RunState
    outcome: str | None
    actor: str | None
    priority: int | None
    retry_of: UUID | None
    queued_at: datetime | None
    started_at: datetime
    begun_at: datetime | None
    cancel_asked_at: datetime | None
    finished_at: datetime | None
    stage_ends_at: datetime | None
    expected_end_at: datetime | None
    waited_seconds: float | None
    seconds: float | None
    requests: int
    progress: StageProgress | None
    stages: tuple[StageState, ...]


@dataclass(frozen=True, slots=True)
class RunDetail(RunShown):
    """A run with what it was asked for, and what it said at its end."""

    options: dict[str, Any]
    summary: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class TaskInHand:
    """What a worker does: a part of a run, over so many shows or people (0: a step)."""

    id: UUID
    run_id: UUID
    command: str
    wave: str
    queue: str
    entities: int
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkerShown:
    """A worker: `silent` was not seen for a while, and its work is given to others."""

    name: str
    state: WorkerState
    host: str
    pid: int
    version: str
    queues: tuple[str, ...]
    concurrency: int
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    tasks: tuple[TaskInHand, ...]


@dataclass(frozen=True, slots=True)
class ScheduleShown:
    """When something is done by itself; `cron` has five fields, in `timezone`."""

    name: str
    command: str
    cron: str
    timezone: str
    enabled: bool
    last_tick: datetime


@dataclass(frozen=True, slots=True)
class InHand:
    """What goes on and waits; `queues` count tasks that wait, by queue."""

    at: datetime
    runs: tuple[RunShown, ...]
    workers: tuple[WorkerShown, ...]
    queues: dict[str, int]
    schedules: tuple[ScheduleShown, ...]
