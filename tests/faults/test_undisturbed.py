"""What the other tests compare with: two runs that nothing befalls leave the same."""

from tests.faults.scene import Dump, Scene


def test_a_run_that_nothing_befalls_leaves_what_another_one_did(
    scene: Scene, undisturbed: Dump
) -> None:
    """What the tests of faults compare is the same each time, and not little."""
    done = scene.pipeline.command("sync", "all")
    assert done.exit_code == 0, done.output
    found = scene.verdict(undisturbed)
    assert (found.lost, found.doubled) == (0, 0), found.differing
