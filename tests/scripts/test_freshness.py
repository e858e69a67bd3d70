"""How old an answer may be before the show is asked for again."""

from datetime import timedelta

import pytest

from scripts.backfill_tmdb_details import STAGE
from tests.pipeline import Pipeline, Upstream
from trr_backend.models.selection import Selection


@pytest.mark.parametrize(
    ("in_production", "age", "asked"),
    [
        (False, "3 days 23 hours", 0),
        (False, "7 days 1 hour", 1),
        (None, "3 days 23 hours", 0),
        (True, "23 hours", 0),
        (True, "25 hours", 1),
    ],
)
async def test_an_answer_is_fresh_for_a_week_or_a_day(
    pipeline: Pipeline,
    upstream: Upstream,
    in_production: bool | None,  # noqa: FBT001 -- a parameter of the test
    age: str,
    asked: int,
) -> None:
    """Shows in production age in 24 hours, others in 4 to 7 days."""
    upstream.put(1, "One", in_production=in_production)
    await pipeline.track(1)
    await pipeline.run([STAGE])
    upstream.requests()
    pipeline.age(age)

    await pipeline.run([STAGE])

    assert len(upstream.requests()) == asked


async def test_whoever_asks_may_want_fresher_answers(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """In production or not; also in a run that begins a bit sooner."""
    for tmdb_id, in_production in ((1, True), (2, False)):
        upstream.put(tmdb_id, f"Show {tmdb_id}", in_production=in_production)
    await pipeline.track(1, 2)
    await pipeline.run([STAGE])
    upstream.requests()
    asked = []
    for age in ("50 minutes", "5 minutes", "1 minute"):
        pipeline.age(age)
        await pipeline.run_selected([STAGE], Selection(max_age=timedelta(hours=1)))
        asked.append(len(upstream.requests()))

    assert asked == [0, 2, 0]


async def test_what_was_fetched_in_one_night_comes_due_over_several(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Of many shows some are too old after five days, others after seven."""
    for tmdb_id in range(1, 41):
        upstream.put(tmdb_id, f"Show {tmdb_id}")
    await pipeline.track(*range(1, 41))
    await pipeline.run([STAGE])
    upstream.requests()
    asked = []
    pipeline.age("5 days")
    for _ in range(3):
        await pipeline.run([STAGE])
        asked.append(len(upstream.requests()))
        pipeline.age("1 day")

    assert all(number > 5 for number in asked)
    assert sum(asked) == 40
