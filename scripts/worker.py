"""`trr worker`: what goes on beside the API, in a process of its own."""

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial

import click

from scripts._courier import AT_ONCE, Courier
from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._input import at_end_of_input
from scripts._loops import Loop, keep_going
from scripts._requests import take_requests, take_waiting
from scripts._webhooks import json_option
from scripts._working import prune, prune_daily, wake
from trr_backend.config import Settings, load_settings
from trr_backend.errors import InputError
from trr_backend.ingestion.webhooks import WebhookClient
from trr_backend.utils.text import counted

_LOG = logging.getLogger(__name__)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option(
    "--until-eof",
    is_flag=True,
    hidden=True,
    help="End when standard input ends: whoever started it is gone.",
)
@json_option
@reports_errors
def command(*, once: bool, until_eof: bool, as_json: bool) -> None:
    """Tell webhooks of changes and do what the API was asked for, until Ctrl-C.

    Once a day it forgets changes that are older than TRR_EVENTS_DAYS, and who asked
    for what after a year. `trr serve` runs a worker itself. Any number of them, on any
    machine that reaches the database, share the work.

    \b
    Examples:
      trr worker
      trr worker --once --json
    """
    settings = load_settings()
    if once:
        sys.exit(asyncio.run(_once(settings, as_json=as_json)))
    if as_json:
        raise InputError("--json says what was done: it needs --once")
    asyncio.run(_work(settings, until_eof=until_eof))


async def _once(settings: Settings, *, as_json: bool) -> int:
    """Return the exit code: 1 where a message was not taken."""
    _many_names_at_once()
    async with (
        open_migrated(settings) as database,
        aclosing(WebhookClient(settings)) as client,
    ):
        courier = Courier(database, client, _print, wait_scale=settings.wait_scale)
        await courier.once()
        requests = await take_waiting(settings)
        pruned = await prune(settings, database)
    told = {name: courier.said[name] for name in ("taken", "events", "failed")}
    if as_json:
        row = {"webhooks": told, "requests": requests, "pruned": pruned}
        print(json.dumps(row, indent=2))
    else:
        _print(
            f"{counted(told['taken'], 'message')} taken, {told['failed']} failed, "
            f"{counted(requests, 'request')} done, "
            f"{counted(pruned, 'old change')} forgotten"
        )
    return 1 if told["failed"] else 0


async def _work(settings: Settings, *, until_eof: bool) -> None:
    stop = asyncio.Event()
    _stop_when_told(stop, until_eof=until_eof)
    _many_names_at_once()
    # Whoever started it as a part of something else has the terminal for that.
    say: Callable[[str], None] = _LOG.info if until_eof else _print
    async with (
        open_migrated(settings) as database,
        aclosing(WebhookClient(settings)) as client,
    ):
        courier = Courier(database, client, say, wait_scale=settings.wait_scale)
        loops = [
            Loop("telling webhooks", courier.serve),
            Loop(
                "doing what was asked for",
                partial(take_requests, settings, stop),
                heeds=True,
            ),
            Loop("following the feed", partial(wake, settings, courier)),
            Loop("forgetting old changes", partial(prune_daily, settings, database)),
        ]
        say("working; Ctrl-C ends it")
        await keep_going(loops, stop, wait_scale=settings.wait_scale)


def _stop_when_told(stop: asyncio.Event, *, until_eof: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if until_eof:
        at_end_of_input(stop.set)


def _many_names_at_once() -> None:
    """Look up a name a target: by default some five slow ones hold up all others."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="names")
    asyncio.get_running_loop().set_default_executor(pool)


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    command()
