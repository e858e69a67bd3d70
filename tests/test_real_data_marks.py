"""Tests that read recorded upstream data, where there is none."""

import os
import subprocess
import sys
from pathlib import Path

from tests.project_files import ROOT


def test_without_recorded_data_they_are_skipped(tmp_path: Path) -> None:
    """None fails, and the reason names the folder that was looked for."""
    folder = tmp_path / "absent"
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "pytest", "-m", "real", "-n0", "-q", "-rs"),
            *("-p", "no:cacheprovider"),
            "tests/standin",
            "tests/trr_backend/ingestion",
        ],
        cwd=ROOT,
        env={**os.environ, "TRR_REAL_DATA": str(folder), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    *_, summary = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert " skipped" in summary
    assert "passed" not in summary
    assert f"no recorded data in {folder}; set TRR_REAL_DATA" in done.stdout
