"""A run as workers share it: wave after wave, each of tasks that need not wait.

Stages of one command that are shared alike stand in one wave: a task does them all for
its shows or people, in their order. A stage that is not shared is a step of its own,
with those beside it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from scripts._stage import AnyStage, Context
from trr_backend.models.tasks import QueueName, StageCount, TaskEntity

# A run of few shows is spread over all workers rather than put into one task.
_LEAST_TASKS = 30


@dataclass(frozen=True, slots=True)
class Wave:
    """Stages that are shared alike; `entity` is None where they are not shared."""

    name: str
    stages: tuple[AnyStage, ...]
    queue: QueueName
    entity: TaskEntity | None = None
    most: int = 1

    async def of(self, context: Context) -> tuple[UUID, ...]:
        """Return whom it is about: each is in one of its tasks."""
        found: dict[UUID, None] = {}
        asked = []
        for stage in self.stages:
            if stage.parts is not None and stage.parts.of not in asked:
                asked.append(stage.parts.of)
                found.update(dict.fromkeys(await stage.parts.of(context)))
        return tuple(found)

    def size(self, count: int) -> int:
        """Return how many of so many stand in one task."""
        return min(self.most, max(1, math.ceil(count / _LEAST_TASKS)))


def waves_of(stages: Sequence[AnyStage]) -> list[Wave]:
    """Return the waves of a command, in order; its first stage names a wave."""
    return [_wave(tuple(group)) for _, group in groupby(stages, key=_shared_by)]


def in_order(
    waves: Sequence[Wave], counts: Mapping[str, StageCount]
) -> dict[str, StageCount]:
    """Return what is known of stages in the order in which the waves do them."""
    names = [stage.name for wave in waves for stage in wave.stages]
    known = [name for name in names if name in counts]
    return {name: counts[name] for name in [*known, *sorted(counts.keys() - known)]}


def _shared_by(stage: AnyStage) -> tuple[str, str] | None:
    return (stage.parts.entity, stage.parts.queue) if stage.parts else None


def _wave(stages: tuple[AnyStage, ...]) -> Wave:
    parts = [stage.parts for stage in stages if stage.parts]
    if not parts:
        return Wave(stages[0].name, stages, "steps")
    return Wave(
        stages[0].name,
        stages,
        parts[0].queue,
        parts[0].entity,
        min(one.size for one in parts),
    )
