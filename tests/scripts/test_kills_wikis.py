"""Runs that read a wiki are killed: the same command goes on and ends the same."""

import asyncio
import random
import time
from pathlib import Path
from signal import SIGKILL

from tests.island_wiki import asked, castaway, follow, put_wiki
from tests.kills import PATIENCE_SECONDS, check_sound, lasting_differences
from tests.pipeline import Pipeline, Upstream
from tests.processes import started

_KILLS = 5
CAST = {
    100 + n: f"Player Number{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(30)
}
# Each answer takes its time, so that kills fall between them, too.
SLOW: dict[str, object] = {
    "match": "/fandom/|/wikia/",
    "kind": "slow",
    "delay_seconds": 0.05,
    "chunk_bytes": 1 << 20,
    "interval_seconds": 0,
}
NAMED = ("enrich", "cast", "--wiki", "islands", "--show", "tmdb:1")
COMMAND = ("scripts.enrich_cast", *NAMED[2:])
PROGRESS = """
select (select count(*) from core.wiki_titles) + (select count(*) from core.wiki_pages)
  + (select count(*) from core.wiki_subjects) + (select count(*) from core.media_links)
"""
FILLED = ("core.person_facts", "core.wiki_subjects", "core.media_links")


async def test_five_kills_lose_nothing(
    pipeline: Pipeline, undisturbed: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """No page that was stored is fetched again, and the end is the same."""
    for one in (undisturbed, pipeline):
        await follow(one, upstream, CAST)
    wiki = put_wiki(upstream)
    wiki.put_template(
        "Castaway", infobox=[{"title": "name"}, {"image": "image"}, *_rest()]
    )
    for number, name in enumerate(CAST.values()):
        wiki.put_file(f"P{number}.png", width=300, height=400, text="{{cc-by-sa-3.0}}")
        page = castaway(name, born=f"{1 + number % 28} May 1980")
        wiki.put(name, page.replace("| name", f"| image = P{number}.png\n| name", 1))
    upstream.fail(SLOW)
    done = await undisturbed.trr(*NAMED)
    assert done.exit_code == 0, done.output
    whole, requests = _progress(undisturbed), asked(upstream)
    drawn = random.Random(5)

    told, sent = [], 0
    for number in range(_KILLS):
        after = int(whole * (number + drawn.random()) / _KILLS * 0.95)
        killed = await asyncio.to_thread(
            _kill, pipeline, tmp_path, after, drawn.uniform(0, 0.05)
        )
        told.append((after, killed, _progress(pipeline)))
        sent += asked(upstream).count("pages")
    done = await pipeline.trr(*NAMED)
    assert done.exit_code == 0, done.output

    assert sum(killed for _, killed, _ in told) >= _KILLS - 1, told
    found = lasting_differences(pipeline, undisturbed, *FILLED)
    # What a wiki says of itself has the time in it.
    documents = found.pop("source.documents", {})
    assert {row[1] for rows in documents.values() for row, _ in rows} <= {"site"}, told
    assert found == {}, told
    # A kill costs at most the request that was under way.
    sent += asked(upstream).count("pages")
    assert sent <= requests.count("pages") + _KILLS, told
    check_sound(pipeline)


def _rest() -> list[dict[str, str]]:
    names = ("birthdate", "hometown", "season", "tribe", "place")
    return [{"data": name, "label": name.title()} for name in names]


def _kill(pipeline: Pipeline, folder: Path, after: int, seconds: float) -> bool:
    """Kill a run once so much is done; False: it came to its end before."""
    with started(pipeline.settings, folder, *COMMAND) as process:
        while _progress(pipeline) < after and process.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        process.kill()
        return process.wait(PATIENCE_SECONDS) == -SIGKILL


def _progress(pipeline: Pipeline) -> int:
    return int(pipeline.rows(PROGRESS)[0][0])
