"""What the schedules ask for does what they are for, and costs no more than that."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts._durable import DURABLE, check
from scripts._schedules import ROUTINES
from tests.answers import episode
from tests.pipeline import Pipeline, Upstream

_BY_NAME = {one.name: one for one in ROUTINES}


def _offers(name: str) -> dict[str, object]:
    """Return that somebody streams a show in the US."""
    provider = {"provider_id": 8, "provider_name": name, "display_priority": 1}
    return {"watch/providers": {"results": {"US": {"flatrate": [provider]}}}}


async def _tick(pipeline: Pipeline, name: str) -> None:
    """Do what a schedule asks for."""
    routine = _BY_NAME[name]
    request = check(routine.command, routine.options)
    stages = DURABLE[routine.command]()
    report = await pipeline.run_selected(stages, request.selection)
    assert report.exit_code == 0


def test_each_routine_is_something_that_workers_do() -> None:
    """By a command and options that this version knows."""
    asked = [check(one.command, one.options).for_record() for one in ROUTINES]
    assert len(asked) == len(_BY_NAME) == 7


async def test_offers_are_a_day_old_at_most(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One request a show, also of one that ended; none before a day has gone by."""
    upstream.put(1, "Ended", in_production=False, **_offers("Netflix"))
    await pipeline.track(1)
    await _tick(pipeline, "watch-providers")
    upstream.put(1, "Ended", in_production=False, **_offers("Hulu"))
    upstream.requests()
    asked = []
    for hours in (20, 3):
        pipeline.age(f"{hours} hours")
        await _tick(pipeline, "watch-providers")
        asked.append(upstream.paths())

    assert asked == [[], ["/3/tv/1"]]
    assert pipeline.rows("select name from core.watch_providers") == [("Hulu",)]


@pytest.mark.parametrize("number", [1, 5])
async def test_an_episode_of_today_is_there_within_the_hour(
    pipeline: Pipeline, upstream: Upstream, number: int
) -> None:
    """Of a show on the air, in an early season or a late one; others are left alone."""
    today = datetime.now(UTC).date()
    week = timedelta(days=7)
    for tmdb_id, last in ((1, today), (2, today - week)):
        for season in range(1, number):
            upstream.put_season(tmdb_id, season)
        dated = episode(tmdb_id * 1000, 1, air_date=str(last))
        upstream.put_season(tmdb_id, number, episodes=[dated])
        upstream.put(tmdb_id, f"Show {tmdb_id}", in_production=True)
    await pipeline.track(1, 2)
    await pipeline.sync()
    told = episode(1000, 1, air_date=str(today), overview="Who goes?")
    later = episode(1001, 2, air_date=str(today + week))
    upstream.put_season(1, number, episodes=[told, later])
    upstream.put(1, "Show 1", in_production=True, number_of_episodes=number + 1)
    upstream.requests()
    asked = []
    for minutes in (40, 19):
        pipeline.age(f"{minutes} minutes")
        await _tick(pipeline, "airing")
        asked.append({path for path in upstream.paths() if path.startswith("/3/tv")})

    assert asked == [set(), {"/3/tv/1"}]
    assert pipeline.rows(
        "select e.episode_number, e.overview from core.episodes e"
        " join core.seasons s on s.id = e.season_id join core.shows o"
        " on o.id = e.show_id where o.name = 'Show 1' and s.season_number = %s"
        " order by 1",
        number,
    ) == [(1, "Who goes?"), (2, None)]
