"""What the other tests compare with: two runs that nothing befalls leave the same."""

from tests.faults.scene import Dump, Scene, compare, whole


def test_a_run_that_nothing_befalls_leaves_what_another_one_did(
    scene: Scene, undisturbed: Dump
) -> None:
    """What the tests of faults compare is the same each time, and not little."""
    done = scene.pipeline.command("sync", "all")
    assert done.exit_code == 0, done.output
    assert compare(undisturbed, scene.dump()).differing == {}
    assert scene.progress() == whole(undisturbed)
