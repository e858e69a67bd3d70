"""Seasons and episodes that an upstream lists or answers badly."""

from collections.abc import Sequence

import pytest

from tests.answers import Json, credit, episode, season
from tests.pipeline import Pipeline, Upstream, failures

SEASONS = """
select s.season_number, s.name, count(e.id)::int from core.seasons s
left join core.episodes e on e.season_id = s.id and e.missing_since is null
where s.missing_since is null group by s.id order by 1
"""
EPISODES = """
select x.id::int, s.season_number, e.episode_number from core.episodes e
join core.seasons s on s.id = e.season_id
join core.external_ids x on x.entity_id = e.id
where e.missing_since is null order by 2, 3, 1
"""
MARKED = """
select (select count(*) from core.seasons where missing_since is not null),
  (select count(*) from core.episodes where missing_since is not null),
  (select count(*) from core.credits where missing_since is not null)
"""


async def test_a_season_that_is_listed_and_404_is_a_row_without_episodes(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It has what the list says; one that had answered before keeps what it had."""
    for number in (1, 2):
        upstream.put_season(7, number, episodes=2)
    upstream.put(7, "Seven")
    upstream.forget_season(7, 2, listed=True)
    await pipeline.track(7)

    first = await pipeline.sync()

    assert failures(first) == {}
    assert pipeline.rows(SEASONS) == [(1, "Season 1", 2), (2, "Season 2", 0)]

    upstream.forget_season(7, 1, listed=True)
    again = await pipeline.sync(force=True)

    assert failures(again) == {}
    assert pipeline.rows(SEASONS) == [(1, "Season 1", 2), (2, "Season 2", 0)]
    assert pipeline.rows(MARKED) == [(0, 0, 0)]


async def test_a_season_without_episodes_is_believed_where_the_list_agrees(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Listed with none: it has none. Listed with twelve, answered with none: kept."""
    upstream.put_season(7, 1, episodes=0)
    upstream.put_season(7, 2, episodes=12)
    upstream.put(7, "Seven")
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    assert pipeline.rows(SEASONS) == [(1, "Season 1", 0), (2, "Season 2", 12)]

    _list(upstream, {1: 0, 2: 12})
    upstream.put_file("tv/7/season/2.json", season(702, 2))
    report = await pipeline.sync(force=True)

    assert failures(report) == {}
    assert pipeline.rows(SEASONS) == [(1, "Season 1", 0), (2, "Season 2", 12)]
    assert pipeline.rows(MARKED) == [(0, 0, 0)]


async def test_episodes_of_one_number_are_rows_of_their_own(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Their ids tell them apart; an id that is said twice is one episode."""
    told = [episode(71, 1), episode(72, 1), episode(73, 2), episode(73, 3)]
    upstream.put_season(7, 1, episodes=told)
    upstream.put(7, "Seven")
    await pipeline.track(7)

    report = await pipeline.sync()

    assert failures(report) == {}
    assert pipeline.rows(EPISODES) == [(71, 1, 1), (72, 1, 1), (73, 1, 3)]


@pytest.mark.parametrize("late", [2, 5])
async def test_an_episode_that_moves_keeps_its_row_and_credits(
    pipeline: Pipeline, upstream: Upstream, late: int
) -> None:
    """To a season of the same document, or of another one; nothing is marked."""
    guest = credit(79, "Guest", "Self")
    moving = episode(7101, 1, guest_stars=[guest])
    upstream.put_person(79, "Guest")
    upstream.put_season(7, 1, episodes=[moving, episode(7102, 2)])
    for number in range(2, 6):
        upstream.put_season(7, number, episodes=2)
    upstream.put(7, "Seven")
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    row = "select e.id, c.id from core.episodes e join core.credits c"
    row += " on c.episode_id = e.id and c.missing_since is null"
    before = pipeline.rows(row)
    assert len(before) == 1

    upstream.put_season(7, 1, episodes=[episode(7102, 1)])
    first = int(f"70{late}001")
    moved = {**moving, "episode_number": 2}
    upstream.put_season(7, late, episodes=[episode(first, 1), moved])
    report = await pipeline.sync(force=True)

    assert failures(report) == {}
    assert (7101, late, 2) in pipeline.rows(EPISODES)
    assert pipeline.rows(row) == before
    assert pipeline.rows("select id from core.episodes where missing_since is not null")
    assert pipeline.rows(MARKED) == [(0, 1, 0)]


@pytest.mark.parametrize("day", ["0000-00-00", "", "2004-02-30", None])
async def test_a_day_that_is_none_is_null(
    pipeline: Pipeline, upstream: Upstream, day: str | None
) -> None:
    """Of a season and of an episode; the next one is there all the same."""
    told = [episode(71, 1, air_date=day), episode(72, 2)]
    upstream.put_season(7, 1, episodes=told, air_date=day)
    upstream.put(7, "Seven")
    await pipeline.track(7)

    report = await pipeline.sync()

    assert failures(report) == {}
    assert pipeline.rows(
        "select s.air_date, e.air_date::text from core.seasons s join core.episodes e"
        " on e.season_id = s.id order by e.episode_number"
    ) == [(None, None), (None, "2004-05-15")]


def _list(upstream: Upstream, counts: dict[int, int]) -> None:
    """Let the show list its seasons with these numbers of episodes."""
    upstream.put(7, "Seven", seasons=_listed(counts), number_of_seasons=len(counts))


def _listed(counts: dict[int, int]) -> Sequence[Json]:
    return [
        {**season(700 + number, number), "episode_count": count}
        for number, count in counts.items()
    ]
