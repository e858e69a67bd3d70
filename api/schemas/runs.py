"""What admins read of runs: how far they are, their tasks, and who works on them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer
from trr_backend.models.run_state import RunState, TaskState, WorkerState
from trr_backend.models.tasks import QueueName, TaskEntity

RunOutcome = Literal["done", "done_with_failures", "failed", "stopped", "cancelled"]


class RunProgressShown(Answer):
    """How far what is on is, or was at the end; `failed` are among `done`."""

    stage: str = Field(
        description="A stage; of a run that workers do, a wave of tasks, which counts "
        "its shows or people."
    )
    done: int
    failed: int
    total: int


class RunStageShown(Answer):
    """How far a stage is, over all workers."""

    stage: str
    done: int
    failed: int
    unchanged: int = Field(description="Items that needed nothing.")
    left: int | None = Field(
        description="Of what is planned by now: tasks that wait plan theirs when they "
        "begin."
    )
    requests: int = Field(description="To upstreams.")
    seconds: float = Field(description="Of work, of all workers together.")
    rate: float | None = Field(
        description="Items a second of the last half minute; null where nothing is "
        "left, or it is not known yet."
    )


class ListedRun(Answer):
    """One run of a command."""

    id: UUID
    command: str
    state: RunState = Field(
        description="`queued` waits for a worker; a command's own process that was "
        "killed stays `running`."
    )
    outcome: RunOutcome | None = Field(
        description="Null before the end. `failed`: nothing of it could be done; "
        "`stopped`: by what keeps all of it from going on."
    )
    actor: str | None = Field(description="Who asked for it, where workers do it.")
    priority: int | None = Field(description="Lower goes first; null as `queued_at`.")
    retry_of: UUID | None = Field(description="The run whose failures are tried again.")
    queued_at: AwareDatetime | None = Field(
        description="Null where its command does it in its own process."
    )
    started_at: AwareDatetime
    begun_at: AwareDatetime | None = Field(description="Null while it waits.")
    cancel_asked_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    stage_ends_at: AwareDatetime | None = Field(
        description="When what is on is expected to be through, by its pace of the "
        "last half minute; null where that is not known."
    )
    expected_end_at: AwareDatetime | None = Field(
        description="As long after that as the last run of the command took, for as "
        "many items; null where that is not known."
    )
    waited_seconds: float | None
    seconds: float | None = Field(
        description="Since it was begun; null while it waits."
    )
    requests: int = Field(description="To upstreams, of all stages.")
    progress: RunProgressShown | None
    stages: list[RunStageShown]


class Run(ListedRun):
    """One run, with what it was asked for and what it said at its end."""

    options: dict[str, Any]
    summary: dict[str, Any] | None = Field(
        description="As the command's `--json` prints it; null before the end."
    )


class RunItem(Answer):
    """What became of one item of a run's stage."""

    stage: str
    item: str
    outcome: Literal["done", "failed"]
    error: str | None
    finished_at: AwareDatetime


class RunTask(Answer):
    """A part of a run that one worker does."""

    id: UUID
    wave: str = Field(description="Tasks of one wave do the same stages.")
    part: int
    queue: QueueName
    state: TaskState = Field(
        description="`set_aside`: given up after several attempts, with its error."
    )
    entity: TaskEntity | None = Field(description="Null: of no shows or people alone.")
    entity_ids: list[UUID]
    attempts: int
    error: str | None
    worker: str | None
    queued_at: AwareDatetime
    due_at: AwareDatetime = Field(description="Not before; what failed waits.")
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None


class TaskInHandShown(Answer):
    """What a worker does just now, over so many shows or people."""

    id: UUID
    run_id: UUID
    command: str
    wave: str
    queue: QueueName
    entities: int
    started_at: AwareDatetime | None


class WorkerShown(Answer):
    """A process that takes tasks."""

    name: str
    state: WorkerState = Field(
        description="`silent`: not seen for 20 s; others take over what it had."
    )
    host: str
    pid: int
    version: str
    queues: list[QueueName]
    concurrency: int
    started_at: AwareDatetime
    seen_at: AwareDatetime
    ended_at: AwareDatetime | None
    tasks: list[TaskInHandShown]
