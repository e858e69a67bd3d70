"""Every recorded season and credit through the whole pipeline into rows.

What is expected is read from the raw JSON, by nothing of the product's. What is said of
the people themselves is test_real_people.py's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from scripts.sync_all import STAGES
from tests.answers import Json, season, series
from tests.pipeline import Pipeline, Upstream, failures
from tests.real_parts import recorded_parts
from tests.real_shows import Files, credit_lists, named_people, recorded_rounds
from trr_backend.models.selection import Selection

pytestmark = pytest.mark.real

# The stages after it ask who each of two thousand is, and for drawings of them: nothing
# of that is recorded.
_LAST = "show-cast"
_NIGHT = STAGES[: [one.name for one in STAGES].index(_LAST) + 1]
# A person, the role or job, the department, and for a whole series the episodes.
Credit = tuple[int, str | None, str | None, int | None]

_OF_EPISODES = """
select x.id::int, e.episode_number, coalesce(e.name, ''), e.air_date::text,
  e.runtime_minutes
from core.episodes e join core.external_ids x on x.entity_id = e.id
where e.missing_since is null
"""
_OF_SEASONS = """
select x.id::int, s.season_number from core.seasons s
join core.external_ids x on x.entity_id = s.id
"""
_OF_CREDITS = """
select x.entity, x.id::int, p.id::int, c.role, c.department, c.episode_count
from core.credits c
join core.external_ids x on x.entity_id = c.scope_id and x.source = 'tmdb'
join core.external_ids p on p.entity_id = c.person_id and p.source = 'tmdb'
where c.missing_since is null
"""
_COUNTS = """
select (select count(*) from core.seasons), (select count(*) from core.episodes),
  (select count(*) from core.people)
"""


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_every_recorded_season_and_series_goes_in(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each answer in a night of its own: no failure, and the rows say the same."""
    seasons: set[int] = set()
    episodes: set[int] = set()
    people: set[int] = set()
    for files in recorded_rounds():
        named = named_people(credit_lists(files))
        await _serve(pipeline, upstream, files)

        report = await _night(pipeline)

        assert failures(report) == {}
        assert report.exit_code == 0
        seasons |= _check_seasons(pipeline, files)
        episodes |= _check_episodes(pipeline, files)
        people |= named.keys()
        _check_credits(pipeline, _said_in(files))
    assert pipeline.rows(_COUNTS) == [(len(seasons), len(episodes), len(people))]
    assert (len(seasons), len(episodes), len(people)) == (166, 99, 692)


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_every_recorded_list_of_credits_goes_in(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Those of whole series each in its own, all others as a season's, of one."""
    files: Files = {}
    said: dict[tuple[str, int], list[Credit]] = {}
    for tmdb_id, part in enumerate(recorded_parts("aggregate"), start=800_001):
        credited = {"aggregate_credits": part.value}
        files[f"tv/{tmdb_id}.json"] = series(tmdb_id, part.where, **credited)
        said["show", tmdb_id] = _of_series(part.value)
    listed = []
    for number, part in enumerate(recorded_parts("credits"), start=1):
        answer = season(700_000 + number, number, episode_count=0)
        files[f"tv/700000/season/{number}.json"] = answer
        files[f"tv/700000/season/{number}/credits.json"] = part.value
        said["season", answer["id"]] = _of_one(part.value, "cast")
        listed.append(answer)
    files["tv/700000.json"] = series(700_000, "Seasons", seasons=listed)
    assert len(said) >= 58
    parts = [*recorded_parts("credits"), *recorded_parts("aggregate")]
    people = named_people(_seen(part.value) for part in parts)
    await _serve(pipeline, upstream, files)

    report = await _night(pipeline)

    assert failures(report) == {}
    _check_credits(pipeline, said)
    assert pipeline.rows(_COUNTS) == [(len(listed), 0, len(people))]
    assert len(people) > 2_000


def _seen(said: Json) -> Json:
    """Return a list as a season's: there, guest stars are read of episodes only."""
    return {name: said[name] for name in ("cast", "crew")}


async def _serve(pipeline: Pipeline, upstream: Upstream, files: Files) -> None:
    """Let the upstream answer so, and say what its editors changed."""
    for name, answer in files.items():
        upstream.put_file(name, answer)
    shows = {int(name.split("/")[1].removesuffix(".json")) for name in _of_shows(files)}
    await pipeline.track(*sorted(shows))
    upstream.put_changes("tv", datetime.now(UTC).date().isoformat(), sorted(shows))


async def _night(pipeline: Pipeline) -> Any:
    """Run a night; recordings of one thing differ more than is allowed unasked."""
    return await pipeline.run_selected(_NIGHT, Selection(accept_removals=True))


def _of_shows(files: Iterable[str]) -> list[str]:
    return [name for name in files if name.startswith("tv/")]


def _check_seasons(pipeline: Pipeline, files: Files) -> set[int]:
    """Compare the seasons that series list by id, and those that answer."""
    said = {
        one["id"]: one["season_number"]
        for answer in files.values()
        for one in [answer, *(answer.get("seasons") or ())]
        if "id" in one and "season_number" in one
    }
    stored = dict(pipeline.rows(_OF_SEASONS))
    assert {one: stored[one] for one in said} == said
    return {*said}


def _check_episodes(pipeline: Pipeline, files: Files) -> set[int]:
    said = {
        one["id"]: (
            one["episode_number"],
            one["name"].strip(),
            one["air_date"] or None,
            one.get("runtime") or None,
        )
        for answer in files.values()
        for one in answer.get("episodes") or ()
        if "id" in one
    }
    stored = {one: tuple(row) for one, *row in pipeline.rows(_OF_EPISODES)}
    for one, (*facts, runtime) in said.items():
        assert [*stored[one][:-1]] == facts
        # Silence keeps what an earlier recording said.
        assert runtime is None or stored[one][-1] == runtime
    return {*said}


def _said_in(files: Files) -> dict[tuple[str, int], list[Credit]]:
    """Return the credits that these answers hold, by what they are of."""
    said: dict[tuple[str, int], list[Credit]] = {}
    for answer in files.values():
        if "aggregate_credits" in answer and "seasons" in answer:
            said["show", answer["id"]] = _of_series(answer["aggregate_credits"])
        for one in answer.get("episodes") or ():
            if "id" in one:
                said["episode", one["id"]] = _of_one(one, "guest_stars")
    return said


def _check_credits(
    pipeline: Pipeline, said: Mapping[tuple[str, int], list[Credit]]
) -> None:
    """Compare all credits of what was said; of equal ones a list holds one."""
    stored: dict[tuple[str, int], Counter[Credit]] = {one: Counter() for one in said}
    for entity, scope, person, role, department, episodes in pipeline.rows(_OF_CREDITS):
        if (entity, scope) in stored:
            stored[entity, scope][person, role, department, episodes] += 1
    for one, credits_ in said.items():
        assert stored[one] == Counter(dict.fromkeys(credits_, 1)), one


def _of_series(said: Json) -> list[Credit]:
    cast = [
        (one["id"], role["character"] or None, None, role["episode_count"])
        for one in said["cast"]
        for role in one["roles"]
    ]
    return cast + [
        (one["id"], job["job"], one["department"], job["episode_count"])
        for one in said["crew"]
        for job in one["jobs"]
    ]


def _of_one(said: Json, cast: str) -> list[Credit]:
    parts: list[Credit] = [
        (one["id"], one.get("character", one.get("character_name")) or None, None, None)
        for one in said[cast]
    ]
    return parts + [
        (one["id"], one["job"], one["department"], None) for one in said["crew"]
    ]
