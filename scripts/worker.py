"""`trr worker`: what goes on beside the API, in a process of its own."""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import click

from scripts._bench import Bench, open_bench
from scripts._courier import AT_ONCE, Courier
from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._input import at_end_of_input
from scripts._loops import Loop, keep_going
from scripts._requests import take_requests, take_waiting
from scripts._seat import is_there
from scripts._ticking import tick
from scripts._webhooks import json_option
from scripts._working import prune, prune_daily, wake
from trr_backend.config import Settings, load_settings
from trr_backend.config.workers import worker_name
from trr_backend.engine import is_stuck
from trr_backend.errors import Fenced, InputError
from trr_backend.ingestion.webhooks import WebhookClient
from trr_backend.models.tasks import QUEUES, QueueName
from trr_backend.repositories import queued_runs
from trr_backend.repositories.db import Database
from trr_backend.utils.text import counted

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2


class _Queues(click.ParamType[tuple[QueueName, ...]]):
    """Names of queues with commas between them."""

    name = "queues"

    def convert(
        self,
        value: str | tuple[QueueName, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[QueueName, ...]:
        if isinstance(value, tuple):
            return value
        named = [one.strip() for one in value.split(",") if one.strip()]
        unknown = [one for one in named if one not in QUEUES]
        if unknown or not named:
            said = ", ".join(unknown) or "nothing"
            self.fail(f"{said}: choose of {', '.join(QUEUES)}", param, ctx)
        return tuple(queue for queue in QUEUES if queue in named)


def _name(text: str) -> str:
    try:
        return worker_name(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no name: {error}") from None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a worker is to do: which queues, how much at a time, as whom."""

    queues: tuple[QueueName, ...]
    concurrency: int
    name: str | None
    is_anew: bool


@click.command("worker")
@click.option(
    "--queues",
    type=_Queues(),
    default=QUEUES,
    metavar="NAMES",
    help=f"Take from these only, with commas between: {', '.join(QUEUES)}.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    metavar="N",
    help="So many tasks of each queue at a time; else TRR_WORKER_CONCURRENCY.",
)
@click.option(
    "--name",
    type=_name,
    metavar="NAME",
    help="Its name; else TRR_WORKER_NAME.",
)
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option(
    "--until-eof",
    is_flag=True,
    hidden=True,
    help="End when standard input ends: whoever started it is gone.",
)
@click.option(
    "--anew",
    is_flag=True,
    hidden=True,
    help="Wait for the database where it is away: it was there before.",
)
@json_option
@reports_errors
def command(  # noqa: PLR0913 -- one parameter an option, as click hands them over
    *,
    queues: tuple[QueueName, ...],
    concurrency: int | None,
    name: str | None,
    once: bool,
    until_eof: bool,
    anew: bool,
    as_json: bool,
) -> None:
    """Do runs, tell webhooks, and do what the API was asked for, until Ctrl-C.

    Runs come from `--detach`, from the API and from schedules (`trr schedule list`).
    Any number of workers, on any machine that reaches the database and the store, share
    them. One that dies loses nothing: started again under its name it goes on at once,
    else others do its work within a minute. `trr serve` runs a worker itself.

    It needs a connection to the database of its own: where TRR_DATABASE_URL names a
    transaction pooler, set TRR_DATABASE_DIRECT_URL.

    \b
    Examples:
      trr worker
      trr worker --queues pictures --concurrency 4
      trr worker --once --json
    """
    settings = load_settings()
    if as_json and not once:
        raise InputError("--json says what was done: it needs --once")
    asked = _Asked(
        queues,
        concurrency or settings.worker_concurrency,
        name or settings.worker_name,
        is_anew=anew,
    )
    if once:
        sys.exit(asyncio.run(_once(settings, asked, as_json=as_json)))
    if asyncio.run(_work(settings, asked, until_eof=until_eof)):
        if is_stuck():
            _LOG.warning("the database is away; what was begun is taken up later")
            logging.shutdown()
            os._exit(0)
        return
    _LOG.warning("this worker was taken for dead; it begins anew")
    # As it was called: by `trr worker`, or as a module by `trr serve`.
    words = [word for word in sys.argv[1:2] if word != "worker"] + sys.argv[2:]
    words += [] if anew else ["--anew"]
    arguments = [sys.executable, "-m", "scripts.worker", *words]
    os.execv(sys.executable, arguments)  # noqa: S606 -- the very same program


async def _once(settings: Settings, asked: _Asked, *, as_json: bool) -> int:
    """Return the exit code: 1 where a message was not taken."""
    _many_names_at_once()
    async with (
        open_migrated(settings) as database,
        aclosing(WebhookClient(settings)) as client,
    ):
        requests = await take_waiting(settings)
        runs = await _until_done(settings, asked, database)
        courier = Courier(database, client, _print, wait_scale=settings.wait_scale)
        await courier.once()
        pruned = await prune(settings, database)
    told = {name: courier.said[name] for name in ("taken", "events", "failed")}
    if as_json:
        row = {"webhooks": told, "requests": requests, "runs": runs, "pruned": pruned}
        print(json.dumps(row, indent=2))
    else:
        _print(
            f"{counted(told['taken'], 'message')} taken, {told['failed']} failed, "
            f"{counted(requests, 'request')} and {counted(runs, 'run')} done, "
            f"{counted(pruned, 'old change')} forgotten"
        )
    return 1 if told["failed"] else 0


async def _until_done(settings: Settings, asked: _Asked, database: Database) -> int:
    """Do the runs that wait or go on; return how many that were."""
    async with database.transaction() as tx:
        if not await queued_runs.load_in_hand(tx):
            return 0
    fenced, seen = asyncio.Event(), set[UUID]()
    async with _bench(settings, asked, fenced.set) as bench:
        keeping = asyncio.create_task(bench.keeper.keep())
        try:
            while found := await bench.orders.look():
                seen |= found
                await asyncio.sleep(_LOOK_SECONDS)
                if fenced.is_set():
                    raise Fenced
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
    return len(seen)


async def _work(settings: Settings, asked: _Asked, *, until_eof: bool) -> bool:
    """Work until it is told to stop; False: it was taken for dead."""
    stop = asyncio.Event()
    fenced = asyncio.Event()

    def begin_anew() -> None:
        fenced.set()
        stop.set()

    _stop_when_told(stop, until_eof=until_eof)
    _many_names_at_once()
    # Whoever started it as a part of something else has the terminal for that.
    say: Callable[[str], None] = _LOG.info if until_eof else _print
    if asked.is_anew and not await is_there(settings, stop):
        return True
    async with (
        _bench(settings, asked, begin_anew) as bench,
        aclosing(WebhookClient(settings)) as client,
    ):
        database = bench.database
        courier = Courier(database, client, say, wait_scale=settings.wait_scale)
        loops = [
            Loop("keeping the worker's name", bench.keeper.keep),
            Loop("looking after runs", bench.orders.follow),
            Loop("telling webhooks", courier.serve),
            Loop(
                "doing what was asked for",
                partial(take_requests, settings, stop),
                heeds=True,
            ),
            Loop("following the feed", partial(wake, settings, courier)),
            Loop("forgetting old changes", partial(prune_daily, settings, bench)),
        ]
        if settings.schedules:
            loops.append(
                Loop("looking at the clock", partial(tick, settings, database))
            )
        say(f"working as {bench.seat.name}; Ctrl-C ends it")
        await keep_going(loops, stop, wait_scale=settings.wait_scale)
    return not fenced.is_set()


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


def _bench(
    settings: Settings, asked: _Asked, fenced: Callable[[], None]
) -> AbstractAsyncContextManager[Bench]:
    return open_bench(
        settings,
        name=asked.name,
        queues=asked.queues,
        concurrency=asked.concurrency,
        fenced=fenced,
    )


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    command()
