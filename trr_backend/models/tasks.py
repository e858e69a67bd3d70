"""Runs that workers share: their tasks, who takes them, and which go first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

QueueName = Literal["runs", "steps", "shows", "people", "pictures"]
QUEUES: Final[tuple[QueueName, ...]] = ("runs", "steps", "shows", "people", "pictures")
TaskEntity = Literal["show", "person"]
TaskEnd = Literal["done", "failed", "set_aside", "cancelled"]

PERSON: Final = 1
"""Priority of what a person waits for; lower goes first."""
DETACHED: Final = 10
SCHEDULED: Final = 20


@dataclass(frozen=True, slots=True)
class Queued:
    """A run that waits for a worker; `is_new` false: an equal one waited already."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class DurableRun:
    """A run that workers do; `options` are those of its command, as JSON."""

    id: UUID
    command: str
    options: Mapping[str, Any]
    priority: int
    retry_of: UUID | None
    is_cancelled: bool
    delivery: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """Who works: a name, and how often it was taken. An older epoch is fenced off."""

    name: str
    epoch: int


@dataclass(frozen=True, slots=True)
class StageCount:
    """What became of the items of a stage; of `total` it had to do, some are `left`."""

    done: int = 0
    failed: int = 0
    unchanged: int = 0
    total: int = 0
    left: int = 0
    requests: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a wave, as it is planned: of these entities, None: of no ones."""

    wave: str
    queue: QueueName
    entity: TaskEntity | None = None
    scope: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A part of a run that a worker has begun, for the how-manieth time.

    Of those times the worker died so often at it. `stages` is what came of them.
    """

    id: UUID
    run: DurableRun
    wave: str
    entity: TaskEntity | None
    scope: tuple[UUID, ...]
    attempts: int
    deaths: int
    stages: Mapping[str, StageCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TasksIn:
    """How many tasks are in a state, an error of one, whether one stops the run."""

    count: int
    error: str | None
    stops_run: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task to be delivered, for the how-manieth time; or it was, and nobody came."""

    id: UUID
    queue: QueueName
    delivery: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class WaveCount:
    """How many tasks of a wave wait or run.

    `entities` are those of all its tasks, `ended` those of the tasks that ended.
    """

    open: int
    entities: int
    ended: int
