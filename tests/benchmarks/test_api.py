"""The measurement of the API, run small: it works and compares like with like."""

import re
import subprocess
import sys

from benchmarks.api import PEERS
from tests.project_files import ROOT


def test_small_run() -> None:
    """All candidates answer the same, and every row of both tables is there."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.api", "--rounds=1", "--requests=8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    peers = ["queries", "orm"] if PEERS.is_dir() else ["queries"]
    rows = ["floor", "layer", "304", "in route", "miss", "validated", "no plan", *peers]
    lines = run.stdout.splitlines()
    large, small = lines[: len(rows) + 2], lines[len(rows) + 2 :]
    for (title, _, *found), expected in (
        (large, r"ShowDetail of 12\d kB with 360 offers"),
        (small, r"ShowDetail of 1\d kB with 18 offers"),
    ):
        assert re.fullmatch(expected, title)
        assert [row[:10].rstrip() for row in found] == rows
