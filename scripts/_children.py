"""Processes that a command starts and stops again: the stand-in, the API."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from trr_backend.errors import TrrError

_STOP_SECONDS = 10


@contextmanager
def child(
    *arguments: str, announces: str, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run `python -m ARGUMENTS` and yield the word after `announces` in its first line.

    It is stopped at the end. Raises TrrError where it ends before it is ready.
    """
    process = subprocess.Popen(  # noqa: S603 -- our own modules, no shell
        [sys.executable, "-m", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(env) if env is not None else None,
        # Ctrl-C is for this process alone: it ends its children, once.
        start_new_session=True,
    )
    try:
        yield _first_word(process, arguments[0], announces)
    finally:
        _stop(process)


def _first_word(process: "subprocess.Popen[str]", name: str, announces: str) -> str:
    if process.stdout is None:
        message = "started without a pipe"
        raise AssertionError(message)
    line = process.stdout.readline().strip()
    if announces not in line:
        raise TrrError(f"{name} did not start; what is above says why")
    return line.partition(announces)[2].split()[0]


def _stop(process: "subprocess.Popen[str]") -> None:
    """End it kindly, then for certain; its pipes are closed."""
    process.terminate()
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
