"""Two runs over all shows at one time, by workers and in a command's own process."""

from tests.faults.fleet import Fleet
from tests.faults.moments import reach
from tests.faults.scene import Dump, Scene
from tests.processes import started


def test_a_command_runs_while_workers_do_the_same(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Neither is in the other's way, and each thing is there once."""
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.1)
    with started(scene.settings, scene.folder, "scripts.sync_all") as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, out + err
    assert scene.ended(run_id) == "done"
    scene.judge(undisturbed, "`trr sync all` twice at once, one detached")
    assert fleet.all_live()


def test_workers_do_two_runs_over_the_same_shows(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """The second one finds done what the first one did, and both come to an end."""
    first = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.1)
    second = scene.asks_for("sync", "all")
    assert second != first
    assert {scene.ended(first), scene.ended(second)} == {"done"}
    scene.judge(undisturbed, "`trr sync all` twice at once, both detached")
    assert fleet.all_live()


def test_what_waits_already_is_not_asked_for_twice(scene: Scene) -> None:
    """A run that nobody has begun is the answer to who asks for the same."""
    first = scene.asks_for("sync", "all")
    assert scene.asks_for("sync", "all") == first
    assert scene.rows("select count(*) from ops.runs where queued_at is not null") == [
        (1,)
    ]
