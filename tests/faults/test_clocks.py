"""Clocks jump by an hour: a worker's own, and the one that all agree on, Postgres'."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.faults.clocks import Clock, clocked_worker, needs_compiler, new_clock
from tests.faults.fleet import Fleet, working
from tests.faults.moments import reach
from tests.faults.own_server import own_server
from tests.faults.scene import SLOW, Dump, Scene, new_scene, wait_until
from tests.s3_server import S3Server
from tests.upstream import Upstream
from trr_backend.repositories.embedded import process
from trr_backend.repositories.embedded.cluster import ENVIRONMENT

pytestmark = [needs_compiler, pytest.mark.system]

# Ahead, then behind, then right again.
_JUMPS = (3600, -3600, 0)
_GOES_ON_SECONDS = 15.0


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that is right."""
    with new_clock() as made:
        yield made


@pytest.fixture
def clocked_scene(
    clock: Clock,
    s3_server: S3Server,
    shows: Upstream,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    """A scene whose Postgres goes by the clock."""
    monkeypatch.setenv("TRR_SCHEDULES", "false")
    environment = {**ENVIRONMENT, **clock.environment}
    monkeypatch.setattr(process, "ENVIRONMENT", environment)
    shows.fail(SLOW)
    with (
        own_server() as server,
        new_scene(server, s3_server, shows, tmp_path) as made,
    ):
        # A worker that stands still for a moment on a busy machine is not dead.
        patient = made.pipeline.with_settings(wait_scale=1.0)
        yield replace(made, pipeline=patient)
    shows.fail()


@pytest.fixture
def clocked_fleet(clocked_scene: Scene) -> Iterator[Fleet]:
    """Three workers whose database's clock may jump."""
    with working(clocked_scene) as workers:
        yield workers


def _through(jumps: Sequence[int], scene: Scene, dump: Dump, clock: Clock) -> float:
    """Let the clock jump in the middle of a run; return how long work stood still."""
    longest = 0.0
    for place, seconds in enumerate(jumps, 1):
        reach(scene, dump, 0.2 * place)
        clock.jump(seconds)
        before = scene.progress()
        longest = max(longest, wait_until(partial(_is_past, scene, before), "work"))
    return longest


def _is_past(scene: Scene, progress: int) -> bool:
    return scene.progress() > progress


def test_the_clock_of_postgres_jumps(
    clocked_scene: Scene, clocked_fleet: Fleet, undisturbed: Dump, clock: Clock
) -> None:
    """Nobody is taken for dead, and nothing waits for the time to come again."""
    scene = clocked_scene
    run_id = scene.asks_for("sync", "all")
    longest = _through(_JUMPS, scene, undisturbed, clock)

    assert scene.ended(run_id) == "done"

    scene.judge(
        undisturbed,
        "clock of Postgres jumps by an hour",
        times=len(_JUMPS),
        recovery_seconds=longest,
    )
    assert longest <= _GOES_ON_SECONDS
    assert scene.rows("select distinct epoch from ops.workers") == [(1,)]
    assert clocked_fleet.all_live()


def test_a_clocked_server_goes_by_the_clock(clocked_scene: Scene, clock: Clock) -> None:
    """Else the test above would prove nothing."""
    clock.jump(3600)
    ((said,),) = clocked_scene.rows(
        "select extract(epoch from clock_timestamp())::float8"
    )
    assert 3540 < said - time.time() < 3660


def test_the_clock_of_a_worker_jumps(
    scene: Scene, fleet: Fleet, undisturbed: Dump, clock: Clock
) -> None:
    """The others do not mind; what it does meanwhile is right."""
    with clocked_worker(scene.settings, scene.folder, clock, "jumping") as worker:
        wait_until(lambda: _is_there(scene), "the worker has its seat")
        run_id = scene.asks_for("sync", "all")
        longest = _through(_JUMPS, scene, undisturbed, clock)
        said = (scene.folder / "jumping.err").read_text
        assert scene.ended(run_id) == "done", said()
        assert worker.poll() is None, said()
    scene.judge(
        undisturbed,
        "clock of a worker jumps by an hour",
        times=len(_JUMPS),
        recovery_seconds=longest,
    )
    assert longest <= _GOES_ON_SECONDS
    assert fleet.all_live()
    ((tasks,),) = scene.rows("select count(*) from ops.tasks where worker = 'jumping'")
    assert tasks > 0


def _is_there(scene: Scene) -> bool:
    return bool(scene.rows("select from ops.workers where name = 'jumping'"))
