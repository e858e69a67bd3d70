"""The measurement of ShowDetail, run small: it works and compares like with like."""

import re
import subprocess
import sys

from tests.project_files import ROOT


def test_small_run() -> None:
    """Both candidates answer the same, and every row of the table is there."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.show_detail", "--rounds=1", "--requests=8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    title, _, *rows = run.stdout.splitlines()
    assert re.fullmatch(r"ShowDetail of 12\d kB with 360 offers", title)
    assert [row.split()[0] for row in rows] == ["floor", "ours", "304", "peer"]
