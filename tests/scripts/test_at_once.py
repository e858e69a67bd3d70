"""Two runs over the same shows at one time, whose people are the same."""

import asyncio

import pytest

from tests.answers import Json, credit, episode
from tests.pipeline import Pipeline, Upstream, failures

SHOWS = range(1, 7)
COUNTS = """
select (select count(*) from core.seasons), (select count(*) from core.episodes),
  (select count(*) from core.people), (select count(*) from core.credits),
  (select count(*) from core.people where details_at is null),
  (select count(*) from ops.review_items),
  (select count(*) from ops.events where entity = 'person' and kind = 'created')
"""


@pytest.fixture
async def sharing(pipeline: Pipeline, upstream: Upstream) -> Pipeline:
    """Six shows of two seasons, each with eight of twelve people; two are namesakes."""
    for show in SHOWS:
        people = [_part(900 + (show * 3 + n) % 12) for n in range(8)]
        cast = [_part(900), _part(901)]
        for number in (1, 2):
            first = show * 10000 + number * 1000
            told = [
                episode(first + n, n, guest_stars=people[n::2]) for n in range(1, 7)
            ]
            upstream.put_season(show, number, episodes=told, cast=cast)
        upstream.put(show, f"Show {show}", aggregate_credits=_aggregate(people + cast))
    for person in range(900, 912):
        upstream.put_person(person, _name(person))
    await pipeline.track(*SHOWS)
    return pipeline


async def test_runs_at_once_write_everything_once(
    sharing: Pipeline,
) -> None:
    """Nobody is there twice, nobody is in the way; again, no row is written."""
    reports = await asyncio.gather(sharing.sync(), sharing.sync())

    assert [failures(report) for report in reports] == [{}, {}]
    assert sharing.rows(COUNTS) == [(12, 72, 12, 256, 0, 1, 12)]
    versions = sharing.versions()

    forced = await asyncio.gather(*(sharing.sync(force=True) for _ in range(2)))
    assert [failures(report) for report in forced] == [{}, {}]
    assert sharing.versions() == versions


def _name(person: int) -> str:
    return "The Twins" if person in (900, 901) else f"Person {person}"


def _part(person: int, **more: object) -> Json:
    return credit(person, _name(person), "Self", **more)


def _aggregate(parts: list[Json]) -> Json:
    unique = {part["id"]: part for part in parts}
    cast = [
        {**part, "roles": [{"credit_id": part["credit_id"], "character": "Self"}]}
        for part in unique.values()
    ]
    return {"cast": cast, "crew": []}
