"""The measurement of the API, run small: it works and compares like with like."""

import re
import subprocess
import sys

from benchmarks.api import PEERS
from tests.project_files import ROOT


def test_small_run() -> None:
    """All candidates answer the same, and every row of the table is there."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.api", "--rounds=1", "--requests=8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    title, _, *rows = run.stdout.splitlines()
    assert re.fullmatch(r"ShowDetail of 12\d kB with 360 offers", title)
    peers = ["queries", "orm"] if PEERS.is_dir() else ["queries"]
    assert [row[:10].rstrip() for row in rows] == [
        *("floor", "layer", "304", "in route", "miss", "validated"),
        *peers,
    ]
