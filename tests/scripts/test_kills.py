"""`trr sync all` and its database are killed at random; the same command goes on."""

import os
import random
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from signal import SIGKILL

import pytest
from pydantic import SecretStr

from standin.app import create_app
from tests.conftest import TEMPLATE, new_database
from tests.dumps import Connection, Rows, differences, dump, objects
from tests.pipeline import Pipeline, Upstream
from tests.processes import started
from tests.standin.serving import serving
from trr_backend.repositories.embedded import ensure_server, stop_server
from trr_backend.repositories.embedded.layout import layout_of
from trr_backend.repositories.embedded.process import read_postmaster

_CATALOGUE = Path(__file__).parents[2] / "standin" / "catalogue"
_LISTS = (
    str(_CATALOGUE / "lists" / "demo-watchlist.csv"),
    str(_CATALOGUE / "lists" / "demo-list.txt"),
    "https://www.themoviedb.org/list/900000001",
)
_KILLS = 10
# Every answer takes a moment, or all requests would be over before the first kill.
_DELAY_SECONDS = 0.1
_SLOW: dict[str, object] = {
    "match": "",
    "kind": "slow",
    "delay_seconds": _DELAY_SECONDS,
    "chunk_bytes": 1 << 20,
    "interval_seconds": 0,
}
_PATIENCE_SECONDS = 60


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The demo's stand-in, slowly."""
    with serving(create_app(_CATALOGUE)) as address:
        slow = Upstream(address, _CATALOGUE)
        slow.fail(_SLOW)
        yield slow


@pytest.fixture
def undisturbed(
    pipeline: Pipeline, server_url: str, tmp_path: Path
) -> Iterator[Pipeline]:
    """The same on a database and a home of its own."""
    with new_database(server_url, TEMPLATE) as url:
        yield _elsewhere(pipeline, tmp_path / "undisturbed", url)


async def test_a_run_killed_ten_times_ends_like_an_undisturbed_one(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """No row, event or object is lost, doubled or half-done by `kill -9`."""
    seed = random.SystemRandom().randrange(1 << 32)
    await _import(undisturbed)
    _finish(undisturbed, tmp_path)
    with undisturbed.connect() as connection:
        whole = _work_done(connection)
    await _import(pipeline)
    kills = [_kill(pipeline, tmp_path, one) for one in _moments(seed, whole)]
    told = f"seed {seed}, killed at {kills}"
    assert None not in kills, told

    _finish(pipeline, tmp_path)

    assert _differences(pipeline, undisturbed) == {}, told
    _check_sound(pipeline)


async def test_a_run_goes_on_after_its_embedded_database_was_killed(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """The run itself starts the server again and loses nothing."""
    embedded = _elsewhere(pipeline, tmp_path / "embedded", None)
    await _import(undisturbed)
    await undisturbed.sync()
    try:
        await _import(embedded)

        _lose_database(embedded, tmp_path)

        readable = _elsewhere(
            embedded,
            embedded.settings.home_path,
            ensure_server(embedded.settings.home_path),
        )
        _finish(embedded, tmp_path)
        assert _differences(readable, undisturbed) == {}
        _check_sound(readable)
    finally:
        stop_server(embedded.settings.home_path)


def _elsewhere(pipeline: Pipeline, home: Path, url: str | None) -> Pipeline:
    secret = None if url is None else SecretStr(url)
    settings = pipeline.settings.model_copy(
        update={"database_url": secret, "home": home}
    )
    return Pipeline(settings, pipeline.upstream)


async def _import(pipeline: Pipeline) -> None:
    """Bring in the demo's lists one after the other, so that shows are born alike."""
    for source in _LISTS:
        await pipeline.import_lists(source)


def _moments(seed: int, whole: int) -> list[tuple[int, float]]:
    """Return after how much of the work, and how many seconds later, each run ends.

    A moment in each tenth: they fall in every stage, and each run has got further.
    """
    drawn = random.Random(seed)
    tenths = [(number + drawn.random()) / _KILLS for number in range(_KILLS)]
    return [(int(0.95 * tenth * whole), drawn.uniform(0, 0.05)) for tenth in tenths]


def _kill(pipeline: Pipeline, folder: Path, moment: tuple[int, float]) -> str | None:
    """Kill a run at a moment; return what was done by then, None: it was at its end.

    The process alone is killed, as the kernel does it: what it started has to end too.
    """
    after, seconds = moment
    runs = _runs(pipeline)
    with started(pipeline.settings, folder, "scripts.sync_all") as process:
        with pipeline.connect() as connection:
            while _work_done(connection) < after or _runs(pipeline) == runs:
                assert process.poll() is None, process.communicate()
                time.sleep(0.005)
        time.sleep(seconds)
        process.kill()
        if process.wait(_PATIENCE_SECONDS) != -SIGKILL:
            return None
    return _progress(pipeline)


def _runs(pipeline: Pipeline) -> int:
    return int(pipeline.rows("select count(*) from ops.runs")[0][0])


def _work_done(connection: Connection) -> int:
    """Count what runs leave behind, each a transaction of its own."""
    row = connection.execute(
        "select (select count(*) from source.documents)"
        " + (select count(*) from source.applied)"
        " + (select count(*) from core.media_links)"
    ).fetchone()
    assert row is not None
    return int(row[0])


def _finish(pipeline: Pipeline, folder: Path) -> None:
    """Let a run come to its end."""
    with started(pipeline.settings, folder, "scripts.sync_all") as process:
        out, err = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 0, out + err


def _lose_database(pipeline: Pipeline, folder: Path) -> None:
    """Kill the postmaster while a run fetches; it comes to its end all the same."""
    layout = layout_of(pipeline.settings.home_path)
    pipeline.upstream.requests()
    with started(pipeline.settings, folder, "scripts.sync_all") as process:
        while not pipeline.upstream.requests():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        postmaster = read_postmaster(layout)
        assert postmaster is not None
        os.kill(postmaster.pid, SIGKILL)
        out, err = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 0, out + err
    assert read_postmaster(layout) != postmaster


def _progress(pipeline: Pipeline) -> str:
    """Return how far all runs together have come."""
    ((resolved, pictures),) = pipeline.rows(
        "select (select count(*) from source.documents where kind <> 'tv'),"
        " (select count(*) from core.media_links)"
    )
    applied = pipeline.rows(
        "select stage, count(*) from source.applied group by stage order by stage"
    )
    return f"{resolved} lookups, {dict(applied)}, {pictures} pictures"


def _dump(pipeline: Pipeline) -> dict[str, Rows]:
    with pipeline.connect() as connection:
        return dump(connection, pipeline.settings.home_path / "media")


def _differences(one: Pipeline, other: Pipeline) -> dict[str, object]:
    found = _dump(one)
    assert all(found[table] for table in ("core.shows", "core.media_assets", "media"))
    return differences(found, _dump(other))


def _check_sound(pipeline: Pipeline) -> None:
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
