"""Two runs over the same shows at one time, whose people are the same."""

import asyncio

import pytest

from scripts._wiki_stages import cast, found_shows, seasons
from scripts._wiki_wishes import shows
from tests.answers import Json, credit, episode
from tests.island_wiki import castaway, follow, put_wiki
from tests.pipeline import Pipeline, Upstream, failures
from trr_backend.models.wiki import Wiki

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


CAST = {100 + n: f"Player {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(16)}
WIKIS = (Wiki.fandom("islands"),)
READING = [*found_shows(WIKIS, shows), *seasons(WIKIS), *cast(WIKIS)]
FACTS = """
select (select count(distinct person_id) from core.person_facts),
  (select count(*) from core.wiki_pages), (select count(*) from core.wiki_subjects),
  (select count(*) from core.season_ledger), (select count(*) from core.show_wikis),
  (select count(*) from ops.review_items)
"""


async def test_runs_at_once_read_a_wiki_as_one_does(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """No error, nothing twice; later ones together write no row."""
    await follow(pipeline, upstream, CAST)
    wiki = put_wiki(upstream)
    for name in CAST.values():
        wiki.put(name, castaway(name))
    versions = []

    for force in (False, True):
        reports = await asyncio.gather(
            *(pipeline.run(READING, "tmdb:1", force=force) for _ in range(2))
        )
        assert [failures(report) for report in reports] == [{}, {}]
        assert pipeline.rows(FACTS) == [(16, 18, 18, 18, 1, 0)]
        versions.append(pipeline.versions())
    assert versions[0] == versions[1]


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
