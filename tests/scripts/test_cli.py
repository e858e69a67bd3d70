"""`trr` as a tree of commands: one file each, each with an example."""

import importlib
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.command_tree import TRR, leaves
from tests.project_files import ROOT

# Files of scripts that are no command of their own.
SHARED = {"__init__", "cli"}


COMMANDS = dict(leaves())
MODULES = sorted(
    path.stem
    for path in (ROOT / "scripts").glob("*.py")
    if path.stem not in SHARED and not path.stem.startswith("_")
)


ENDED = "-- ended\n"
# Runs each as `python -m` does, in one interpreter: starting one takes half a second.
RUN_MODULES = f"""
import runpy, sys
for name in sys.argv[1:]:
    sys.argv = [name, "--help"]
    sys.modules.pop("scripts." + name, None)
    try:
        runpy.run_module("scripts." + name, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        assert not end.code, name
    sys.stdout.write({ENDED!r})
"""


def module_of(path: tuple[str, ...]) -> str:
    """Return the module that a command's words name."""
    return "_".join(path).replace("-", "_")


def test_every_command_is_a_file_and_every_file_a_command() -> None:
    """`trr sync people` is scripts/sync_people.py, both ways."""
    assert sorted(module_of(path) for path in COMMANDS) == MODULES


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_file_holds_the_command(path: tuple[str, ...]) -> None:
    """The command that `trr` runs is the one its file defines."""
    module = importlib.import_module(f"scripts.{module_of(path)}")

    assert module.command is COMMANDS[path]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example_that_is_this_command(path: tuple[str, ...]) -> None:
    """Help says in one line what the command does and shows how it is called."""
    result = CliRunner().invoke(TRR, [*path, "--help"])

    assert result.exit_code == 0, result.output
    _, _, example = result.output.partition("Example")
    assert re.search(rf"\btrr {' '.join(path)}\b", example)
    assert COMMANDS[path].get_short_help_str()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_examples_name_options_that_exist(path: tuple[str, ...]) -> None:
    """An example whose option was renamed would send its reader astray."""
    params = COMMANDS[path].params
    known = {name for one in params for name in (*one.opts, *one.secondary_opts)}
    example = (COMMANDS[path].help or "").partition("Example")[2]

    assert set(re.findall(r"(?<!\S)--[a-z][a-z-]*", example)) <= {*known, "--help"}


def test_each_file_runs_as_a_module() -> None:
    """`python -m scripts.sync_people` is the same command."""
    result = subprocess.run(
        [sys.executable, "-c", RUN_MODULES, *MODULES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (result.returncode, result.stderr) == (0, "")
    helps = result.stdout.split(ENDED)
    assert len(helps) == len(MODULES) + 1
    assert all("Example" in one for one in helps[:-1])


@pytest.mark.parametrize(
    "arguments", [["no-such-command"], ["sync", "nothing"], ["sync", "all", "--nope"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    """A mistyped command or option is told apart from work that failed."""
    result = CliRunner().invoke(TRR, arguments)

    assert result.exit_code == 2
    assert "Usage: " in result.output
