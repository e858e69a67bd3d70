"""A worker stands still for thirty seconds, while others take its work for theirs."""

import time
from dataclasses import asdict

from tests.faults.fleet import Fleet
from tests.faults.history import idle_seconds
from tests.faults.moments import reach
from tests.faults.scene import SCALE, Dump, Scene, allowed, wait_until
from tests.faults.test_kills import ADOPTED_SECONDS

_FROZEN_SECONDS = 30 * SCALE
# What an epoch says of tasks after somebody else has taken one of its own: nothing.
_AFTERWARDS = """
select count(*) from watched.tasks where (worker, epoch) = (%(worker)s, %(epoch)s)
  and at > (select min(at) from watched.tasks
    where id = %(id)s and at > %(since)s
      and (worker, epoch) <> (%(worker)s, %(epoch)s))
"""
_EPOCH = "select epoch from ops.workers where name = 'w1' and ended_at is null"


def test_a_frozen_worker_is_fenced_and_writes_nothing_when_it_wakes_up(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Its tasks are done by others; it works again, under another epoch."""
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.3)
    wait_until(lambda: bool(fleet.in_hand("w1")), "w1 has something in hand")
    fleet.freeze("w1")
    left = fleet.in_hand("w1")
    time.sleep(_FROZEN_SECONDS)
    fleet.wake("w1")

    assert scene.ended(run_id) == "done"

    with scene.connect() as connection:
        seconds = idle_seconds(connection, left)
        afterwards = [
            connection.execute(_AFTERWARDS, asdict(one)).fetchone() for one in left
        ]
    scene.judge(undisturbed, "SIGSTOP for 30 s", recovery_seconds=seconds)
    assert seconds <= allowed(ADOPTED_SECONDS)
    assert afterwards == [(0,)] * len(left)
    # Who fenced it off made an epoch, and so did the worker when it began anew.
    wait_until(lambda: scene.rows(_EPOCH) == [(3,)], "w1 works again")


def test_a_worker_that_stood_still_for_a_moment_goes_on(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Nobody takes it for dead: its tasks stay its own, and so does its epoch."""
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.3)
    wait_until(lambda: bool(fleet.in_hand("w1")), "w1 has something in hand")
    fleet.freeze("w1")
    time.sleep(5 * SCALE)
    fleet.wake("w1")

    assert scene.ended(run_id) == "done"

    scene.judge(undisturbed, "SIGSTOP for 5 s")
    assert scene.rows("select distinct epoch from ops.workers") == [(1,)]
    assert fleet.all_live()
