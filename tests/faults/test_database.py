"""Postgres goes away in every way there is, while three workers write to it."""

import random
import time
from collections.abc import Callable

import pytest

from tests.faults.fleet import Fleet
from tests.faults.moments import each_moment, reach
from tests.faults.scene import SCALE, Dump, Scene, allowed, wait_until
from tests.faults.test_kills import drawn

__all__ = ["drawn"]

_AWAY_SECONDS = 20 * SCALE
_CUTS = 5
_LOST = 20
# Who waits for a server asks ever more rarely, but not much more.
_BACK_SECONDS = 10.0


@pytest.mark.parametrize("way", ["stopped", "killed"])
def test_postgres_is_away_for_twenty_seconds(
    scene: Scene, fleet: Fleet, undisturbed: Dump, way: str
) -> None:
    """It ends in order or at once; workers wait, and go on by themselves."""
    server = scene.server
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.3)
    {"stopped": server.stop, "killed": server.crash}[way]()
    time.sleep(_AWAY_SECONDS)
    server.start()
    seconds = _goes_on(scene)

    assert scene.ended(run_id) == "done"

    scene.judge(
        undisturbed,
        f"Postgres {way}, started after 20 s",
        recovery_seconds=seconds,
    )
    assert seconds <= allowed(_BACK_SECONDS)
    assert fleet.all_live()


def test_a_standby_takes_over(scene: Scene, fleet: Fleet, undisturbed: Dump) -> None:
    """The server is gone for good; what was committed is at another one."""
    run_id = scene.asks_for("sync", "all")
    with scene.server.standby() as standby:
        reach(scene, undisturbed, 0.3)
        scene.server.fail_over(standby)
    seconds = _goes_on(scene)

    assert scene.ended(run_id) == "done"

    scene.judge(
        undisturbed, "Postgres failed over to a standby", recovery_seconds=seconds
    )
    assert seconds <= allowed(_BACK_SECONDS)
    assert fleet.all_live()


@pytest.mark.parametrize("who", ["the server", "the network"])
def test_every_connection_is_dropped_at_once(
    scene: Scene, fleet: Fleet, undisturbed: Dump, who: str, drawn: random.Random
) -> None:
    """Five times in a run, in the middle of whatever is being written."""
    drop: Callable[[], int] = {
        "the server": scene.server.end_sessions,
        "the network": scene.server.passage.cut,
    }[who]
    run_id = scene.asks_for("sync", "all")
    longest, dropped = 0.0, 0
    for _ in each_moment(scene, undisturbed, drawn, _CUTS):
        dropped += drop()
        longest = max(longest, _goes_on(scene))

    assert scene.ended(run_id) == "done"

    scene.judge(
        undisturbed,
        f"every connection dropped by {who}",
        times=_CUTS,
        recovery_seconds=longest,
    )
    # Each of three workers has more than one.
    assert dropped > 2 * 3 * _CUTS
    assert longest <= allowed(_BACK_SECONDS)
    assert fleet.all_live()


def test_answers_to_commits_are_lost(
    scene: Scene, fleet: Fleet, undisturbed: Dump, drawn: random.Random
) -> None:
    """What is committed is done, whether or not who asked for it ever hears that."""
    passage = scene.server.passage
    passage.lost = b"COMMIT\0"
    run_id = scene.asks_for("sync", "all")
    for _ in each_moment(scene, undisturbed, drawn, _LOST):
        passage.losses += 2

    assert scene.ended(run_id) == "done"

    scene.judge(undisturbed, "answer to a COMMIT lost", times=2 * _LOST)
    assert passage.losses == 0
    assert fleet.all_live()


def _goes_on(scene: Scene) -> float:
    """Return after how many seconds anything more is done."""
    before = scene.progress()
    return wait_until(lambda: scene.progress() > before, "work goes on")
