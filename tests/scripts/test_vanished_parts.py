"""Seasons and episodes that an upstream names no longer, few of them or many."""

import json

import pytest

from scripts.sync_all import STAGES
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.whole_show import whole_show
from trr_backend.models.selection import Selection

MARKED = """
select (select count(*) from core.seasons where missing_since is not null),
  (select count(*) from core.episodes where missing_since is not null)
"""
ROWS = "select id from core.episodes order by 1"


@pytest.fixture
async def known(pipeline: Pipeline, upstream: Upstream) -> Pipeline:
    """Two shows of two seasons and twenty episodes each, synced."""
    for tmdb_id in (7, 8):
        whole_show(upstream, tmdb_id, seasons=2, episodes=20, people=3)
    await pipeline.track(7, 8)
    assert failures(await pipeline.sync()) == {}
    return pipeline


async def test_three_episodes_that_go_are_marked_and_come_back(
    known: Pipeline, upstream: Upstream
) -> None:
    """Kept with their credits; later each is the very row that it was."""
    counted = "select count(*) from core.credits"
    rows, credited = known.rows(ROWS), known.rows(counted)
    files = [upstream.folder / name for name in ("tv/7.json", "tv/7/season/2.json")]
    whole = {path: path.read_bytes() for path in files}
    upstream.put_season(7, 2, episodes=7)

    gone = await known.sync(force=True)

    assert failures(gone) == {}
    assert known.rows(MARKED) == [(0, 3)]
    assert known.rows(counted) == credited

    for path, text in whole.items():
        path.write_bytes(text)
    back = await known.sync(force=True)

    assert failures(back) == {}
    assert known.rows(MARKED) == [(0, 0)]
    assert known.rows(ROWS) == rows


async def test_more_than_a_fifth_of_the_episodes_is_doubted(
    known: Pipeline, upstream: Upstream
) -> None:
    """The show is named with what to do, nothing is marked; the other one goes on."""
    upstream.put_season(7, 2, episodes=5)
    upstream.put_season(8, 2, episodes=10, name="The End")

    report = await known.sync(force=True)

    assert report.exit_code == 1
    (told,) = stage(report, "seasons-episodes").failures
    assert told.item == "Show 7 (tmdb:7)"
    assert told.error == (
        "Show 7: 5 of 20 episodes would be marked as gone; if that is right, run the "
        "same command with --accept-removals"
    )
    assert known.rows(MARKED) == [(0, 0)]
    assert known.rows("select count(*) from core.seasons where name = 'The End'") == [
        (1,)
    ]

    again = await known.sync()
    assert [one.item for one in stage(again, "seasons-episodes").failures] == [
        "Show 7 (tmdb:7)"
    ]
    accepted = await known.run_selected(STAGES, Selection(accept_removals=True))
    assert failures(accepted) == {}
    assert known.rows(MARKED) == [(0, 5)]
    assert failures(await known.sync()) == {}


async def test_a_season_that_came_cut_is_told(
    known: Pipeline, upstream: Upstream
) -> None:
    """So is one that is listed only; the episodes of both are kept, and none marked."""
    path = upstream.folder / "tv/7/season/1.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "episodes": said["episodes"][:8]}))
    upstream.forget_season(8, 2, listed=True)

    report = await known.sync(force=True)

    assert failures(report) == {}
    kept = "are kept as they were"
    assert report.notes == [
        f"Season 1 of Show 7 (tmdb:7): 8 of 10 episodes came; the others {kept}",
        f"Listed only, their episodes {kept}: Season 2 of Show 8 (tmdb:8)",
    ]
    assert known.rows(MARKED) == [(0, 0)]


async def test_of_seasons_that_never_had_episodes_none_are_kept(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One that is listed only is no news then; of one that is cut nothing else is."""
    whole_show(upstream, 7, seasons=2, episodes=20, people=3)
    path = upstream.folder / "tv/7/season/1.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "episodes": said["episodes"][:8]}))
    upstream.forget_season(7, 2, listed=True)
    await pipeline.track(7)

    report = await pipeline.sync()

    assert failures(report) == {}
    assert report.notes == ["Season 1 of Show 7 (tmdb:7): 8 of 10 episodes came"]


@pytest.mark.parametrize("counted", [0, 2])
async def test_a_list_of_seasons_that_is_suddenly_empty_is_not_believed(
    known: Pipeline, upstream: Upstream, counted: int
) -> None:
    """Where it counts some it is cut, where it counts none it is doubted."""
    upstream.put(8, "Show 8", seasons=[], number_of_seasons=counted)
    for number in (1, 2):
        upstream.forget_season(8, number, listed=True)
    upstream.put(8, "Show 8", seasons=[], number_of_seasons=counted)

    report = await known.sync(force=True)

    assert known.rows(MARKED) == [(0, 0)]
    doubted = [one.error for one in stage(report, "seasons-episodes").failures]
    said = ["Show 8: 20 of 20 episodes would be marked as gone"] * (counted == 0)
    assert [error.partition(";")[0] for error in doubted] == said


async def test_a_doubt_costs_no_further_requests(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What was fetched for it is kept: accepted later, it is not asked for again."""
    whole_show(upstream, 7, seasons=5, episodes=20, people=3)
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    upstream.put_season(7, 4, episodes=0)
    upstream.put_season(7, 5, episodes=0)
    doubted = await pipeline.sync(force=True)
    assert "8 of 20 episodes" in stage(doubted, "seasons-episodes").failures[0].error
    upstream.requests()

    accepted = await pipeline.run_selected(
        STAGES, Selection(full=True, accept_removals=True)
    )

    assert failures(accepted) == {}
    assert pipeline.rows(MARKED) == [(0, 8)]
    assert upstream.paths() == []
