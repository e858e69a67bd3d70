"""`trr demo`: the whole product, once and again, and what is left when it is killed.

tests/test_readme.py runs it with its smaller copies of pictures and to its Ctrl-C.
"""

import json
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
    """Start the demo without smaller copies, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.demo", *options],
        env={**os.environ, "TRR_HOME": str(home), "TRR_VARIANT_FORMATS": "none"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.long
def test_the_demo_ends_well_and_again_asks_for_nothing_until_it_is_killed(
    home: Path,
) -> None:
    """The second run continues, all it prints answers; kill -9 leaves no server."""
    first = demo(home, "--once")
    told, lines = first.communicate(timeout=100)
    assert first.returncode == 0, lines
    assert _faults(home) == []
    again = demo(home, "--port", "0")
    printed = _until_it_serves(again)
    for each in (told, printed):
        counts = " ".join(each.split())
        assert "24 shows, 35 seasons, 226 episodes, 244 people, 2606 credits" in counts
        assert "/api/v1/shows/" in each
    assert "curl http://127.0.0.1:8000/api/v1/shows/" in told
    assert "kept as they were" not in told
    assert _requests(told) > 0
    found = dict(
        re.findall(r"^  (\w+) +(?:curl )?(http://\S+)$", printed, re.MULTILINE)
    )
    assert " ".join(sorted(found)) == "API cast docs live person season shows try"
    assert [urlopen(url).status for url in found.values()] == [200] * len(found)

    os.kill(again.pid, signal.SIGKILL)
    _, lines = again.communicate()

    assert (_requests(printed), "failed" in lines) == (0, False)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _answers(found["shows"]):
        time.sleep(0.2)
    assert not _answers(found["shows"])


def _faults(home: Path) -> list[object]:
    """Return what `trr doctor` finds wrong; the stand-in is gone by now."""
    doctor = subprocess.run(
        [sys.executable, "-m", "scripts.doctor", "--json"],
        env={
            **os.environ,
            "TRR_HOME": str(home),
            # The demo's wiki is one of Fandom's by its name.
            "FANDOM_URL_TEMPLATE": "http://127.0.0.1:1/{wiki}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(doctor.stdout)["findings"]
    assert [one["subject"] for one in told if one["state"] == "warning"] == ["fandom"]
    assert doctor.returncode == 0, told
    return [one for one in told if one["state"] == "fault"]


def _until_it_serves(process: "subprocess.Popen[str]") -> str:
    """Return what a demo prints until it serves."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if "Serving until" in line:
            break
    return printed


def _requests(told: str) -> int:
    """Return how many requests the stages of a run say they made."""
    rows = [line.split() for line in told.splitlines()]
    return sum(int(row[4]) for row in rows if row and row[0] in STAGES)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}health/live", timeout=2) as answer:
            return bool(answer.status)
    except (URLError, OSError):
        return False
