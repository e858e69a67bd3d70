"""How runs end: cancelled within a second, past a poisonous item, true to the items."""

import time

from tests.faults.catalogue import SHOWS
from tests.faults.fleet import Fleet
from tests.faults.moments import reach
from tests.faults.scene import SLOW, Dump, Scene, allowed, wait_until

_OPEN = "select from ops.tasks where run_id = %s and state in ('queued', 'running')"
# Only one of its tasks: what comes later is as good as any other.
_WITH_POISON = """
select worker, epoch from ops.tasks
where state = 'running' and %s = any(scope) and run_id = %s and wave = 'details'
"""
_SHOW = "select entity_id from core.external_ids where entity = 'show' and id = %s"
_ASIDE = """
select scope, error from ops.tasks where run_id = %s and state = 'set_aside'
"""
# From the moment when it was asked for, to the end of the run and of its last task.
_CANCELLED = """
select extract(epoch from greatest(finished_at, (
  select max(finished_at) from ops.tasks where run_id = r.id)) - cancel_asked_at)
from ops.runs r where id = %s
"""
_BAD = SHOWS[3]


def test_a_cancelled_run_ends_within_a_second(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Whatever its tasks wait for; what they did stays, and the next run goes on."""
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.3)
    # Nothing of what is under way would end by itself for a long time.
    scene.upstream.fail({**SLOW, "delay_seconds": 30})
    wait_until(lambda: bool(fleet.in_hand(*fleet.workers)), "tasks run")
    time.sleep(0.5)

    scene.cancels(run_id)

    assert scene.ended(run_id) == "cancelled"
    seconds = float(scene.rows(_CANCELLED, run_id)[0][0])
    assert scene.rows(_OPEN, run_id) == []
    scene.upstream.fail(SLOW)
    assert scene.ended(scene.asks_for("sync", "all")) == "done"
    scene.judge(undisturbed, "run cancelled, begun anew", recovery_seconds=seconds)
    assert seconds <= allowed(1.0)
    assert fleet.all_live()


def test_a_show_that_fails_fails_alone_and_can_be_tried_again(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """The run says that it is done but for failures, names them, and is retried."""
    broken: dict[str, object] = {"match": f"^/3/tv/{_BAD}", "kind": "shape"}
    scene.upstream.fail(broken, SLOW)
    run_id = scene.asks_for("sync", "all")
    assert scene.ended(run_id) == "done_with_failures"
    (failed,) = scene.rows(
        "select array_agg(distinct item) from ops.run_items"
        " where run_id = %s and outcome = 'failed'",
        run_id,
    )[0]
    assert failed == [f"tmdb:{_BAD} (tmdb:{_BAD})"]

    scene.upstream.fail(SLOW)
    assert scene.ended(scene.retries(run_id)) == "done"
    scene.judge(undisturbed, "upstream fails for one show, retried")
    assert fleet.all_live()


def test_a_task_that_kills_its_worker_is_set_aside(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """After some attempts nobody tries any more; the run ends, all others are done."""
    (poison,) = scene.rows(_SHOW, str(_BAD))[0]
    run_id = scene.asks_for("sync", "all")
    killed = set()
    while scene.outcome(run_id) is None:
        for seat in scene.rows(_WITH_POISON, poison, run_id):
            if seat not in killed:
                killed.add(seat)
                fleet.kill(seat[0])
                fleet.start(seat[0])
        time.sleep(0.02)
    assert scene.outcome(run_id) == "done_with_failures"
    ((scope, error),) = scene.rows(_ASIDE, run_id)
    assert scope == [poison]
    # The last one may have been killed when it had just set the task aside.
    deaths = int(error.removesuffix(" workers died at it; see their logs"))
    assert 5 <= deaths <= len(killed) <= deaths + 1

    assert scene.ended(scene.retries(run_id)) == "done"
    scene.judge(undisturbed, "task that kills its worker", times=len(killed))
