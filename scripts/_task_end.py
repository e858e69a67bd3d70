"""What becomes of a task: done, left for good, or tried again a while later."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scripts._report import MOST_TRIES, Failure, RunReport
from trr_backend.models.tasks import StageCount, Task, TaskEnd
from trr_backend.repositories.tasks import LONGEST_WAIT_SECONDS

_FIRST_WAIT_SECONDS = 15.0
_LEAST_WAIT_SECONDS = 0.2
# Lines of one task; of a run as many as people read.
_MOST_NOTES = 50

Stages = Mapping[str, StageCount]


@dataclass(frozen=True, slots=True)
class End:
    """An end, or (None) that the task waits for some seconds.

    `notes` are for who reads how the run went. `stops_run`: no other task of its run
    can go better. `undo`: it counts as not begun.
    """

    state: TaskEnd | None
    stages: Stages
    error: str | None = None
    wait_seconds: float = 0.0
    notes: tuple[str, ...] = ()
    stops_run: bool = False
    undo: bool = False


def judged(task: Task, report: RunReport, *, scale: float) -> End:
    """Say what becomes of a task by what its stages reported; waits are scaled."""
    stages, notes = together_with(task, report), tuple(report.notes[:_MOST_NOTES])
    if report.misconfigured:
        return End("failed", stages, report.stopped, notes=notes, stops_run=True)
    failures = [one for stage in report.stages for one in stage.failures]
    if not failures and not report.stopped:
        return End("done", stages, notes=notes)
    error = report.stopped or _first(failures)
    tries = MOST_TRIES if report.stopped else max(one.tries for one in failures)
    if task.attempts < tries:
        wait_seconds = _wait_seconds(task.attempts, scale)
        return End(None, stages, error, wait_seconds, notes)
    return End("set_aside" if tries > 1 else "failed", stages, error, notes=notes)


def together_with(task: Task, report: RunReport) -> Stages:
    """Return the counts of this time and of those before."""
    counts = report.counts()
    added = {name: _added(task.stages.get(name), now) for name, now in counts.items()}
    return {**task.stages, **added}


def _added(before: StageCount | None, now: StageCount) -> StageCount:
    """Add up; what was done before is what is unchanged now."""
    if before is None:
        return now
    return replace(
        now,
        done=before.done + now.done,
        unchanged=before.unchanged,
        total=max(before.total, before.done + now.total),
        requests=before.requests + now.requests,
        seconds=before.seconds + now.seconds,
    )


def _wait_seconds(attempts: int, scale: float) -> float:
    """Return how long to wait: doubled each time, and jittered."""
    doubled: float = _FIRST_WAIT_SECONDS * 2.0 ** (attempts - 1)
    longest = min(doubled, LONGEST_WAIT_SECONDS)
    jittered = random.uniform(0.5, 1) * longest  # noqa: S311 -- jitter, no secret
    return max(_LEAST_WAIT_SECONDS, jittered * scale)


def _first(failures: Sequence[Failure]) -> str:
    one = failures[0]
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    return f"{one.item}: {one.error}{more}"
