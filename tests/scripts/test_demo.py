"""`trr demo`: the whole product, once and again, and what is left when it is killed."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.open_folder import home, open_folder

__all__ = ["home", "open_folder"]

STAGES = {"details", "seasons-episodes", "show-cast", "people", "logos"}


def demo(home: Path, *options: str) -> "subprocess.Popen[str]":
    """Start the demo in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.demo", *options],
        env={**os.environ, "TRR_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.long
def test_the_demo_ends_well_and_again_asks_for_nothing(home: Path) -> None:
    """Exit code 0 twice; the second run continues where the first one ended."""
    (first, _), (again, lines) = (
        demo(home, "--once").communicate(timeout=100) for _ in range(2)
    )
    for told in (first, again):
        counts = " ".join(told.split())
        assert "24 shows, 35 seasons, 226 episodes, 244 people, 2606 credits" in counts
        assert "curl http://127.0.0.1:8000/api/v1/shows/" in told
    assert _requests(first) > 0
    assert "kept as they were" not in first
    assert (_requests(again), "failed" in lines) == (0, False)


def _requests(told: str) -> int:
    """Return how many requests the stages of a run say they made."""
    rows = [line.split() for line in told.splitlines()]
    return sum(int(row[4]) for row in rows if row and row[0] in STAGES)


@pytest.mark.long
def test_a_killed_demo_leaves_no_server_behind(home: Path) -> None:
    """What it prints answers; kill -9 of it alone ends its API and its stand-in."""
    process = demo(home, "--port", "0")
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if "Serving until" in line:
            break
    found = dict(
        re.findall(r"^  (\w+) +(?:curl )?(http://\S+)$", printed, re.MULTILINE)
    )
    assert {*found} == {"shows", "API", "docs", "try", "season", "cast", "person"}
    assert [urlopen(url).status for url in found.values()] == [200] * len(found)

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _answers(found["shows"]):
        time.sleep(0.2)
    assert not _answers(found["shows"])


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}health/live", timeout=2) as answer:
            return bool(answer.status)
    except (URLError, OSError):
        return False
