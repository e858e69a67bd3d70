"""Mirror runs are killed at random: the same command fetches nothing twice."""

import asyncio
import random
import time
from pathlib import Path
from signal import SIGKILL

import pytest

from scripts._verifying import verify_stage
from scripts.sync_all import STAGES
from tests.dumps import objects
from tests.kills import PATIENCE_SECONDS, check_sound, lasting_differences
from tests.pictured_show import pictured_show
from tests.pipeline import Pipeline, Upstream, failures
from tests.processes import started

_KILLS = 10
_SHOWS = (1, 2)
# A picture takes its time, so that kills fall between fetching, putting and linking.
SLOW: dict[str, object] = {
    "match": "/t/p/",
    "kind": "slow",
    "delay_seconds": 0.05,
    "chunk_bytes": 1 << 20,
    "interval_seconds": 0,
}
# What came to the store, by the path that it was fetched from.
CLAIMED = """
select l.source_path, a.key, a.bytes from core.media_links l
join core.media_assets a using (sha256)
"""
PROGRESS = """
select (select count(*) from core.media_assets)
  + (select count(*) from core.media_links where linked_at is not null)
  + (select count(*) from core.media_assets where variants_for is not null)
"""


@pytest.fixture
def pipeline(pipeline: Pipeline) -> Pipeline:
    """Commands that make smaller copies, too."""
    return pipeline.with_settings(variant_formats=("webp",))


async def test_ten_kills_lose_nothing_and_fetch_nothing_twice(
    pipeline: Pipeline, undisturbed: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """What was put before a kill is found by its claim; the end is the same."""
    for tmdb_id in _SHOWS:
        pictured_show(upstream, tmdb_id, posters=6, people=2)
    for one in (undisturbed, pipeline):
        await one.track(*_SHOWS)
        assert failures(await one.run(STAGES[:8])) == {}
    upstream.fail(SLOW)
    assert failures(await undisturbed.sync()) == {}
    whole = _progress(undisturbed)
    upstream.requests()
    drawn = random.Random(7)

    twice, told = [], []
    for number in range(_KILLS):
        stored = _stored(pipeline)
        after = int(whole * (number + drawn.random()) / _KILLS * 0.95)
        killed = await asyncio.to_thread(
            _kill, pipeline, tmp_path, after, drawn.uniform(0, 0.05)
        )
        told.append((after, killed, _progress(pipeline)))
        twice += [path for path in _fetched(upstream) if path in stored]
    stored = _stored(pipeline)
    assert failures(await pipeline.sync()) == {}
    twice += [path for path in _fetched(upstream) if path in stored]

    assert twice == [], told
    assert sum(killed for _, killed, _ in told) >= _KILLS - 2, told
    filled = ("core.media_assets", "core.media_links", "core.media_variants")
    assert lasting_differences(pipeline, undisturbed, *filled) == {}, told
    check_sound(pipeline)
    assert failures(await pipeline.run([verify_stage(None)])) == {}


async def test_two_runs_at_once_keep_each_picture_once(
    pipeline: Pipeline, undisturbed: Pipeline, upstream: Upstream
) -> None:
    """Both end well, whoever was first with a picture."""
    pictured_show(upstream, 1, posters=10)
    for one in (undisturbed, pipeline):
        await one.track(1)
        assert failures(await one.run(STAGES[:8])) == {}
    assert failures(await undisturbed.sync()) == {}

    reports = await asyncio.gather(pipeline.sync(), pipeline.sync())

    assert [failures(report) for report in reports] == [{}, {}]
    filled = ("core.media_assets", "core.media_links", "core.media_variants")
    assert lasting_differences(pipeline, undisturbed, *filled) == {}
    check_sound(pipeline)


def _kill(pipeline: Pipeline, folder: Path, after: int, seconds: float) -> bool:
    """Kill a run once so much is done; False: it came to its end before."""
    with started(pipeline.settings, folder, "scripts.sync_all") as process:
        while _progress(pipeline) < after and process.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        process.kill()
        return process.wait(PATIENCE_SECONDS) == -SIGKILL


def _progress(pipeline: Pipeline) -> int:
    return int(pipeline.rows(PROGRESS)[0][0])


def _stored(pipeline: Pipeline) -> set[str]:
    """Return the paths whose bytes lie in the store, known by a claim."""
    there = objects(pipeline.settings.home_path / "media")
    names = {path.name for path in there.values()}
    return {
        path
        for path, key, _ in pipeline.rows(CLAIMED)
        if key.rpartition("/")[2] in names
    }


def _fetched(upstream: Upstream) -> list[str]:
    """Return which pictures were asked for since the last call."""
    return [
        path.removeprefix("/t/p/original")
        for path in upstream.paths()
        if path.startswith("/t/p/")
    ]
