"""Shows what goes on while one looks: redrawn on a terminal, else line by line."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

import msgspec
from rich.console import Console, Group
from rich.live import Live

from scripts._in_hand import NOTHING, line, tables, words
from scripts._schedules import why_unused
from trr_backend.config import Settings
from trr_backend.errors import InputError, StorageError
from trr_backend.models.run_state import InHand, RunShown
from trr_backend.repositories.db import Database
from trr_backend.repositories.run_history import load_in_hand

_LOOK_SECONDS: Final = 1.0
_LINE_SECONDS: Final = 2.0
# What comes last may be below the end of the screen.
_TICKS: Final = 2
_LONGEST_SILENCE_SECONDS: Final = 10.0

Show = Callable[[InHand], None]


async def watch(
    settings: Settings, database: Database, run: str | None, show: Show
) -> int:
    """Show what goes on each second, or one run until it ends; return its exit code.

    A database that is away is asked again. Raises InputError where there is no such
    run.
    """
    async for now in _looks(settings, database, run):
        show(now)
        if run is not None and now.runs[0].state == "ended":
            return int(now.runs[0].outcome != "done")
    raise AssertionError("it goes on until it is interrupted")


async def look(database: Database, run: str | None) -> InHand:
    """Return what goes on; with `run`, the one run whose id begins so, ended or not.

    Raises InputError where it names none, or several.
    """
    if run is not None and not set(run.lower()) <= set("0123456789abcdef-"):
        raise InputError(f"{run} is no id of a run: give a uuid or how one begins")
    async with database.reading() as tx:
        now = await load_in_hand(tx, run and run.lower())
    if run is not None and len(now.runs) != 1:
        found = "no run begins" if not now.runs else "several runs begin"
        raise InputError(f"{found} with {run}; `trr runs list` names them")
    return now


async def look_here(settings: Settings, database: Database, run: str | None) -> InHand:
    """Return the same with those of the schedules alone that act upon something."""
    now = await look(database, run)
    async with database.reading() as tx:
        acting = [
            one for one in now.schedules if await why_unused(settings, tx, one) is None
        ]
    return replace(now, schedules=tuple(acting))


async def _looks(
    settings: Settings, database: Database, run: str | None
) -> AsyncIterator[InHand]:
    has_looked = False
    known: set[UUID] = set()
    while True:
        try:
            now = await look_here(settings, database, run)
            here = {one.id for one in now.runs}
            # What has gone since the last look has ended: that is shown once.
            for one in known - here:
                with suppress(InputError):  # of what did nothing, nothing is kept
                    yield await look(database, str(one))
            known = here
            yield now
            has_looked = True
        except StorageError:
            if not has_looked:
                raise
        await asyncio.sleep(_LOOK_SECONDS * settings.wait_scale)


@contextmanager
def redrawing(console: Console) -> Iterator[Show]:
    """Yield what draws over what it drew before."""
    with Live(console=console, auto_refresh=False) as live:

        def show(now: InHand) -> None:
            shown = tables(now, most_ticks=_TICKS) or [NOTHING]
            live.update(Group(*shown), refresh=True)

        yield show


@dataclass(slots=True)
class Lines:
    """Prints a line a run when it has news, not too often, and when it has had none."""

    console: Console
    wait_scale: float
    _said: dict[UUID, tuple[str, float]] = field(default_factory=dict, init=False)
    _is_idle: bool = field(default=False, init=False)

    def show(self, now: InHand) -> None:
        """Print what is new."""
        for run in now.runs:
            if self._is_due(run):
                self._print(line(run, now))
        if not now.runs and not self._is_idle:
            self._print(NOTHING)
        self._is_idle = not now.runs

    def _is_due(self, run: RunShown) -> bool:
        said, at = self._said.get(run.id, ("", 0.0))
        passed = (time.monotonic() - at) / self.wait_scale
        wanted = _LONGEST_SILENCE_SECONDS if run.state == "queued" else _LINE_SECONDS
        is_due = words(run) != said or passed >= wanted
        if is_due:
            self._said[run.id] = (words(run), time.monotonic())
        return is_due

    def _print(self, text: str) -> None:
        self.console.print(text, soft_wrap=True, markup=False)


def print_json(now: InHand) -> None:
    """Print an object on a line."""
    print(msgspec.json.encode(now).decode(), flush=True)
