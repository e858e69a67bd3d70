"""The upstream is down, answers wrongly, and wants fewer requests."""

import time
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from tests.dumps import Rows
from tests.faults.fleet import Fleet
from tests.faults.moments import reach
from tests.faults.scene import SLOW, Dump, Scene, compare, wait_until
from tests.processes import started

# Time goes by two hundred times as fast: an hour is 18 seconds, what a second is waited
# for 5 ms.
_SCALE = 0.005
_HOUR = 3600 * _SCALE
# The longest pause of a task between two tries, and what a busy machine takes.
_LONGEST_PAUSE = 900 * _SCALE + 5
# What is there, or was, and is no answer; each befalls a while later than the last one.
_WRONG: dict[str, dict[str, object]] = {
    "500": {"kind": "error"},
    "503": {"kind": "error", "status": 503},
    "nothing": {"kind": "dropped"},
    "an empty 200": {"kind": "empty"},
    "a web page": {"kind": "html", "status": 503},
    "half of the JSON": {"kind": "malformed"},
    "a body that is cut": {"kind": "truncated"},
    "a wrong length": {"kind": "wrong_length"},
}
_TIMES = 12
# These are no answers of the upstream as it is known: nobody tries them again unasked.
_STRANGE: dict[str, dict[str, object]] = {
    "another shape": {"kind": "shape"},
    "a web page": {"kind": "html"},
    "too much": {"kind": "huge"},
    "a way elsewhere": {"kind": "redirect", "location": "https://example.org/"},
}
_STRANGE_PERSON: dict[str, object] = {
    "match": "^/3/person/11001",
    "kind": "huge",
    "times": 1,
}
_STORMS = 3
_STORM_SECONDS = 2.0


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """A scene in which time goes by fast."""
    fast = scene.pipeline.with_settings(wait_scale=_SCALE)
    return replace(scene, pipeline=fast)


def _left(scene: Scene, run_id: UUID) -> Rows:
    """Return what of a run was left undone, and why."""
    return scene.rows(
        "select wave, state, attempts, error from ops.tasks"
        " where run_id = %s and state <> 'done' union all"
        " select stage, item, null, error from ops.run_items"
        " where run_id = %s and outcome = 'failed'",
        run_id,
        run_id,
    )


def _is_past(scene: Scene, progress: int) -> bool:
    return scene.progress() > progress


def _everything(*faults: dict[str, object]) -> list[dict[str, object]]:
    return [{"match": "", **fault} for fault in faults]


def test_an_upstream_that_is_down_for_an_hour_is_waited_for(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Tasks are tried again and again, and nobody has to ask for that."""
    run_id = scene.asks_for("sync", "all")
    reach(scene, undisturbed, 0.3)
    scene.upstream.fail(*_everything({"kind": "dropped"}))
    time.sleep(_HOUR)
    before = scene.progress()
    scene.upstream.fail(SLOW)
    seconds = wait_until(lambda: scene.progress() > before, "work goes on")

    assert scene.ended(run_id) == "done", _left(scene, run_id)

    scene.judge(
        undisturbed,
        "upstream down for an hour (18 s, waits as much shorter)",
        recovery_seconds=seconds,
    )
    assert seconds <= _LONGEST_PAUSE
    assert fleet.all_live()


def test_a_command_names_what_is_left_and_the_same_one_goes_on(
    scene: Scene, undisturbed: Dump
) -> None:
    """In its own process a run ends while the upstream is down, in the middle of it."""
    with started(scene.settings, scene.folder, "scripts.sync_all") as process:
        reach(scene, undisturbed, 0.3)
        scene.upstream.fail(*_everything({"kind": "dropped"}))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1, out + err
    assert "no whole answer from 127.0.0.1" in out + err

    scene.upstream.fail(SLOW)
    done = scene.pipeline.command("sync", "all")
    assert done.exit_code == 0, done.output
    scene.judge(undisturbed, "upstream down, `trr sync all` in its own process")


def test_wrong_answers_are_asked_for_again(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Whatever comes instead of an answer, in all of a run's requests."""
    faults = [
        {**wrong, "times": _TIMES, "after": 4 * place}
        for place, wrong in enumerate(_WRONG.values())
    ]
    scene.upstream.fail(*_everything(*faults), SLOW)
    run_id = scene.asks_for("sync", "all")

    assert scene.ended(run_id) == "done", _left(scene, run_id)

    hits = [armed["hits"] for armed in scene.upstream.faults()]
    assert hits[: len(faults)] == [_TIMES] * len(faults)
    scene.judge(undisturbed, "wrong answer, eight kinds", times=_TIMES * len(faults))
    assert fleet.all_live()


def test_strange_answers_are_failures_that_can_be_tried_again(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """No such answer is taken for one, and what was known before stays."""
    faults = [
        {**strange, "match": "^/3/tv/", "times": 2} for strange in _STRANGE.values()
    ]
    scene.upstream.fail(*faults, SLOW)
    run_id = scene.asks_for("sync", "all")
    assert scene.ended(run_id) == "done_with_failures", _left(scene, run_id)
    hits = [armed["hits"] for armed in scene.upstream.faults()]
    assert hits[: len(faults)] == [2] * len(faults)

    scene.upstream.fail(SLOW)
    retried = scene.retries(run_id)
    assert scene.ended(retried) == "done", _left(scene, retried)
    scene.judge(
        undisturbed, "strange answer, four kinds; retried", times=2 * len(faults)
    )
    assert fleet.all_live()


def test_a_person_that_is_tried_again_has_its_pictures_then(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """What comes after what failed is done as well; it is told once more that it is.

    Of a picture that was kept by what a show says of the person, the person's own
    answer tells more: one event beyond those of who had both at once.
    """
    scene.upstream.fail(_STRANGE_PERSON, SLOW)
    run_id = scene.asks_for("sync", "all")
    assert scene.ended(run_id) == "done_with_failures", _left(scene, run_id)
    retried = scene.retries(run_id)
    assert scene.ended(retried) == "done", _left(scene, retried)

    differing = compare(undisturbed, scene.dump()).differing
    lacking, beyond = differing.pop("ops.events", ([], []))
    assert (differing, lacking) == ({}, [])
    assert {event[1] for event in beyond} <= {"person tmdb:11001"}
    assert fleet.all_live()


def test_storms_of_429_slow_all_and_fail_nothing(
    scene: Scene, fleet: Fleet, undisturbed: Dump
) -> None:
    """Every request is refused for a while, three times; then work goes on."""
    run_id = scene.asks_for("sync", "all")
    longest, refused = 0.0, 0
    for storm in range(_STORMS):
        reach(scene, undisturbed, (storm + 1) * 0.2)
        scene.upstream.requests()
        scene.upstream.fail(*_everything({"kind": "rate_limit", "retry_after": 60}))
        time.sleep(_STORM_SECONDS)
        before = scene.progress()
        scene.upstream.fail(SLOW)
        refused += sum(one["status"] == 429 for one in scene.upstream.requests())
        seconds = wait_until(partial(_is_past, scene, before), "work goes on")
        longest = max(longest, seconds)

    assert scene.ended(run_id) == "done", _left(scene, run_id)

    scene.judge(undisturbed, "storm of 429", times=_STORMS, recovery_seconds=longest)
    assert refused > 0
    assert fleet.all_live()
