"""The measurement of nights, run small: an unchanged one writes nothing."""

import subprocess
import sys

from tests.project_files import ROOT


def test_small_run() -> None:
    """Of four shows: everything, then the two lists, then the one that changed."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.refresh", "--shows=4"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    _, _, *rows = run.stdout.splitlines()
    nights = {name: cells for name, *cells in map(str.split, rows)}
    assert {name: cells[0] for name, cells in nights.items()} == {
        "first": "12",
        "unchanged": "2",
        "changed": "3",
    }
    assert nights["unchanged"][1:3] == ["0", "0"]
    assert {cells[-1] for cells in nights.values()} == {"0"}
