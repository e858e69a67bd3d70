"""The feed as readers see it: events under one cursor, and the topics they follow.

Topics are `catalog` (every event), `show:{uuid}` (of that show, its seasons and
episodes), `person:{uuid}`, and, for admins, `runs` and `run:{uuid}` (how far runs are).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trr_backend.models.changes import ChangeKind
from trr_backend.models.run_state import RunState, StageState
from trr_backend.models.shows import Entity

CATALOG = "catalog"
RUNS = "runs"


def is_of_runs(topic: str) -> bool:
    """Whether it is about runs: for admins, and without cursors."""
    return topic == RUNS or topic.startswith("run:")


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One entity that really changed, at `cursor` of the feed; `fields` are names.

    `show_id` is the show that it is of or is. Cursors rise in the order of commits and
    have holes. The field names are those of the JSON that is sent.
    """

    cursor: int
    entity: Entity
    id: UUID
    kind: ChangeKind
    fields: tuple[str, ...]
    show_id: UUID | None
    run_id: UUID | None
    at: datetime

    @property
    def topics(self) -> tuple[str, ...]:
        """Under which topics it is told."""
        told = [CATALOG]
        if self.show_id is not None:
            told.append(f"show:{self.show_id}")
        if self.entity == "person":
            told.append(f"person:{self.id}")
        return tuple(told)


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: items of what is on; `outcome` once it ended.

    That is a stage, or a wave of tasks with its shows or people. `failed` are among
    `done`; `total` is None before its items are known, and so are the expected ends.
    """

    run_id: UUID
    command: str
    stage: str | None
    done: int
    failed: int
    total: int | None
    outcome: str | None
    at: datetime
    state: RunState = "running"
    requests: int = 0
    stage_ends_at: datetime | None = None
    expected_end_at: datetime | None = None
    stages: tuple[StageState, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """Under which topics it is told."""
        return (RUNS, f"run:{self.run_id}")
