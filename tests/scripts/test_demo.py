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

from tests.open_folder import home, open_folder

__all__ = ["home", "open_folder"]


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


def test_the_demo_ends_well_and_again_asks_for_nothing(home: Path) -> None:
    """Exit code 0 twice; the second run continues where the first one ended."""
    (first, _), (again, lines) = (
        demo(home, "--once").communicate(timeout=100) for _ in range(2)
    )
    for told in (first, again):
        assert "21 shows, 24 networks" in told
        assert "curl http://127.0.0.1:8000/api/v1/shows/" in told
    assert _requests(first) > 0
    assert (_requests(again), "failed" in lines) == (0, False)


def _requests(told: str) -> int:
    """Return how many requests the stages of a run say they made."""
    rows = [line.split() for line in told.splitlines()]
    return sum(int(row[4]) for row in rows if row and row[0] in {"details", "logos"})


def test_a_killed_demo_leaves_no_server_behind(home: Path) -> None:
    """Kill -9 of the demo alone: its API and its stand-in end by themselves."""
    process = demo(home, "--port", "0")
    assert process.stdout is not None
    address = ""
    for line in process.stdout:
        if found := re.search(r"shows +(http://\S+)/$", line.strip()):
            address = found[1]
        if "Serving until" in line:
            break
    assert urlopen(f"{address}/health/live").status == 200

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _answers(address):
        time.sleep(0.2)
    assert not _answers(address)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health/live", timeout=2) as answer:
            return bool(answer.status)
    except (URLError, OSError):
        return False
