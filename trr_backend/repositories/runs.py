"""The history of runs: what was asked for and what became of each item."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.models.tasks import StageCount
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

RunOutcome = Literal["done", "done_with_failures", "failed", "stopped", "cancelled"]

_SQL = queries("runs")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the stage that is on is; `failed` are among `done` of `total` items."""

    stage: str
    done: int
    failed: int
    total: int


async def start(tx: Transaction, command: str, options: dict[str, object]) -> UUID:
    """Note that a command begins; return the run's id."""
    cursor = await tx.execute(
        _SQL["start"], {"command": command, "options": Jsonb(options)}
    )
    row = await cursor.fetchone()
    if row is None or not isinstance(row[0], UUID):
        message = "ops.runs returned no id"
        raise AssertionError(message)
    return row[0]


async def finish(
    tx: Transaction,
    run_id: UUID,
    outcome: RunOutcome,
    summary: object,
    progress: Progress | None = None,
) -> None:
    """Note how a run ended, and how far it came; None: as far as was told."""
    await tx.execute(
        _SQL["finish"],
        {
            "id": run_id,
            "outcome": outcome,
            "summary": Jsonb(summary),
            "progress": None if progress is None else Jsonb(asdict(progress)),
        },
    )


async def tell(
    tx: Transaction, run_id: UUID, progress: Progress, stages: Mapping[str, StageCount]
) -> None:
    """Note how far a run is, stage by stage, and tell those who follow it."""
    where = {
        "id": run_id,
        "progress": Jsonb(asdict(progress)),
        "stages": _stages(stages),
    }
    await tx.execute(_SQL["tell"], where)


async def tell_stages(
    tx: Transaction, run_id: UUID, stages: Mapping[str, StageCount]
) -> None:
    """Note how far each stage came at last."""
    await tx.execute(_SQL["tell_stages"], {"id": run_id, "stages": _stages(stages)})


def _stages(stages: Mapping[str, StageCount]) -> Jsonb:
    """Return the stages as they are kept: `at` is their order."""
    counts = enumerate(stages.items())
    return Jsonb({name: {"at": at, **asdict(one)} for at, (name, one) in counts})


async def forget(tx: Transaction, run_id: UUID) -> None:
    """Forget a run that did nothing at all."""
    await tx.execute(_SQL["forget"], {"id": run_id})


@dataclass(frozen=True, slots=True)
class Notes:
    """What became of items of a stage: the error, where one is left undone.

    `task_id` is the task's of a run that workers share.
    """

    stage: str
    errors: Mapping[str, str | None]
    task_id: UUID | None = None


async def note_items(tx: Transaction, run_id: UUID, notes: Notes) -> None:
    """Keep what became of items."""
    where = {
        "run_id": run_id,
        "stage": notes.stage,
        "items": list(notes.errors),
        "errors": [error or None for error in notes.errors.values()],
        "task_id": notes.task_id,
    }
    if notes.errors:
        await tx.execute(_SQL["note_items"], where)
