"""`trr shows`: followed or not, one or two, gone."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.sync_seasons_episodes import STAGE as SEASONS
from scripts.sync_show_cast import STAGE as CAST
from tests.answers import credit
from tests.dumps import differences, dump
from tests.pipeline import Pipeline
from tests.upstream import Upstream


async def test_an_untracked_show_is_kept_and_left_alone(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Nothing is fetched for it, whatever lists name, until it is tracked again."""
    await _known(pipeline, upstream, 1, 2)
    done = await pipeline.trr("shows", "untrack", "tmdb:1")
    assert done.exit_code == 0, done.output
    assert pipeline.rows("select name, tracked from core.shows order by 1") == [
        ("Show 1", False),
        ("Show 2", True),
    ]
    assert pipeline.rows("select fields from ops.events order by id desc limit 1") == [
        (["tracked"],)
    ]
    await pipeline.track(1, 2)
    upstream.requests()
    await pipeline.sync(force=True)
    assert [path for path in upstream.paths() if path.startswith("/3/tv/1")] == []

    named = await pipeline.trr("sync", "all", "--show", "tmdb:1")
    assert (named.exit_code, "`trr shows track tmdb:1`" in named.output) == (2, True)

    again = await pipeline.trr("shows", "untrack", "tmdb:1")
    assert (again.exit_code, "untracked already" in again.output) == (0, True)
    await pipeline.trr("shows", "track", "tmdb:1", "show-1-us-2004", "tmdb:2")
    upstream.requests()
    await pipeline.sync(force=True)
    assert [path for path in upstream.paths() if path.startswith("/3/tv/1")] != []


