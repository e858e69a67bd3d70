"""What make does on a newcomer's machine, with a Python that only notes its calls.

The real install is what brings these tests to life; here it is the ways to get there:
which Python is taken, what is done once, and what happens after an interruption.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ["awk", "basename", "cat", "cmp", "cp", "dirname", "make", "mkdir", "rm", "sh"]

STUB = """#!/bin/sh
name=$(basename "$0")
echo "$name $*" >> "$STUB_LOG"
case "$name $*" in
  python*version_info*) [ ! -e "$0.old" ] ;;
  python*ensurepip*) [ ! -e "$0.bare" ] ;;
  python*"--version") echo "Python 3.13.9" ;;
  python*"-m venv --clear .venv")
    rm -rf .venv
    mkdir -p .venv/bin
    for tool in python ruff mypy lint-imports pytest trr; do
      cp "$0" ".venv/bin/$tool"
    done ;;
  python*"-r requirements.txt") [ ! -e "$STUB_LOG.cut" ] ;;
  mypy*) [ ! -e "$STUB_LOG.wrong-types" ] ;;
  dpkg-query*) printf installed ;;
esac
"""
VENV = "python3.13 -m venv --clear .venv"
PINNED = (
    "python -m pip install -qq --no-input --disable-pip-version-check "
    "--require-hashes --only-binary :all: -r requirements.txt"
)
PROJECT = (
    "python -m pip install -qq --no-input --disable-pip-version-check "
    "--no-deps --no-build-isolation -e ."
)


@dataclass(frozen=True)
class Machine:
    """A checkout and the few tools a bare machine has."""

    checkout: Path
    tools: Path
    log: Path

    def add_tool(self, name: str) -> None:
        """Install the stub under a name."""
        (self.tools / name).write_text(STUB)
        (self.tools / name).chmod(0o755)

    def add_python(self, name: str, *flaws: str) -> None:
        """Install the stub as a Python; flaws: old (3.10), bare (no venv)."""
        self.add_tool(name)
        for flaw in flaws:
            (self.tools / f"{name}.{flaw}").touch()

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make in the checkout."""
        return subprocess.run(
            ["make", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.tools), "STUB_LOG": str(self.log)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def effects(self) -> list[str]:
        """Return the calls since the last look that were no mere questions."""
        calls = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [
            call for call in calls if " -c " not in call and "--version" not in call
        ]

    def touch_later(self, name: str, text: str) -> None:
        """Change a file so that make sees it as newer than anything else."""
        path = self.checkout / name
        path.write_text(path.read_text() + text)
        os.utime(self.checkout / ".venv" / ".ready", (0, 0))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine without any Python, its checkout in an awkward place."""
    tools, checkout = tmp_path / "tools", tmp_path / "it's a (new), checkout"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    (checkout / ".ci").mkdir(parents=True)
    for name in ("Makefile", ".ci/packages", ".ci/setup"):
        shutil.copy(ROOT / name, checkout / name)
    (checkout / "requirements.txt").write_text("one==1\n")
    (checkout / "pyproject.toml").write_text("[project]\n")
    return Machine(checkout, tools, tmp_path / "calls")


def test_first_run_installs_and_second_does_nothing(machine: Machine) -> None:
    """The venv, the pinned dependencies and the project are installed once."""
    machine.add_python("python3.13")

    first = machine.make("setup")
    done = machine.effects()
    second = machine.make("setup")

    assert (first.returncode, first.stderr, first.stdout.splitlines()) == (
        0,
        "",
        [
            "setup: making .venv with Python 3.13.9",
            "setup: installing the pinned dependencies, once",
        ],
    )
    assert done == [VENV, PINNED, PROJECT]
    assert (second.returncode, machine.effects()) == (0, [])


def test_changed_pins_are_installed_into_the_same_venv(machine: Machine) -> None:
    """New requirements need no new venv."""
    machine.add_python("python3.13")
    machine.make("setup")
    machine.effects()
    machine.touch_later("requirements.txt", "two==2\n")

    assert machine.make("setup").returncode == 0
    assert machine.effects() == [PINNED, PROJECT]


def test_changed_project_is_installed_alone(machine: Machine) -> None:
    """A new pyproject.toml with the same pins costs no look at the dependencies."""
    machine.add_python("python3.13")
    machine.make("setup")
    machine.effects()
    machine.touch_later("pyproject.toml", "name = 'x'\n")

    assert machine.make("setup").returncode == 0
    assert machine.effects() == [PROJECT]


def test_interrupted_install_begins_from_nothing(machine: Machine) -> None:
    """After an install that was cut off the next run makes a new venv."""
    machine.add_python("python3.13")
    cut = machine.log.with_name(f"{machine.log.name}.cut")
    cut.touch()

    failed = machine.make("setup")
    machine.effects()
    cut.unlink()
    repaired = machine.make("setup")

    assert failed.returncode != 0
    assert "run the same command again" in failed.stderr
    assert repaired.returncode == 0
    assert machine.effects() == [VENV, PINNED, PROJECT]


def test_moved_checkout_gets_a_venv_of_its_own(machine: Machine) -> None:
    """A copied .venv would run the code of the checkout it was copied from."""
    machine.add_python("python3.13")
    machine.make("setup")
    machine.effects()
    moved = machine.checkout.rename(machine.checkout.with_name("moved"))
    there = Machine(moved, machine.tools, machine.log)

    assert there.make("setup").returncode == 0
    assert there.effects() == [VENV, PINNED, PROJECT]


def test_newest_python_that_can_make_a_venv_is_taken(machine: Machine) -> None:
    """Pythons that are too old or lack the venv module are passed over."""
    machine.add_python("python3.13", "bare")
    machine.add_python("python3.12", "old")
    machine.add_python("python3")

    assert machine.make("setup").returncode == 0
    assert machine.effects()[0] == "python3 -m venv --clear .venv"


def test_named_python_comes_first(machine: Machine) -> None:
    """PYTHON chooses the interpreter."""
    machine.add_python("python3.13")
    machine.add_python("python-of-mine")

    assert machine.make("setup", "PYTHON=python-of-mine").returncode == 0
    assert machine.effects()[0] == "python-of-mine -m venv --clear .venv"


def test_machine_without_python_gets_one_line(machine: Machine) -> None:
    """Nothing is made, and the error says what to install."""
    machine.add_python("python3", "old")

    result = machine.make("test")

    assert result.returncode != 0
    assert result.stderr.splitlines()[0] == (
        "setup: no Python 3.11 or newer found: install one, "
        "or name it with PYTHON=/path/to/python3"
    )
    assert not (machine.checkout / ".venv").exists()


def test_python_without_venv_names_the_package(machine: Machine) -> None:
    """Debian's Python comes without venv; the error names the package."""
    machine.add_python("python3", "bare")

    result = machine.make("demo")

    assert result.returncode != 0
    assert result.stderr.splitlines()[0] == (
        "setup: python3 has no venv module: install your system's package of it "
        "(Debian, Ubuntu: python3-venv)"
    )


def test_parallel_targets_share_one_install(machine: Machine) -> None:
    """With -j the targets wait for a single setup."""
    machine.add_python("python3.13")

    result = machine.make("-j8", "check", "test")

    assert result.returncode == 0
    effects = machine.effects()
    assert effects[:3] == [VENV, PINNED, PROJECT]
    assert sorted(effects[3:]) == [
        "lint-imports --no-logo",
        "mypy ",
        "pytest ",
        "ruff check .",
        "ruff format --check .",
    ]


def test_failing_check_fails_make(machine: Machine) -> None:
    """One failing tool makes the whole check fail."""
    machine.add_python("python3.13")
    machine.log.with_name(f"{machine.log.name}.wrong-types").touch()

    assert machine.make("check").returncode != 0


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["demo"], "trr demo "),
        (["demo", "ONCE=1"], "trr demo --once"),
        (["serve", "ARGS=--port 9000"], "trr serve --port 9000"),
        (["test", "ARGS=-k offers"], "pytest -k offers"),
    ],
)
def test_target_runs_its_command(
    machine: Machine, arguments: list[str], command: str
) -> None:
    """A target is one command, with what was said on make's command line."""
    machine.add_python("python3.13")

    assert machine.make(*arguments).returncode == 0
    assert machine.effects()[-1].rstrip() == command.rstrip()


def test_wiki_target_looks_for_its_packages(machine: Machine) -> None:
    """The tests that need a MediaWiki run, one after the other, once it is there."""
    machine.add_python("python3.13")

    without = machine.make("test-wiki")
    machine.effects()
    for tool in ("apt-get", "dpkg-query"):
        machine.add_tool(tool)
    with_it = machine.make("test-wiki", "ARGS=-k site")

    assert without.returncode != 0
    assert without.stderr.startswith("packages: no apt-get here to install php-cgi ")
    assert with_it.returncode == 0
    calls = [call for call in machine.effects() if not call.startswith("dpkg-query")]
    assert calls == ["pytest -m wiki -n 0 -k site"]


def test_help_lists_every_target(machine: Machine) -> None:
    """`make` alone says what there is; no target is hidden."""
    result = machine.make()
    listed = re.findall(r"^  ([a-z-]+) +\S.*$", result.stdout, re.MULTILINE)
    phony = re.search(
        r"^\.PHONY: (help .+)$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )

    assert result.returncode == 0
    assert phony is not None
    assert listed == phony[1].split()
