"""`trr status`: how an installation stands, for people and as JSON."""

import json
import re
from typing import Any

from scripts import sync_people
from scripts.sync_all import STAGES
from tests.pipeline import Pipeline, failures
from tests.rich_show import END, rich_show
from tests.upstream import Upstream
from tests.whole_show import whole_show

NOTHING = (
    "0 shows followed, 0 not followed, 0 not found on TMDb, 0 gone there, "
    "0 without details"
)


async def test_an_empty_installation_says_what_to_do(pipeline: Pipeline) -> None:
    """No table without a row, no failure."""
    done = await pipeline.trr("status")

    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            NOTHING,
            "0 seasons, 0 episodes, 0 credits, 0 people (0 known from credits only)",
            "0 offers, 0 pictures",
            "",
            "Nothing was fetched yet.",
            "",
            "`trr import lists` brings shows in",
        ],
    )


async def test_each_part_is_named_with_its_age(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What is kept, the lists of changes, the runs; nothing is due after a run."""
    rich_show(upstream, 1)
    await pipeline.track(1)
    synced = await pipeline.trr("sync", "all")
    assert synced.exit_code == 0, synced.output

    done = await pipeline.trr("status")

    rows = {line[:20].strip(): line[20:].split() for line in done.output.splitlines()}
    assert {name: row[0] for name, row in rows.items() if row[-2:] == ["179", "d"]} == {
        "shows": "1",
        "further seasons": "1",
        "alternative orders": "1",
        "people": "2",
    }
    # Three logos, a season's poster and a still; nothing else is known.
    kept, *ages, _copies, listed, refused = rows["pictures of tmdb"]
    assert (kept, len(ages), listed, refused) == ("5", 4, "0", "0")
    assert "1 show followed, 0 not followed" in done.output
    assert re.search(
        r"\d+ changes in the feed, the oldest of \d+ s ago, the newest of \d+ s ago",
        done.output,
    )
    heads = [line.split("  ")[0] for line in done.output.splitlines()]
    assert heads.index("answers about") < heads.index("further seasons")
    assert "sync all" in done.output
    assert "`trr" not in done.output
    assert [line for line in done.output.splitlines() if len(line) > 90] == []


async def test_what_is_due_is_counted_and_then_done(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """By age; of a show that is not followed nothing is, nor of its people."""
    for tmdb_id in (1, 2):
        whole_show(upstream, tmdb_id, seasons=4, episodes=4, people=2)
    await pipeline.track(1, 2)
    assert failures(await pipeline.sync()) == {}
    await pipeline.trr("shows", "untrack", "tmdb:2")
    due = {"person": 0, "tv": 0, "tv_part": 0}
    assert _due(await _status(pipeline)) == due
    pipeline.age("8 days")
    assert _due(await _status(pipeline)) == {**due, "tv": 1, "tv_part": 1}
    pipeline.age("150 days")
    told = await _status(pipeline)
    assert _due(told) == {"tv": 1, "tv_part": 1, "person": 2}
    assert "`trr sync all`" in (await pipeline.trr("status")).output

    assert failures(await pipeline.sync()) == {}

    assert _due(await _status(pipeline)) == due


async def test_what_expired_and_what_waits_is_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """With the commands that do something about it."""
    for tmdb_id in (1, 2, 3):
        upstream.put(tmdb_id, "Twin" if tmdb_id > 1 else "One")
    await pipeline.track(1)
    header = "TMDb ID,IMDb ID,Type,Name,Release Date"
    await pipeline.import_text(f"{header}\n,,tv,Twin,2004-05-15\n", "titles.csv")
    await pipeline.trr("sync", "all")
    pipeline.age("181 days")

    done = await pipeline.trr("status")

    assert done.exit_code == 0
    assert "have" in done.output
    for command in ("sync all", "review", "retention"):
        assert f"`trr {command}`" in done.output
    assert "which series a listed show is" in done.output
    await pipeline.trr("retention")
    assert "`trr retention`" not in (await pipeline.trr("status")).output


async def test_nothing_is_due_where_nobody_is_asked(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """People of a show that is not followed were never asked about, and will not be."""
    whole_show(upstream, 1, seasons=1, episodes=1, people=2)
    await pipeline.track(1)
    await pipeline.run(STAGES[: STAGES.index(sync_people.STAGE)])
    told = await _status(pipeline)
    assert (told["amounts"]["bare_people"], told["amounts"]["awaited"]) == (2, 2)
    assert "`trr sync all`" in (await pipeline.trr("status")).output

    await pipeline.trr("shows", "untrack", "tmdb:1")

    told = await _status(pipeline)
    assert (told["amounts"]["bare_people"], told["amounts"]["awaited"]) == (2, 0)
    assert "`trr sync all`" not in (await pipeline.trr("status")).output


async def test_what_a_list_has_brought_is_to_be_found(pipeline: Pipeline) -> None:
    """Until it is looked for; then it waits for a person."""
    await pipeline.import_text("tt0000001\n")
    assert "`trr sync all`" in (await pipeline.trr("status")).output

    await pipeline.sync()

    said = (await pipeline.trr("status")).output
    assert ("`trr sync all`" in said, "`trr review`" in said) == (False, True)


async def test_what_was_taken_away_was_fetched_once(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """After the end of a licence nothing is kept, which is not the same as never."""
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.sync()
    await pipeline.trr(*END)

    said = (await pipeline.trr("status")).output

    assert "Nothing was fetched yet" not in said
    assert "No answer of a source is kept." in said


async def test_json_says_the_same(pipeline: Pipeline, upstream: Upstream) -> None:
    """Times are ISO 8601, one entry a part, list, run and question."""
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.trr("sync", "all")

    told = await _status(pipeline)

    assert told["amounts"] == {
        "shows": 1,
        "untracked": 0,
        "unresolved": 0,
        "missing": 0,
        "unfetched": 0,
        "seasons": 0,
        "episodes": 0,
        "credits": 0,
        "people": 0,
        "bare_people": 0,
        "offers": 0,
        "pictures": 0,
        "awaited": 0,
    }
    (part,) = told["parts"]
    assert part["oldest"] == part["newest"] < part["next_expiry"]
    assert {name: part[name] for name in ("source", "kind", "count", "due")} == {
        "source": "tmdb",
        "kind": "tv",
        "count": 1,
        "due": 0,
    }
    assert [one["kind"] for one in told["changes"]] == ["person", "tv"]
    runs = [(run["command"], run["outcome"], run["failed"]) for run in told["runs"]]
    assert runs == [("sync all", "done", 0), ("test", "done", 0)]
    assert told["feed"]["events"] == 3
    assert told["feed"]["oldest"] <= told["feed"]["newest"]
    assert (told["pictures"], told["imdb"], told["datasets"], told["questions"]) == (
        [],
        [],
        [],
        [],
    )


async def _status(pipeline: Pipeline) -> dict[str, Any]:
    done = await pipeline.trr("status", "--json")
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _due(told: dict[str, Any]) -> dict[str, int]:
    return {part["kind"]: part["due"] for part in told["parts"]}