async def test_merged_shows_are_one_until_it_is_undone(
    pipeline: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """The merged one is not fetched; what a refresh writes meanwhile does no harm."""
    await _known(pipeline, upstream, 1, 2)
    before = _dump(pipeline, tmp_path)
    merged = await pipeline.trr("shows", "merge", "tmdb:1", "tmdb:2")
    assert merged.exit_code == 0, merged.output
    assert "`trr shows unmerge tmdb:1`" in " ".join(merged.output.split())
    upstream.requests()
    report = await pipeline.sync(force=True)
    assert report.exit_code == 0
    assert [path for path in upstream.paths() if path.startswith("/3/tv/1")] == []

    undone = await pipeline.trr("shows", "unmerge", "tmdb:1")

    assert undone.exit_code == 0, undone.output
    changed = differences(before, _dump(pipeline, tmp_path))
    assert changed.keys() <= {"ops.merges", "ops.events", "ops.review_items"}, changed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["merge", "tmdb:1", "tmdb:1"], "one show already"),
        (["merge", "tmdb:1", "show-1-us-2004"], "one show already"),
        (["merge", "tmdb:1", "tmdb:9"], "no show tmdb:9"),
        (["merge", "x:1", "tmdb:1"], "names no show"),
        (["unmerge", "tmdb:1"], "not merged into another"),
        (["unmerge", "tmdb:9"], "not merged into another"),
        (["track", "tmdb:9"], "no show tmdb:9"),
        (["untrack", "tmdb:1", "tmdb:9"], "no show tmdb:9"),
        (["untrack"], "Missing argument"),
        (["remove", "tmdb:9", "--yes"], "no show tmdb:9"),
        (["remove", "tmdb:1"], "say --yes"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(
    pipeline: Pipeline, upstream: Upstream, arguments: list[str], said: str
) -> None:
    """The error says what is wrong, the exit code is 2."""
    await _known(pipeline, upstream, 1)
    before = pipeline.versions()
    done = await pipeline.trr("shows", *arguments)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert pipeline.versions() == before


async def test_a_removed_show_is_gone_with_what_only_it_has(
    pipeline: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """What another show has stays as it was before the removed one came."""
    host, judge = credit(71, "Ada Host", "Host"), credit(72, "Bo Judge", "Judge")
    upstream.put_season(2, 1, cast=[host])
    upstream.put(2, "Show 2")
    await pipeline.track(2)
    await _everything(pipeline)
    before = _dump(pipeline, tmp_path)
    upstream.put_season(1, 1, episodes=2, cast=[host, judge])
    upstream.put(1, "Show 1")
    await pipeline.import_text("tmdb:1\n", "other.txt")
    await _everything(pipeline)
    await pipeline.trr(
        *("override", "set", "--show", "tmdb:1", "--season", "1", "name", "Mine"),
        *("--reason", "why"),
    )

    looked = await pipeline.trr("shows", "remove", "tmdb:1", "--dry-run")
    assert "with 1 season, 2 episodes, 2 credits, 1 person" in looked.output
    assert pipeline.rows("select count(*) from core.shows") == [(2,)]

    done = await pipeline.trr("shows", "remove", "tmdb:1", "--yes", "--json")

    assert done.exit_code == 0, done.output
    assert "1 person" in json.loads(done.stdout)["notes"][0]
    assert pipeline.rows(
        "select entity, kind from ops.events where kind = 'removed' order by 1"
    ) == [("person", "removed"), ("show", "removed")]
    with pipeline.connect() as connection:
        # They tell of what is gone.
        connection.execute("truncate ops.events")
    changed = differences(before, _dump(pipeline, tmp_path))
    assert changed.keys() == {"ops.events", "core.lists"}, changed
    assert "Bo Judge" not in json.dumps(
        pipeline.rows("select body from source.documents")
    )


async def test_what_was_merged_goes_with_the_survivor(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Nothing is left that leads nowhere."""
    await _known(pipeline, upstream, 1, 2)
    await pipeline.trr("shows", "merge", "tmdb:1", "tmdb:2")
    done = await pipeline.trr("shows", "remove", "tmdb:1", "--yes")
    assert "merged into it: Show 1" in " ".join(done.output.split())
    for table in ("core.shows", "core.redirects", "ops.merges", "core.list_items"):
        assert pipeline.rows(f"select count(*) from {table}") == [(0,)]
    entities = "select distinct entity from core.external_ids where entity = 'show'"
    assert pipeline.rows(entities) == []


async def test_each_command_says_what_now_is(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """In a line of its own, and as a note for machines; ids and names, no uuid."""
    await _known(pipeline, upstream, 1, 2)
    for arguments, said in (
        (["untrack", "tmdb:1"], "Show 1 (tmdb:1) is not followed any more"),
        (["track", "tmdb:1"], "Show 1 (tmdb:1) is followed now"),
        (["merge", "tmdb:1", "tmdb:2"], "Show 1 (tmdb:1) leads to Show 2 (tmdb:2)"),
        (["unmerge", "tmdb:1"], "Show 1 and Show 2 are two shows again"),
        (["remove", "tmdb:1", "--yes"], "Show 1 (tmdb:1) goes, with 0 seasons"),
    ):
        looked = await pipeline.trr("shows", *arguments, "--dry-run")
        (line,) = [one for one in looked.stdout.splitlines() if one.startswith(said)]
        if arguments[0] == "merge":
            assert looked.stdout.splitlines()[:4] == [
                "merged show Show 1",
                "  id: Show 1 -> Show 2",
                "updated show Show 2",
                "  external_ids: new: tmdb:1",
            ]
        done = await pipeline.trr("shows", *arguments, "--json")
        assert json.loads(done.stdout)["notes"] == [line]


async def _known(pipeline: Pipeline, upstream: Upstream, *tmdb_ids: int) -> None:
    for tmdb_id in tmdb_ids:
        upstream.put(tmdb_id, f"Show {tmdb_id}")
    await pipeline.track(*tmdb_ids)
    await pipeline.sync()


async def _everything(pipeline: Pipeline) -> None:
    await pipeline.sync()
    report = await pipeline.run([SEASONS, CAST])
    assert report.exit_code == 0


def _dump(pipeline: Pipeline, folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    with pipeline.connect() as connection:
        # Whether they are asked for again says nothing of what is known.
        connection.execute("update source.documents set flagged_at = null")
        return dump(connection, folder / "no-media")
