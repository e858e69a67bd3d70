"""Processes that are kept alive."""

import asyncio
import logging
import os
import time
from pathlib import Path

import pytest

from scripts._supervisor import CannotStart, Child, Supervisor

# Says that it is there, then does as it is told.
_CHILD = """
import sys, time
from pathlib import Path

said = Path(sys.argv[1])
said.write_text(said.read_text() + "x" if said.exists() else "x")
match sys.argv[2]:
    case "3":
        sys.exit(3)
    case "deaf":
        time.sleep(60)
    case "once":
        if said.read_text() == "x":
            sys.exit(1)
sys.stdin.read()
"""


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Return the file into which the child writes an x whenever it begins."""
    (tmp_path / "child_of_a_test.py").write_text(_CHILD)
    return tmp_path / "said"


def child(said: Path, does: str) -> Child:
    """Return one that does so."""
    return Child(
        "the child",
        ("child_of_a_test", str(said), does),
        environment={**os.environ, "PYTHONPATH": str(said.parent)},
        hopeless=3,
    )


def times(said: Path) -> int:
    """Return how often it has begun."""
    return len(said.read_text()) if said.exists() else 0


async def begun(said: Path, often: int) -> None:
    """Wait until it has begun so often."""

    def wait() -> None:
        end = time.monotonic() + 10
        while times(said) < often:
            assert time.monotonic() < end
            time.sleep(0.02)

    await asyncio.to_thread(wait)


async def test_who_ends_is_started_again(
    said: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a second later, with a line in the log; it ends when its input does."""
    supervisor = Supervisor()
    kept = asyncio.create_task(supervisor.keep(child(said, "once")))
    await begun(said, 2)
    supervisor.stop.set()
    await asyncio.wait_for(kept, 5)
    assert times(said) == 2
    (record,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert record.getMessage() == "the child ended and is started again"
    assert (vars(record)["exit_code"], vars(record)["wait_seconds"]) == (1, 0.5)


async def test_who_does_not_end_is_killed(said: Path) -> None:
    """It has some seconds, no more."""
    supervisor = Supervisor(patience_seconds=0.2)
    kept = asyncio.create_task(supervisor.keep(child(said, "deaf")))
    await begun(said, 1)
    began = time.monotonic()
    supervisor.stop.set()
    await asyncio.wait_for(kept, 5)
    assert 0.2 <= time.monotonic() - began < 3


async def test_a_hopeless_one_is_not_started_again(said: Path) -> None:
    """What never worked will not work a second later."""
    with pytest.raises(CannotStart):
        await Supervisor().keep(child(said, "3"))
    assert times(said) == 1
