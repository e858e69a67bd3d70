"""Progress of long work on stderr: bars on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from scripts._tally import Tally

_LINE_SECONDS = 5.0
_MB = 1_000_000


class Watcher(Protocol):
    """Is told of each stage and of each finished item."""

    def begin(self, stage: str, total: int) -> None:
        """Begin a stage of `total` items."""
        ...

    def advance(self, *, failed: bool) -> None:
        """Count one finished item."""
        ...

    def count(self, *, put_bytes: int, failed: bool) -> None:
        """Count one finished picture and the bytes that were put into the store."""
        ...

    def part(self, name: str, done: int, total: int) -> None:
        """Show how many bytes of a large file were fetched or read; 0: of unknown."""
        ...

    def end(self) -> None:
        """End the stage."""
        ...


class _Bars:
    """One bar a stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._parts: dict[str, TaskID] = {}

    def begin(self, stage: str, total: int) -> None:
        self._task = self._progress.add_task(stage, total=total, failed="")
        self._failed = 0
        self._tally = Tally()

    def advance(self, *, failed: bool) -> None:
        if self._task is None:
            return
        self._failed += failed
        note = f"[red]{self._failed} failed[/] " if self._failed else ""
        self._progress.update(self._task, advance=1, failed=f"{note}{self._tally}")

    def count(self, *, put_bytes: int, failed: bool) -> None:
        self._tally.add(put_bytes=put_bytes, failed=failed)
        self.advance(failed=failed)

    def part(self, name: str, done: int, total: int) -> None:
        if name not in self._parts:
            self._parts[name] = self._progress.add_task(f"  {name} (MB)", failed="")
        self._progress.update(
            self._parts[name], completed=done // _MB, total=max(total // _MB, 1)
        )

    def end(self) -> None:
        self._task = None
        self._parts.clear()


class _Lines:
    """A line when a stage begins and ends, and now and then between."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = time.monotonic() + _LINE_SECONDS

    def begin(self, stage: str, total: int) -> None:
        self._stage, self._total = stage, total
        self._count = self._failed = 0
        self._tally = Tally()
        self._next = time.monotonic() + _LINE_SECONDS

    def count(self, *, put_bytes: int, failed: bool) -> None:
        self._tally.add(put_bytes=put_bytes, failed=failed)
        self.advance(failed=failed)

    def advance(self, *, failed: bool) -> None:
        self._count += 1
        self._failed += failed
        if time.monotonic() >= self._next:
            self._say()
            self._next = time.monotonic() + _LINE_SECONDS

    def part(self, name: str, done: int, total: int) -> None:
        if time.monotonic() >= self._next:
            self._console.print(f"  {name}: {done // _MB} of {total // _MB} MB")
            self._next = time.monotonic() + _LINE_SECONDS

    def end(self) -> None:
        if self._total:
            self._say()

    def _say(self) -> None:
        failed = f", {self._failed} failed" if self._failed else ""
        figures = f" ({figures})" if (figures := str(self._tally)) else ""
        self._console.print(
            f"{self._stage}: {self._count}/{self._total}{failed}{figures}"
        )


class _Silence:
    """For callers that show nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Say nothing."""

    def advance(self, *, failed: bool) -> None:
        """Say nothing."""

    def count(self, *, put_bytes: int, failed: bool) -> None:
        """Say nothing."""

    def part(self, name: str, done: int, total: int) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


@contextmanager
def watching(*, silent: bool = False) -> Iterator[Watcher]:
    """Yield what shows progress here: bars, lines, or nothing when `silent`."""
    if silent:
        yield _Silence()
        return
    console = Console(stderr=True, highlight=False)
    if not sys.stderr.isatty():
        yield _Lines(console)
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
        console=console,
    ) as progress:
        yield _Bars(progress)
