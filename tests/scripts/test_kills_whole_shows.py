"""`trr sync all` over whole shows is killed at random; the same command goes on."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.answers import Json, credit, episode
from tests.kills import (
    SLOW,
    check_sound,
    finish,
    kill,
    lasting_differences,
    moments,
    work_done,
)
from tests.pipeline import Pipeline, Upstream
from tests.whole_show import whole_show

SHOWS = (1, 2, 3)
_KILLS = 6
_FILLED = ("core.episodes", "core.credits", "core.people", "core.person_works")


@pytest.fixture
def whole(upstream: Upstream) -> Upstream:
    """Three shows of five seasons, for which two requests are needed, slowly."""
    for tmdb_id in SHOWS:
        whole_show(upstream, tmdb_id, seasons=5, episodes=20, people=8)
    upstream.put_group(1, "a" * 24, {"Backwards": [105004, 105003]})
    upstream.fail(SLOW)
    return upstream


@pytest.mark.long
@pytest.mark.usefixtures("whole")
async def test_the_first_run_killed_again_and_again_ends_like_an_undisturbed_one(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """No season, episode, credit, person or event is lost, doubled or half-done."""
    await _track(undisturbed, pipeline)
    before = work_done(pipeline)
    finish(undisturbed, tmp_path)
    told = _killed(pipeline, tmp_path, range(before, work_done(undisturbed)))

    finish(pipeline, tmp_path)

    assert lasting_differences(pipeline, undisturbed, *_FILLED) == {}, told
    check_sound(pipeline)


@pytest.mark.long
async def test_a_refresh_killed_again_and_again_ends_like_an_undisturbed_one(
    pipeline: Pipeline, undisturbed: Pipeline, whole: Upstream, tmp_path: Path
) -> None:
    """Moved, gone and new episodes, another cast: done once, told once."""
    await _track(undisturbed, pipeline)
    for one in (undisturbed, pipeline):
        finish(one, tmp_path)
    before = work_done(pipeline)
    for tmdb_id in SHOWS:
        _change(whole, tmdb_id)
    whole.put_changes("tv", datetime.now(UTC).date().isoformat(), SHOWS)
    finish(undisturbed, tmp_path)
    told = _killed(pipeline, tmp_path, range(before, work_done(undisturbed)))

    finish(pipeline, tmp_path)

    assert lasting_differences(pipeline, undisturbed, *_FILLED) == {}, told
    assert pipeline.rows(
        "select count(*) filter (where missing_since is not null), count(*)"
        " from core.episodes"
    ) == [(3, 63)]
    check_sound(pipeline)


async def _track(*pipelines: Pipeline) -> None:
    for one in pipelines:
        await one.track(*SHOWS)


def _killed(pipeline: Pipeline, folder: Path, work: range) -> str:
    """Kill some runs; say how, to be told where something is amiss."""
    assert len(work) > _KILLS
    seed = random.SystemRandom().randrange(1 << 32)
    kills = [kill(pipeline, folder, one) for one in moments(seed, _KILLS, work)]
    told = f"seed {seed}, killed at {kills}"
    assert kills.count(None) <= 1, told
    return told


def _change(upstream: Upstream, tmdb_id: int) -> None:
    """Let an episode move, one go, one come, and somebody new be a guest in that."""
    moving, *kept = _episodes(upstream, tmdb_id, 1)
    _, *others = _episodes(upstream, tmdb_id, 5)
    guest = credit(int(f"{tmdb_id}9000"), "Newcomer", "Self")
    upstream.put_person(guest["id"], guest["name"])
    new = episode(int(f"{tmdb_id}01900"), 9, guest_stars=[guest])
    upstream.put_season(tmdb_id, 1, episodes=[*kept, new], name="The First")
    upstream.put_season(tmdb_id, 5, episodes=[*others, moving])


def _episodes(upstream: Upstream, tmdb_id: int, number: int) -> list[Json]:
    answer = upstream.folder / f"tv/{tmdb_id}/season/{number}.json"
    found: list[Json] = json.loads(answer.read_bytes())["episodes"]
    return found
