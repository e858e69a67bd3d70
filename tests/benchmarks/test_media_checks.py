"""The measurement of checks, run small: pictures pass, and it says what they cost."""

import subprocess
import sys

from tests.project_files import ROOT


def test_small_run() -> None:
    """Both sets of pictures are measured; ours does more than a bare decode."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.media_checks", "--rounds=3", "--pictures=5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    _, *rows = map(str.split, run.stdout.splitlines())
    assert [row[0] for row in rows] == ["JPEG", "mixture"]
    assert 50 < float(rows[0][1]) < 70
    for _, _, bare, ours, ratio in rows:
        assert 0 < float(bare) < float(ours)
        assert 1 < float(ratio) < 3
