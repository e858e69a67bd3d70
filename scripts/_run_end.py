"""How a run of workers ended: true to its tasks and to what is left undone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scripts._report import Failure, RunReport, StageReport
from scripts._waves import Wave, in_order
from trr_backend.models.tasks import DurableRun, StageCount
from trr_backend.repositories import runs, tasks
from trr_backend.repositories.db import Transaction

# A run of many thousands names the first ones; /items has all.
_MOST_NAMED = 100
_LEFT = ("failed", "set_aside")


async def finish(
    tx: Transaction, run: DurableRun, waves: Sequence[Wave], stopped: str | None
) -> None:
    """Note how a run ended; `stopped` is why nothing could be planned, if so."""
    ends = await tasks.load_ends(tx, run.id)
    failed = await tasks.count_failures(tx, run.id)
    stages = {
        name: replace(count, failed=failed.get(name, 0))
        for name, count in in_order(waves, await tasks.load_stages(tx, run.id)).items()
    }
    report = RunReport(run.command)
    for name, count in stages.items():
        report.stages.append(
            StageReport(
                name,
                done=count.done,
                unchanged=count.unchanged,
                requests=count.requests,
                seconds=count.seconds,
            )
        )
    by_name = {stage.stage: stage for stage in report.stages}
    for stage, item, error in await tasks.load_failures(tx, run.id, most=_MOST_NAMED):
        if stage in by_name:
            by_name[stage].failures.append(Failure(item, error))
    left = [one for state, one in ends.items() if state in _LEFT]
    stopping = next((one.error for one in left if one.stops_run), None)
    report.stopped = stopped or stopping
    report.notes.extend(await tasks.load_notes(tx, run.id, most=_MOST_NAMED))
    report.notes.extend(
        f"{one.count} tasks are set aside, for example: {one.error}"
        for state, one in ends.items()
        if state == "set_aside"
    )
    outcome = _outcome(run, report, is_left=bool(left), is_any="done" in ends)
    progress = _last(stages)
    # What another version has planned, and this one has no use for.
    await tasks.cancel_waiting(tx, run.id)
    await runs.tell_stages(tx, run.id, stages)
    record = {**report.for_record(), "stages": _counted(report, failed)}
    await runs.finish(tx, run.id, outcome, record, progress)


def _last(stages: Mapping[str, StageCount]) -> runs.Progress | None:
    """Return how far the last stage came; None: none was begun."""
    if not stages:
        return None
    name, count = list(stages.items())[-1]
    worked = count.done + count.failed
    return runs.Progress(name, worked, count.failed, worked + count.left)


def _counted(report: RunReport, failed: Mapping[str, int]) -> list[dict[str, object]]:
    """Return the stages with how many failed: more than are named."""
    return [
        {**stage.as_json(), "failed": failed.get(stage.stage, 0)}
        for stage in report.stages
    ]


def _outcome(
    run: DurableRun, report: RunReport, *, is_left: bool, is_any: bool
) -> runs.RunOutcome:
    if run.is_cancelled:
        return "cancelled"
    if report.stopped:
        return "failed"
    failed = any(stage.failures for stage in report.stages)
    if is_left and not is_any and not any(stage.done for stage in report.stages):
        return "failed"
    return "done_with_failures" if failed or is_left else "done"
