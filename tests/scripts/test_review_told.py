"""`trr review` says what now is: one line a decision, also in JSON."""

import json

import pytest

from tests.pipeline import Pipeline
from tests.upstream import Upstream


@pytest.fixture
async def asked(pipeline: Pipeline, upstream: Upstream) -> Pipeline:
    """Three shows of one IMDb id: two questions."""
    for tmdb_id, name in ((1, "One"), (2, "Two"), (3, "Three")):
        upstream.put(tmdb_id, name, external_ids={"imdb_id": "tt0000001"})
    await pipeline.track(1, 2, 3)
    for tmdb_id in (1, 2, 3):
        await pipeline.sync(f"tmdb:{tmdb_id}")
    return pipeline


def _ids(pipeline: Pipeline) -> dict[str, str]:
    rows = pipeline.rows(
        "select s.name, r.id::text, s.id::text from ops.review_items r"
        " join core.shows s on s.id = r.entity_id where r.decided_at is null"
    )
    return {name: item for name, item, _ in rows}


async def test_each_decision_is_told_in_a_line(asked: Pipeline) -> None:
    """What was accepted, what was refused; one that is named twice is one."""
    ids = _ids(asked)
    two, three = ids["Two"], ids["Three"]
    ((two_id,),) = asked.rows("select id::text from core.shows where name = 'Two'")

    done = await asked.trr(
        *("review", "--accept", two, "--refuse", three, "--refuse", three[:12]),
        "--json",
    )

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["notes"] == [
        (
            f"same-show {two[:8]}: accepted; Two (tmdb:2) leads to One (tmdb:1) now; "
            f"`trr shows unmerge {two_id}` undoes it"
        ),
        (
            f"same-show {three[:8]}: refused; Three (tmdb:3) stays as it is and is not "
            "asked about again"
        ),
    ]


async def test_a_decision_is_told_to_people_too(asked: Pipeline) -> None:
    """Below the table."""
    three = _ids(asked)["Three"]

    done = await asked.trr("review", "--refuse", three)

    said = f"same-show {three[:8]}: refused; Three (tmdb:3) stays as it is"
    assert said in done.stdout


async def test_one_question_is_not_accepted_and_refused(asked: Pipeline) -> None:
    """However it is named; nothing is done."""
    two = _ids(asked)["Two"]

    done = await asked.trr("review", "--accept", two, "--refuse", two[:12].upper())

    assert (done.exit_code, "accepted and refused" in done.stderr) == (2, True)
    assert two in _ids(asked).values()


async def test_kinds_are_named(asked: Pipeline) -> None:
    """In the help, and where a kind is none."""
    helped = await asked.trr("review", "--help")
    refused = await asked.trr("review", "--kind", "foo")

    assert refused.exit_code == 2
    for kind in (
        *("imdb-episode", "resolve-tmdb-ids", "same-person", "same-show", "successor"),
    ):
        assert kind in "".join(helped.stdout.split())
        assert kind in refused.stderr
