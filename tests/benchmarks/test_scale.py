"""The measurement of scale, run small: a show costs no more where there are more."""

import subprocess
import sys

import pytest

from benchmarks._scale_cost import HEADS, STAGE_HEADS
from tests.project_files import ROOT

_NAME = 24
# Of a show; one that has photos goes through the last stage as 15 people.
_ITEMS = {
    "resolve": 1,
    "details": 1,
    "entities": 1,
    "watch-providers": 1,
    "seasons-episodes": 1,
    "show-cast": 1,
    "people": 15,
    "show-pictures": 1,
    "season-pictures": 1,
    "cast-pictures": 15,
}


@pytest.mark.timeout(300)
def test_small_run() -> None:
    """Of 4 shows and of 12: the same requests each, no more trips, no stage lacking."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", "--sizes=4,12", "--stages"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    rows = [
        (line[:_NAME].strip(), list(map(float, line[_NAME:].split())))
        for line in run.stdout.splitlines()
        if line[:_NAME].strip()
    ]
    few, many = (
        dict(zip(HEADS, figures, strict=True))
        for name, figures in rows
        if name.endswith("shows, one process")
    )
    items = {
        name: dict(zip(STAGE_HEADS, figures, strict=True))["items"]
        for name, figures in rows
        if len(figures) == len(STAGE_HEADS)
    }

    assert (few["requests"], many["requests"]) == (17, 17)
    assert 0 < many["trips"] <= few["trips"]
    assert {name: items[name] for name in _ITEMS} == _ITEMS
