"""When faults befall: at random moments, of which each part of a run has some."""

import random
from collections.abc import Iterator

from tests.faults.scene import Dump, Scene, wait_until, whole

# What comes last is done too quickly to be hit.
_HIT = 0.9


def each_moment(
    scene: Scene, undisturbed: Dump, drawn: random.Random, number: int
) -> Iterator[int]:
    """Wait for each of so many moments of a run, and yield which one it is."""
    for one in range(number):
        share = (one + drawn.random()) / number * _HIT
        reach(scene, undisturbed, share)
        yield one


def reach(scene: Scene, undisturbed: Dump, share: float) -> None:
    """Wait until this share of a run is done."""
    after = int(whole(undisturbed) * share)
    wait_until(lambda: scene.progress() >= after, f"{share:.0%} of a run")
