"""The measurement of sockets, run small: nothing is lost, and the peer is the floor."""

import subprocess
import sys

import pytest

from tests.project_files import ROOT


@pytest.mark.long
def test_small_run() -> None:
    """Every row is there, over a killed process and a lost listener as well."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.ws", "--clients=20"),
            *("--events=30", "--frames=600"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    _, raw, stalled, ended, kills, memory = run.stdout.splitlines()
    assert ended.startswith("listening connections ended: ")
    assert memory.endswith("a client; 10 connections lost")
    for name, row in (("raw", raw), ("one stalled", stalled), ("two kills", kills)):
        head, figures = row[:28].strip(), row[28:].split()
        assert head == f"20 clients, {name}"
        assert figures[4:] == ["0", "0", "0"]
    assert raw[28:].split()[1] == "1.0"
