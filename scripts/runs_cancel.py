"""`trr runs cancel`: a run that shall end now."""

import asyncio
import json
import sys
import time

import click

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._in_hand import words
from scripts._watching import look
from scripts._webhooks import json_option
from trr_backend.config import load_settings
from trr_backend.errors import Conflict, InputError
from trr_backend.models.run_state import RunShown
from trr_backend.repositories import queued_runs
from trr_backend.repositories.db import Database
from trr_backend.utils.lasting import lasting

_LOOK_SECONDS = 0.1


@click.command("cancel")
@click.argument("run", metavar="ID")
@click.option(
    "--wait",
    type=click.FloatRange(0, 3600),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="Wait so long for its end.",
)
@json_option
@reports_errors
def command(*, run: str, wait: float, as_json: bool) -> None:
    """End a run that workers do or shall do, and wait until it has ended.

    What it has done stays; what it was doing is left as it was. ID is its uuid, or how
    that begins. Exit code 1 where it has not ended in time: it will once a worker
    hears of it.

    \b
    Example:
      trr runs cancel 3f2a91c0
    """
    begun = time.monotonic()
    ended = asyncio.run(_cancel(run, wait))
    seconds = round(time.monotonic() - begun, 3)
    has_ended = ended.state == "ended"
    if as_json:
        row = {"run_id": str(ended.id), "outcome": ended.outcome, "seconds": seconds}
        print(json.dumps(row))
    elif has_ended:
        print(f"run {ended.id} ended after {lasting(seconds)}: {words(ended)}")
    else:
        print(
            f"run {ended.id} is told to end and has not within {wait:g} s; it does "
            "once a worker hears of it (`trr status` shows whether one is there)"
        )
    sys.exit(0 if has_ended else 1)


async def _cancel(named: str, wait: float) -> RunShown:
    """Return the run after its end, or as it is after so many seconds."""
    async with open_migrated(load_settings()) as database:
        run = (await look(database, named)).runs[0]
        try:
            async with database.transaction() as tx:
                is_told = await queued_runs.ask_cancel(tx, run.id)
        except Conflict as error:
            raise InputError(str(error)) from None
        if not is_told:
            raise InputError(f"run {run.id} has ended already: {words(run)}")
        return await _awaited(database, run, wait)


async def _awaited(database: Database, run: RunShown, wait: float) -> RunShown:
    end = time.monotonic() + wait
    while run.state != "ended" and time.monotonic() < end:
        await asyncio.sleep(_LOOK_SECONDS)
        run = (await look(database, str(run.id))).runs[0]
    return run


if __name__ == "__main__":
    command()
