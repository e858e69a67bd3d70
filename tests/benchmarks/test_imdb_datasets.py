"""The measurement of IMDb's datasets, run small: all candidates do all of the work."""

import re
import subprocess
import sys
from pathlib import Path

from tests.project_files import ROOT


def test_small_run(tmp_path: Path) -> None:
    """Every row of the table is there, and a peer that is not installed is named."""
    run = subprocess.run(
        [
            *(sys.executable, "benchmarks/imdb_datasets.py", "--rounds=1"),
            *("--fraction=0.00005", f"--peers={tmp_path}"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    title, _, *rows = run.stdout.splitlines()
    assert re.fullmatch(
        r"0\.0 million rows, \d+ MB, packed \d+ MB; slice: \d+ of 580 titles, \d+ rows",
        title,
    )
    figures = [re.split(r"  +", row.strip()) for row in rows[:4]]
    assert [row[0] for row in figures] == [
        "gzip -dc | wc -l",
        "ours",
        "unchanged",
        "import",
    ]
    assert all(float(number) > 0 for row in figures[1:] for number in row[1:])
    assert rows[4:] == [
        f"{peer} is not installed; `make bench-peers` does it"
        for peer in ("imdb-sqlite", "pimdb")
    ]
