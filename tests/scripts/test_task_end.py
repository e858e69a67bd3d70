"""What becomes of a task, by what its stages reported."""

from uuid import UUID

import pytest

from scripts._report import MOST_TRIES, Failure, RunReport, StageReport
from scripts._task_end import judged, together_with
from trr_backend.models.tasks import DETACHED, DurableRun, StageCount, Task

RUN = DurableRun(UUID(int=1), "sync all", {}, DETACHED, None, is_cancelled=False)
LASTING, HEALING, DEFECT = (
    Failure("a show", "not known", tries=1),
    Failure("a show", "no answer"),
    Failure("a show", "a defect", tries=3),
)


def _task(attempts: int = 1, **stages: StageCount) -> Task:
    return Task(UUID(int=2), RUN, "details", "show", (), attempts, 0, stages)


def _report(*failures: Failure, stopped: str | None = None) -> RunReport:
    report = RunReport("sync all", stopped=stopped)
    stage = StageReport("details", done=2, unchanged=1, total=3, worked=3, requests=4)
    stage.failures.extend(failures)
    report.stages.append(stage)
    return report


@pytest.mark.parametrize(
    ("attempts", "failures", "stopped", "state"),
    [
        (1, (), None, "done"),
        (1, (LASTING,), None, "failed"),
        (1, (HEALING,), None, None),
        (MOST_TRIES - 1, (HEALING, LASTING), None, None),
        (MOST_TRIES, (HEALING,), None, "set_aside"),
        (2, (DEFECT,), None, None),
        (3, (DEFECT,), None, "set_aside"),
        (1, (), "the store is away", None),
        (MOST_TRIES, (), "the store is away", "set_aside"),
    ],
)
def test_what_becomes_of_it(
    attempts: int, failures: tuple[Failure, ...], stopped: str | None, state: str | None
) -> None:
    """What heals waits, as often as it is worth it; what lasts does not."""
    end = judged(_task(attempts), _report(*failures, stopped=stopped), scale=1)
    assert end.state == state
    assert (end.error is None) == (state == "done")
    assert (end.wait_seconds > 0) == (state is None)
    assert not end.stops_run


def test_a_wrong_setting_stops_the_run() -> None:
    """No other task can go better."""
    report = _report(stopped="the key was refused")
    report.misconfigured = True
    end = judged(_task(), report, scale=1)
    assert (end.state, end.stops_run, end.error) == (
        "failed",
        True,
        "the key was refused",
    )


def test_waits_grow_and_differ() -> None:
    """Doubled from 15 s to 15 min, at least half of it; scaled with all waits."""

    def waits(attempts: int, scale: float) -> list[float]:
        report = _report(HEALING)
        ends = [judged(_task(attempts), report, scale=scale) for _ in range(20)]
        return [end.wait_seconds for end in ends]

    for attempts, longest in ((1, 15), (2, 30), (5, 240), (9, 900)):
        found = waits(attempts, 1)
        assert longest / 2 <= min(found) < max(found) <= longest
    assert set(waits(1, 0)) == {0.2}


def test_times_add_up() -> None:
    """What was done before is not counted as left alone, nor lost."""
    before = StageCount(done=5, failed=2, unchanged=3, total=7, requests=10, seconds=1)
    found = together_with(_task(2, details=before, cast=before), _report(HEALING))
    assert found["cast"] == before
    assert found["details"] == StageCount(
        done=7, failed=1, unchanged=3, total=8, left=0, requests=14, seconds=1
    )
