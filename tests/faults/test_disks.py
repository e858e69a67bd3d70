"""Disks that are full: the one of a worker's log, and the one that pictures lie on."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.faults.scene import Dump, Scene, wait_until
from tests.processes import variables
from tests.project_files import ROOT
from tests.tiny_disk import change_disk, tiny_disk
from trr_backend.config import Settings

_FULL_SECONDS = 4.0
_BACK_SECONDS = 15.0


@contextmanager
def _worker(
    settings: Settings, name: str, log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker that logs everything there is to be said to a file."""
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.worker", "--name", name],
            cwd=ROOT,
            env={**os.environ, **variables(settings), "TRR_LOG_LEVEL": "DEBUG"},
            stdout=said,
            stderr=said,
        )
        try:
            yield process
        except AssertionError as error:
            error.add_note(log.read_text()[-3000:])
            raise
        finally:
            process.kill()
            process.wait()


def test_a_full_disk_for_logs_stops_no_work(
    scene: Scene, undisturbed: Dump, tmp_path: Path
) -> None:
    """What cannot be said is not said; what is to be done is done."""
    scene.upstream.fail()
    with (
        tiny_disk(tmp_path / "logs", "size=64k") as disk,
        _worker(scene.settings, "w1", disk / "log") as worker,
    ):
        run_id = scene.asks_for("sync", "all")
        wait_until(lambda: _is_full(disk), "the disk is full")
        before = scene.progress()
        seconds = wait_until(lambda: scene.progress() > before, "work goes on")

        assert scene.ended(run_id) == "done"
        assert _is_full(disk)
        assert worker.poll() is None
    scene.judge(undisturbed, "disk full for logs", recovery_seconds=seconds)


def test_pictures_come_to_a_disk_that_was_full(
    scene: Scene, undisturbed: Dump, tmp_path: Path
) -> None:
    """Workers wait for room, as they wait for a bucket; nothing half is left there."""
    scene.upstream.fail()
    with tiny_disk(tmp_path / "media", "size=64k") as disk:
        folder = scene.settings.model_copy(update={"media_url": disk.as_uri()})
        full = replace(
            scene,
            pipeline=scene.pipeline.with_settings(media_url=disk.as_uri()),
            bucket=folder,
        )
        with (
            _worker(full.settings, "w1", tmp_path / "w1"),
            _worker(full.settings, "w2", tmp_path / "w2"),
        ):
            run_id = full.asks_for("sync", "all")
            wait_until(lambda: _is_full(disk), "the disk is full")
            time.sleep(_FULL_SECONDS)
            before = full.pictures()
            change_disk(disk, "size=64m")
            seconds = wait_until(lambda: full.pictures() > before, "the next picture")

            assert full.ended(run_id) == "done"

        full.judge(undisturbed, "disk full for pictures", recovery_seconds=seconds)
        assert seconds <= _BACK_SECONDS


def _is_full(disk: Path) -> bool:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize < 8192
