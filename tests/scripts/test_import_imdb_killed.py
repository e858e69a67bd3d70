"""`kill -9` during the import of IMDb's datasets: readers see the old or the new."""

import time
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.imdb_datasets import SERIES, Datasets, datasets
from tests.pipeline import Pipeline
from tests.processes import started

_PATIENCE_SECONDS = 60


@pytest.fixture
async def imdb(pipeline: Pipeline, tmp_path: Path) -> Datasets:
    """A series that was imported, and files of the next day."""
    made = await datasets(pipeline, tmp_path)
    await made.load()
    made.rows["title.ratings"][0] = f"{SERIES}|9.9|9999"
    made.rows["title.basics"][0] = made.rows["title.basics"][0].replace("41", "43")
    made.rows["name.basics"][1] = r"nm0000001|Anna Gone|1960|2020|\N|\N"
    made.write()
    return made


def _state(imdb: Datasets) -> tuple[object, ...]:
    return tuple(
        imdb.one(f"select {value} from core.imdb_{table} where {key} = '{one}'")
        for table, value, key, one in (
            ("ratings", "vote_count", "title_id", SERIES),
            ("titles", "runtime_minutes", "id", "tt0000012"),
            ("names", "name", "id", "nm0000001"),
        )
    )


async def test_a_killed_import_leaves_the_old_slice(
    imdb: Datasets, tmp_path: Path
) -> None:
    """Killed when ratings were written and names were not; then run again."""
    old, new = (123, 41, "Anna Host"), (9999, 43, "Anna Gone")
    command = ("scripts.import_imdb_datasets", str(imdb.folder))
    assert _state(imdb) == old
    before = imdb.pipeline.versions()
    with imdb.pipeline.connect() as connection, connection.transaction():
        # The import gets as far as the names, and waits there.
        connection.execute("lock table core.imdb_names in exclusive mode")
        with started(imdb.pipeline.settings, tmp_path, *command) as process:
            _wait_for_lock(imdb)
            assert _state(imdb) == old
            process.kill()
            assert process.wait(_PATIENCE_SECONDS) == -SIGKILL
    assert _state(imdb) == old
    assert imdb.pipeline.versions() == before

    with started(imdb.pipeline.settings, tmp_path, *command) as process:
        out, err = process.communicate(timeout=_PATIENCE_SECONDS)

    assert process.returncode == 0, out + err
    assert _state(imdb) == new


def _wait_for_lock(imdb: Datasets) -> None:
    """Wait until somebody waits for the names, having written the ratings."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if imdb.one("select count(*) from pg_locks where not granted"):
            return
        time.sleep(0.01)
    raise AssertionError("nobody came as far as the names")
