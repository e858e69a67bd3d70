"""Backups and restores that are killed: either is done, or it never was."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.backed_up import assert_sums, fill
from tests.kills import lasting_differences
from tests.pictured_show import pictured_show
from tests.pipeline import Pipeline, Upstream
from tests.processes import started

# Both databases of a test are named without a pooler.
pytestmark = pytest.mark.direct

PATIENCE_SECONDS = 60
# Who is at it, but for the one who asks: pg_dump, psql.
BUSY = (
    "select count(*) from pg_stat_activity where datname = current_database()"
    " and application_name = %s"
)

# A script of some hundred statements takes psql a third of a second.
PAUSES = (0, 0.02, 0.05, 0.08, 0.12)


def killed_when(
    pipeline: Pipeline,
    folder: Path,
    is_time: Callable[[], bool],
    *arguments: str,
    after: float = 0,
) -> bool:
    """Kill a command so many seconds after a moment; False: it was done by then."""
    with started(pipeline.settings, folder, *arguments) as process:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_time():
            assert time.monotonic() < deadline
            if process.poll() is not None:
                return False
        time.sleep(after)
        process.kill()
        return process.wait(PATIENCE_SECONDS) == -SIGKILL


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes about by itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def test_a_backup_that_is_killed_is_none(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """At whatever file: it is named .part, refused, and the next one is whole."""
    await fill(pipeline)
    backup, part = tmp_path / "backup", tmp_path / "backup.part"
    moments = ("database.dump", "objects.seen", "objects.jsonl", "objects")
    kills = 0
    for moment in moments:
        command = ("scripts.backup", str(backup), "--with-objects")
        killed = killed_when(pipeline, tmp_path, (part / moment).exists, *command)
        kills += killed
        if not killed:
            shutil.rmtree(backup)
            continue
        assert not backup.exists()
        refused = await undisturbed.trr("restore", str(part))
        said = f"Error: {part} is no backup; it was cut off: make it again"
        assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (2, said)
        # pg_dump ends with the pipe that nobody reads any more.
        wait_until(lambda: pipeline.rows(BUSY, "pg_dump") == [(0,)])
    assert kills > 1

    made = await pipeline.trr("backup", str(backup), "--with-objects")

    assert (made.exit_code, part.exists()) == (0, False)
    assert_sums(backup)
    done = await undisturbed.trr("restore", str(backup))
    assert done.exit_code == 0, done.output
    assert lasting_differences(pipeline, undisturbed, "core.media_links") == {}


async def test_a_restore_that_is_killed_never_was(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Wherever psql is in its script: the database is as it was, every row of it."""
    await fill(pipeline)
    backup = tmp_path / "backup"
    await pipeline.trr("backup", str(backup), "--with-objects")
    with undisturbed.connect() as connection:
        connection.execute("insert into core.shows (name) values ('Two')")
    before = undisturbed.versions()
    with undisturbed.connect() as watching:

        def is_busy() -> bool:
            return watching.execute(BUSY, ["psql"]).fetchall() != [(0,)]

        for seconds in PAUSES:
            command = ("scripts.restore", str(backup), "--replace", "--yes")
            assert killed_when(undisturbed, tmp_path, is_busy, *command, after=seconds)
            wait_until(lambda: not is_busy())
            assert undisturbed.versions() == before

    done = await undisturbed.trr("restore", str(backup), "--replace", "--yes")

    assert done.exit_code == 0, done.output
    assert lasting_differences(pipeline, undisturbed, "core.media_links") == {}


async def test_a_run_that_waited_is_done_after_a_restore(
    pipeline: Pipeline, undisturbed: Pipeline, upstream: Upstream, tmp_path: Path
) -> None:
    """Workers go on where the backup was made; both databases come to the same."""
    pictured_show(upstream, 1, posters=1, backdrops=1, episodes=1, people=1)
    await pipeline.track(1)
    await pipeline.trr("sync", "all", "--detach")
    await pipeline.trr("backup", str(tmp_path / "backup"), "--with-objects")

    restored = await undisturbed.trr("restore", str(tmp_path / "backup"))

    assert restored.exit_code == 0, restored.output
    for one in (pipeline, undisturbed):
        worked = await one.trr("worker", "--once")
        assert worked.exit_code == 0, worked.output
        assert one.rows("select outcome from ops.runs where command = 'sync all'") == [
            ("done",)
        ]
    assert lasting_differences(pipeline, undisturbed, "core.media_links") == {}
