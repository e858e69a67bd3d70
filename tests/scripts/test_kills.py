"""`trr sync all` and its database are killed at random; the same command goes on."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import pytest

from standin.app import create_app
from tests.kills import (
    PATIENCE_SECONDS,
    SLOW,
    check_sound,
    elsewhere,
    finish,
    kill,
    lasting_differences,
    moments,
    work_done,
)
from tests.open_folder import home, open_folder
from tests.pipeline import Pipeline, Upstream
from tests.processes import started
from tests.standin.serving import serving
from trr_backend.repositories.embedded import ensure_server
from trr_backend.repositories.embedded.layout import layout_of
from trr_backend.repositories.embedded.process import read_postmaster

__all__ = ["home", "open_folder"]

_CATALOGUE = Path(__file__).parents[2] / "standin" / "catalogue"
# Shows by name, IMDb id and TMDb id, and one of them is whole.
_LISTS = (
    str(_CATALOGUE / "lists" / "demo-watchlist.csv"),
    "https://www.themoviedb.org/list/900000001",
)
_KILLS = 10
_FILLED = ("core.media_assets", "media")


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The demo's stand-in, slowly."""
    with serving(create_app(_CATALOGUE)) as address:
        slow = Upstream(address, _CATALOGUE)
        slow.fail(SLOW)
        yield slow


@pytest.fixture
def pipeline(pipeline: Pipeline) -> Pipeline:
    """Commands that keep few pictures: test_kills_pictures.py is about them."""
    few = "poster=1,backdrop=1,logo=1,season-poster=1,still=0,photo=1"
    return pipeline.with_settings(images=few)


@pytest.mark.long
async def test_a_run_killed_ten_times_ends_like_an_undisturbed_one(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """No row, event or object is lost, doubled or half-done by `kill -9`."""
    seed = random.SystemRandom().randrange(1 << 32)
    await _import(undisturbed)
    finish(undisturbed, tmp_path)
    await _import(pipeline)
    work = range(work_done(pipeline), work_done(undisturbed))
    kills = [kill(pipeline, tmp_path, one) for one in moments(seed, _KILLS, work)]
    told = f"seed {seed}, killed at {kills}"
    assert kills.count(None) <= 1, told

    finish(pipeline, tmp_path)

    assert lasting_differences(pipeline, undisturbed, *_FILLED) == {}, told
    check_sound(pipeline)


@pytest.mark.long
async def test_a_run_goes_on_after_its_embedded_database_was_killed(
    pipeline: Pipeline, undisturbed: Pipeline, home: Path, tmp_path: Path
) -> None:
    """The run itself starts the server again and loses nothing."""
    embedded = elsewhere(pipeline, home, None)
    await _import(undisturbed)
    await undisturbed.sync()
    await _import(embedded)

    _lose_database(embedded, tmp_path)

    readable = elsewhere(embedded, home, ensure_server(home))
    finish(embedded, tmp_path)
    assert lasting_differences(readable, undisturbed, *_FILLED) == {}
    check_sound(readable)


async def _import(pipeline: Pipeline) -> None:
    """Bring in lists of the demo one after the other, so that shows are born alike."""
    for source in _LISTS:
        await pipeline.import_lists(source)


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
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, out + err
    assert read_postmaster(layout) != postmaster
