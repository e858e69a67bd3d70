"""Every recorded answer about a person through the whole pipeline into rows.

What is expected is read from the raw JSON, by nothing of the product's.
"""

import pytest

from tests.answers import Json, credit
from tests.pipeline import NO_PICTURES, Pipeline, Upstream, failures
from tests.real_parts import recorded_parts

pytestmark = pytest.mark.real


async def test_every_recorded_person_goes_in(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each answer about a person, and each list of works as somebody's of his own."""
    answers: dict[int, list[Json]] = {}
    for part in recorded_parts("person"):
        answers.setdefault(part.value["id"], []).append(part.value)
    for number, part in enumerate(recorded_parts("works"), start=9_000_001):
        answers[number] = [
            {"id": number, "name": f"W {number}", "combined_credits": part.value}
        ]
    cast = [credit(one, f"Person {one}", "Self") for one in answers]
    upstream.put_season(7, 1, cast=cast)
    upstream.put(7, "Everybody")
    await pipeline.track(7)
    quiet = pipeline.with_settings(images=NO_PICTURES)
    for turn in range(max(map(len, answers.values()))):
        now = {one: said[turn] for one, said in answers.items() if len(said) > turn}
        for one, answer in now.items():
            upstream.put_file(f"person/{one}.json", answer)

        report = await quiet.sync(force=True)

        assert failures(report) == {}
        for one, answer in now.items():
            _check_person(pipeline, one, answer)
    assert len(answers) >= 50


def _check_person(pipeline: Pipeline, tmdb_id: int, said: Json) -> None:
    """Compare a person's name, days, IMDb id and works."""
    ((one, *stored),) = pipeline.rows(
        "select p.id, p.name, p.birthday::text, p.deathday::text, (select e.id from"
        " core.external_ids e where e.entity_id = p.id and e.source = 'imdb'"
        " and e.superseded_at is null)"
        " from core.people p join core.external_ids t on t.entity_id = p.id"
        " and t.source = 'tmdb' and t.id = %s",
        str(tmdb_id),
    )
    days = [said.get("birthday"), said.get("deathday")]
    imdb_id = (said.get("external_ids") or said).get("imdb_id")
    expected = [said["name"], *days, imdb_id]
    pairs = zip(stored, expected, strict=True)
    assert all(found == told or not told for found, told in pairs), tmdb_id
    works = said.get("combined_credits")
    if works is not None:
        ((count,),) = pipeline.rows(
            "select count(*) from core.person_works"
            " where person_id = %s and missing_since is null",
            one,
        )
        assert count == len(_works(works)), tmdb_id


def _works(said: Json) -> set[tuple[object, ...]]:
    return {
        (one["id"], one.get("media_type"), one.get("credit_id"), one[role], name)
        for name, role in (("cast", "character"), ("crew", "job"))
        for one in said[name]
    }
