"""Commands in processes of their own whose modules are imported already.

To import them takes a command 0.8 s of a processor, ten kills ten times that. They are
forked from a server of this test process's that has imported them and done no more.
"""

import importlib
import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_IMPORTED = [
    *("scripts.sync_all", "scripts.enrich_cast", "scripts.worker"),
    *("scripts.serve", "scripts._server", "api.app"),
    "tests.forked",
]
_CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Forked:
    """A command that runs, with the part of `subprocess.Popen` that tests need."""

    process: ForkServerProcess
    folder: Path

    @property
    def pid(self) -> int:
        """The process, and its group."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, negative: the signal that ended it; None while it runs."""
        return self.process.exitcode

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self.process.exitcode

    def kill(self) -> None:
        """Send SIGKILL to it alone."""
        self.process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raises TimeoutError."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise TimeoutError(f"{self.process} runs after {timeout} s")
        return self.process.exitcode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end; return what it printed and what it said of errors."""
        self.wait(timeout)
        out, err = ((self.folder / name).read_text() for name in ("out", "err"))
        return out, err


def fork(
    arguments: tuple[str, ...], cwd: Path, environment: Mapping[str, str], folder: Path
) -> Forked:
    """Start `python -m ARGUMENTS`, as leader of a group; it prints into `folder`."""
    _CONTEXT.set_forkserver_preload(_IMPORTED)
    given = (arguments, cwd, dict(environment), folder)
    process = _CONTEXT.Process(target=_run, args=given)
    process.start()
    return Forked(process, folder)


def _run(
    arguments: tuple[str, ...], cwd: Path, environment: dict[str, str], folder: Path
) -> None:
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    written = os.O_WRONLY | os.O_CREAT
    for number, path, flags in (
        (0, Path(os.devnull), os.O_RDONLY),
        (1, folder / "out", written),
        (2, folder / "err", written),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    module, *rest = arguments
    # As it would be in a process of its own, which may call itself anew.
    sys.argv = [f"{module.replace('.', '/')}.py", *rest]
    importlib.import_module(module).command(rest)
