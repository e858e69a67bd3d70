"""A command that is left to workers: a row is all that it makes."""

import asyncio
import getpass
import json
import sys
from typing import NoReturn

from scripts._database import open_migrated
from scripts._options import Request
from scripts._selecting import check_selection
from trr_backend.config import Settings, load_settings
from trr_backend.errors import InputError
from trr_backend.models.tasks import DETACHED, PERSON, Queued
from trr_backend.repositories import queued_runs, workers


def detach_and_exit(name: str, request: Request) -> NoReturn:
    """Ask workers for a run, print its id, and exit. Raises InputError."""
    if request.dry_run:
        raise InputError("--dry-run is told here: leave --detach away")
    queued, is_anyone_there = asyncio.run(_enqueue(load_settings(), name, request))
    print_queued(queued, is_anyone_there=is_anyone_there, as_json=request.as_json)
    sys.exit(0)


def print_queued(queued: Queued, *, is_anyone_there: bool, as_json: bool) -> None:
    """Print the id of a run that waits for workers, and whether there are any."""
    if as_json:
        row = {"run_id": str(queued.id), "is_new": queued.is_new}
        print(json.dumps(row | {"workers": is_anyone_there}))
    else:
        print(queued.id)
        _say(queued, is_anyone_there=is_anyone_there)


def _say(queued: Queued, *, is_anyone_there: bool) -> None:
    """Tell people what to do with it; the id alone goes to stdout."""
    if not queued.is_new:
        print("the very same waits already: this is its id", file=sys.stderr)
    if is_anyone_there:
        line = f"`trr status --watch --run {queued.id}` shows how far it is"
    else:
        line = "no worker is there to do it: `trr worker` or `trr serve` starts one"
    print(line, file=sys.stderr)


async def _enqueue(
    settings: Settings, name: str, request: Request
) -> tuple[Queued, bool]:
    async with open_migrated(settings) as database, database.transaction() as tx:
        await check_selection(tx, request.selection)
        queued = await queued_runs.enqueue(
            tx,
            name,
            request.for_record(),
            actor=f"cli:{user()}",
            priority=PERSON if request.selection.shows else DETACHED,
        )
        return queued, await workers.is_anyone_there(tx)


def user() -> str:
    """Return who runs this process, as a run names whoever asked for it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
