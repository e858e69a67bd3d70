"""Whole shows through the pipeline: what they cost, and what comes of them."""

from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.whole_show import whole_show


async def test_a_show_of_five_seasons_and_forty_people_costs_42_requests(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Two for the show with everything, one a person; then nothing but the lists."""
    whole_show(upstream, 7, seasons=5, episodes=90, people=40)
    await pipeline.track(7)

    first = await pipeline.sync()

    assert failures(first) == {}
    paths = upstream.paths()
    assert len(paths) == 42
    assert paths.count("/3/tv/7") == 2
    assert len({path for path in paths if path.startswith("/3/person/")}) == 40
    assert pipeline.rows(
        "select (select count(*) from core.seasons), (select count(*) from"
        " core.episodes), (select count(*) from core.people where details_at is not"
        " null), (select count(distinct person_id) from core.credits where episode_id"
        " is null and season_id is null)"
    ) == [(5, 90, 40, 40)]

    versions = pipeline.versions()
    second = await pipeline.sync()

    assert failures(second) == {}
    assert upstream.paths() == ["/3/tv/7"]
    assert pipeline.versions() == versions
    assert [stage(second, name).done for name in ("seasons-episodes", "people")] == [
        0,
        0,
    ]
