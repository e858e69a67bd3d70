"""The measurement of writes, run small: unchanged rows cost no WAL."""

import subprocess
import sys

from tests.project_files import ROOT


def test_small_run() -> None:
    """Every row of the table is there; ours writes hardly any WAL for what is there."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.writes", "--rounds=1", "--rows=2000"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    title, _, *rows = run.stdout.splitlines()
    assert title == "2000 episodes"
    wal = {" ".join(cells[:2]): float(cells[-1]) for cells in map(str.split, rows)}
    assert list(wal) == [
        "copy new",
        "ours new",
        "ours unchanged",
        "upsert new",
        "upsert unchanged",
    ]
    assert wal["ours unchanged"] < 0.1 < wal["ours new"]
