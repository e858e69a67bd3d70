"""The bucket goes away, is slow and busy, while three workers put pictures there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.fleet import Fleet
from tests.faults.scene import SCALE, Dump, Scene, allowed, wait_until

_MINUTE = 60 * SCALE
_BACK_SECONDS = 5.0


@contextmanager
def _away(scene: Scene) -> Iterator[None]:
    scene.store.is_away = True
    yield
    scene.store.is_away = False


@contextmanager
def _busy(scene: Scene) -> Iterator[None]:
    scene.store.method = None
    scene.store.slow_down(_MINUTE)
    yield
    assert time.monotonic() >= scene.store.slow_until


@contextmanager
def _slow(scene: Scene) -> Iterator[None]:
    scene.store.delay_seconds = 1.0
    yield
    scene.store.delay_seconds = 0.0


_TROUBLES = {
    "S3 away for a minute": _away,
    "S3 answers 503 for a minute": _busy,
    "S3 slow for a minute": _slow,
}


@pytest.mark.parametrize("fault", _TROUBLES)
def test_pictures_come_to_a_bucket_that_was_in_trouble(
    scene: Scene, fleet: Fleet, undisturbed: Dump, fault: str
) -> None:
    """Workers are patient, and nothing that was put twice is there twice."""
    run_id = scene.asks_for("sync", "all")
    wait_until(lambda: scene.pictures() > 0, "the first picture")
    with _TROUBLES[fault](scene):
        time.sleep(_MINUTE)
    before = scene.pictures()
    seconds = wait_until(lambda: scene.pictures() > before, "the next picture")

    assert scene.ended(run_id) == "done"

    scene.judge(undisturbed, fault, recovery_seconds=seconds)
    assert seconds <= allowed(_BACK_SECONDS)
    assert fleet.all_live()
