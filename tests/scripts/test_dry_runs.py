"""`--dry-run` of `trr sync all` over whole shows."""

import json
from collections import Counter

from tests.pipeline import Pipeline, Upstream, failures
from tests.whole_show import whole_show

_SEASONS, _EPISODES, _PEOPLE = 30, 700, 60


async def test_a_dry_run_of_a_long_show_tells_all_and_writes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Seasons, episodes, credits and people: few lines for people, each in JSON."""
    whole_show(upstream, 7, seasons=_SEASONS, episodes=_EPISODES, people=_PEOPLE)
    await pipeline.track(7)
    before = _stored(pipeline)

    said = await pipeline.trr("sync", "all", "--dry-run")
    told = await pipeline.trr("sync", "all", "--dry-run", "--json")

    assert (said.exit_code, told.exit_code) == (0, 0)
    lines = said.stdout.splitlines()
    assert len(lines) < 60
    assert "created season Show 7 S01 and 29 more, the last Show 7 S30" in said.stdout
    assert "created episode Show 7 S01E01 Story 1 and 699 more" in said.stdout
    assert "created person Person 70001 and 59 more" in said.stdout
    report = json.loads(told.stdout)
    changes = report["changes"]
    assert Counter(one["entity"] for one in changes if one["kind"] == "created") == {
        "genre": 1,
        "season": _SEASONS,
        "episode": _EPISODES,
        "person": _PEOPLE,
    }
    # How long it takes on two busy cores; it is a fifth of that.
    assert sum(stage["seconds"] for stage in report["stages"]) < 60
    assert _stored(pipeline) == before

    done = await pipeline.sync()

    assert failures(done) == {}
    written = [
        (one["entity"], one["fields"]["credits"][1])
        for one in changes
        if "credits" in one["fields"]
    ]
    credited = pipeline.rows("select count(*) from core.credits")[0][0]
    people = pipeline.rows("select count(distinct person_id) from core.credits")[0][0]
    assert sorted(written) == [
        *[("person", "in Show 7")] * people,
        ("show", f"{credited} came, 0 changed"),
    ]


async def test_a_dry_run_of_a_night_tells_what_a_night_would_change(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One title changed: the season is told, its show, and nothing else."""
    whole_show(upstream, 7, seasons=5, episodes=90, people=5)
    await pipeline.track(7)
    assert failures(await pipeline.sync()) == {}
    season = json.loads((upstream.folder / "tv/7/season/5.json").read_bytes())
    upstream.put_file("tv/7/season/5.json", {**season, "name": "The Last One"})
    before = _stored(pipeline)

    report = await pipeline.sync("tmdb:7", force=True, dry_run=True)

    assert failures(report) == {}
    assert [one.fields.get("name") for one in report.changes] == [
        ("Season 5", "The Last One"),
        None,
    ]
    assert _stored(pipeline) == before


def _stored(pipeline: Pipeline) -> list[object]:
    """Return the version of all that a run could write."""
    others = "source.documents", "source.applied", "ops.runs", "ops.change_cursors"
    return [
        pipeline.versions(),
        *(
            pipeline.rows(f"select xmin::text, ctid::text from {name}")
            for name in others
        ),
    ]
