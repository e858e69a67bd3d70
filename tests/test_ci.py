"""Continuous integration: what .ci/run does, with stubs for everything it calls."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ["bash", "cat", "chmod", "dirname", "grep", "mktemp", "rm", "tail", "tee"]
STUB = """#!/bin/bash
name=${0##*/}
echo "$name $*" >> "$STUBS/calls"
echo "real data: ${TRR_REAL_DATA:-}" > "$STUBS/real"
[ -e "$STUBS/$name-${!#}.out" ] && cat "$STUBS/$name-${!#}.out"
if [ -e "$STUBS/$name-${!#}.fails" ]; then
  read -r times < "$STUBS/$name-${!#}.fails"
  [ "$times" -le 0 ] && exit 0
  echo $((times - 1)) > "$STUBS/$name-${!#}.fails"
  exit 1
fi
exit 0
"""
CLOSING = "===== 7 passed, 1 skipped in 3.21s ====="


@dataclass(frozen=True)
class Runner:
    """A clone in which make, apt-get and the like only note their calls."""

    clone: Path
    stubs: Path

    def stub(self, name: str) -> None:
        """Put a command on the path that notes how it was called."""
        (self.stubs / name).write_text(STUB)
        (self.stubs / name).chmod(0o755)

    def says(self, call: str, text: str) -> None:
        """Let a stub, by name and last argument, print a text."""
        (self.stubs / f"{call}.out").write_text(text)

    def fails(self, call: str, times: int) -> None:
        """Let a stub, by name and last argument, fail its first calls."""
        (self.stubs / f"{call}.fails").write_text(f"{times}\n")

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run .ci/run."""
        return subprocess.run(
            [self.clone / ".ci" / "run"],
            env={"PATH": str(self.stubs), "STUBS": str(self.stubs), "CI": "true"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def calls(self) -> list[str]:
        """Return what was called, in order."""
        return (self.stubs / "calls").read_text().splitlines()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a clone on a machine where we are no root and all goes well."""
    clone, stubs = tmp_path / "a clone", tmp_path / "stubs"
    (clone / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", clone / ".ci" / "run")
    (tmp_path / "shared" / "real").mkdir(parents=True)
    stubs.mkdir()
    for tool in TOOLS:
        (stubs / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    made = Runner(clone, stubs)
    for name in ("make", "id", "sleep"):
        made.stub(name)
    made.says("id--u", "1000\n")
    made.says("make-test", f"{CLOSING}\n")
    return made


def test_checks_and_tests_run_and_the_closing_line_is_last(runner: Runner) -> None:
    """A green run sets up, checks, tests and ends with pytest's own count."""
    result = runner.run()

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == CLOSING
    assert runner.calls() == [
        "id -u",
        "make setup",
        "make check",
        "make test-aside",
        "make test",
    ]


def test_recorded_data_beside_the_clone_is_found(runner: Runner) -> None:
    """TRR_REAL_DATA is absolute, so that tests in other folders find it too."""
    runner.run()

    there = runner.clone.parent / "shared" / "real"
    assert (runner.stubs / "real").read_text() == f"real data: {there}\n"


def test_failing_test_fails_the_run(runner: Runner) -> None:
    """The exit code is the tests', although their output goes through a pipe."""
    runner.says("make-test", "===== 1 failed, 7 passed in 3.21s =====\n")
    runner.fails("make-test", 1)

    result = runner.run()

    assert result.returncode == 1
    assert result.stdout.splitlines()[-1] == "===== 1 failed, 7 passed in 3.21s ====="


def test_what_is_tested_aside_counts_as_well(runner: Runner) -> None:
    """It fails the run, whose other tests are still run."""
    runner.fails("make-test-aside", 1)

    result = runner.run()

    assert result.returncode == 1
    assert runner.calls()[-1] == "make test"


def test_failing_check_ends_the_run(runner: Runner) -> None:
    """Nothing is tested that does not pass the checks."""
    runner.fails("make-check", 1)

    assert runner.run().returncode == 1
    assert "make test" not in runner.calls()


def test_interrupted_setup_is_tried_again(runner: Runner) -> None:
    """A registry that fails once or twice does not fail the run."""
    runner.fails("make-setup", 2)

    assert runner.run().returncode == 0
    assert runner.calls().count("make setup") == 3


def test_scripts_can_be_run() -> None:
    """Both scripts are executable and parse."""
    for name, shell in (("run", "bash"), ("setup", "sh")):
        script = ROOT / ".ci" / name
        result = subprocess.run(
            [shell, "-n", script], check=False, capture_output=True, text=True
        )

        assert os.access(script, os.X_OK)
        assert (result.returncode, result.stderr) == (0, "")
