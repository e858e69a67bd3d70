"""Where processes that answer behind one port share what they count.

Each takes a free place in the folder: a file for its figures, and a lock on it that the
system gives back however the process ends. Whoever takes the place of one that died
goes on counting from there, so no sum ever falls. Figures are written once a second,
and before any of them are told.
"""

import contextlib
import logging
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from api.metering.figures import Snapshot

_LOG = logging.getLogger(__name__)
_MOST_PLACES = 1024


class Place:
    """One process' place in `folder`; raises OSError where that cannot be written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock, self._file = _take(folder)

    def inherited(self) -> Snapshot:
        """Return what the process before this one left at its place."""
        return _read(self._file) or Snapshot()

    def write(self, figures: Snapshot) -> None:
        """Let the others see what this process has counted."""
        new = self._file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(figures))
        new.replace(self._file)

    def others(self) -> tuple[list[Snapshot], list[Snapshot]]:
        """Return what the other processes wrote: those that live, and those ended."""
        living: list[Snapshot] = []
        ended: list[Snapshot] = []
        for file in sorted(self._folder.glob("*.json")):
            figures = None if file == self._file else _read(file)
            if figures is not None:
                (living if _is_taken(file) else ended).append(figures)
        return living, ended

    def leave(self) -> None:
        """Give the place back; what was counted stays."""
        self._lock.release()


def _take(folder: Path) -> tuple[FileLock, Path]:
    for number in range(_MOST_PLACES):
        file = folder / f"{number}.json"
        lock = _lock(file)
        with contextlib.suppress(Timeout):
            lock.acquire()
            return lock, file
    message = f"{_MOST_PLACES} processes share {folder}"
    raise OSError(message)


def _is_taken(file: Path) -> bool:
    """Say whether a process holds this place."""
    try:
        with _lock(file):
            return False
    except Timeout:
        return True


def _lock(file: Path) -> FileLock:
    return FileLock(file.with_suffix(".lock"), timeout=0, thread_local=False)


def _read(file: Path) -> Snapshot | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Snapshot)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        _LOG.warning("cannot read what a process counted: %s", error)
        return None
