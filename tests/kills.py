"""Kills runs of `trr sync all` at chosen moments, and compares what is left."""

import random
import time
from hashlib import sha256
from pathlib import Path
from signal import SIGKILL
from typing import Any

from pydantic import SecretStr

from tests.dumps import Connection, Rows, differences, dump, objects
from tests.pipeline import Pipeline
from tests.processes import started

PATIENCE_SECONDS = 60
# Every answer takes a moment, or all requests would be over before the first kill.
SLOW: dict[str, object] = {
    "match": "",
    "kind": "slow",
    "delay_seconds": 0.1,
    "chunk_bytes": 1 << 20,
    "interval_seconds": 0,
}


def elsewhere(pipeline: Pipeline, home: Path, url: str | None) -> Pipeline:
    """Return the same on another home and database (None: the home's own)."""
    secret = None if url is None else SecretStr(url)
    settings = pipeline.settings.model_copy(
        update={"database_url": secret, "home": home}
    )
    return Pipeline(settings, pipeline.upstream)


def moments(seed: int, kills: int, work: range) -> list[tuple[int, float]]:
    """Return after how much work, and how many seconds later, each run ends.

    `work` is what runs leave behind (`work_done`), at first and in the end. A moment in
    each part of it: they fall in every stage, and each run has got further. What comes
    last is done too quickly to be hit.
    """
    drawn = random.Random(seed)
    parts = [(number + drawn.random()) / kills for number in range(kills)]
    return [
        (work.start + int(0.85 * part * len(work)), drawn.uniform(0, 0.05))
        for part in parts
    ]


def kill(pipeline: Pipeline, folder: Path, moment: tuple[int, float]) -> str | None:
    """Kill a run at a moment; return what was done by then, None: it was at its end.

    The process alone is killed, as the kernel does it: what it started has to end too.
    """
    after, seconds = moment
    runs = _runs(pipeline)
    with started(pipeline.settings, folder, "scripts.sync_all") as process:
        with pipeline.connect() as connection:
            while _work_done(connection) < after or _runs(pipeline) == runs:
                assert process.poll() is None, process.communicate()
                # To look costs the run and the database time, too.
                time.sleep(0.02)
        time.sleep(seconds)
        process.kill()
        if process.wait(PATIENCE_SECONDS) != -SIGKILL:
            return None
    return _progress(pipeline)


def _runs(pipeline: Pipeline) -> int:
    return int(pipeline.rows("select count(*) from ops.runs")[0][0])


def work_done(pipeline: Pipeline) -> int:
    """Count what runs leave behind, transaction by transaction."""
    with pipeline.connect() as connection:
        return _work_done(connection)


def _work_done(connection: Connection) -> int:
    row = connection.execute(
        "select (select count(*) from source.documents)"
        " + (select count(*) from source.applied)"
        " + (select count(*) from core.media_links)"
        " + (select count(distinct at) from ops.events)"
    ).fetchone()
    assert row is not None
    return int(row[0])


def finish(pipeline: Pipeline, folder: Path) -> None:
    """Let a run come to its end."""
    with started(pipeline.settings, folder, "scripts.sync_all") as process:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, out + err


def _progress(pipeline: Pipeline) -> str:
    """Return how far all runs together have come."""
    fetched = pipeline.rows(
        "select kind, count(*) from source.documents group by kind order by kind"
    )
    applied = pipeline.rows(
        "select stage, count(*) from source.applied group by stage order by stage"
    )
    pictures = pipeline.rows("select count(*) from core.media_links")[0][0]
    return f"{dict(fetched)}, {dict(applied)}, {pictures} pictures"


def _dump(pipeline: Pipeline) -> dict[str, Rows]:
    with pipeline.connect() as connection:
        return dump(connection, pipeline.settings.home_path / "media")


def lasting_differences(one: Pipeline, other: Pipeline, *filled: str) -> dict[str, Any]:
    """Compare what two pipelines have come to; these tables hold something."""
    found = _dump(one)
    assert all(found[table] for table in ("core.shows", *filled))
    return differences(found, _dump(other))


def check_sound(pipeline: Pipeline) -> None:
    """Assets are confirmed and there, whole; events are numbered, each once."""
    media = pipeline.settings.home_path / "media"
    assets = pipeline.rows(
        "select sha256, key, confirmed_at is null from core.media_assets"
    )
    assert [sha for sha, _, unconfirmed in assets if unconfirmed] == []
    for digest, key, _ in assets:
        assert sha256((media / key).read_bytes()).hexdigest() == digest
    assert objects(media).keys() == {digest for digest, _, _ in assets}
    assert pipeline.rows(
        "select count(*), count(seq), count(distinct seq) from ops.events"
    ) == [(count := pipeline.rows("select count(*) from ops.events")[0][0],) * 3]
    assert count > 0
