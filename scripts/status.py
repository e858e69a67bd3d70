"""`trr status`: what goes on, how old each part is, what is due, what waits."""

import asyncio
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, date, datetime

import click
import msgspec
from rich.console import Console

from scripts import sync_people
from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._in_hand import tables
from scripts._status import print_status
from scripts._watching import Lines, Show, look_here, print_json, redrawing
from scripts._watching import watch as watch_runs
from trr_backend.config import load_settings
from trr_backend.ingestion.imdb_answers import IMDB_API_MAX_AGE
from trr_backend.models.run_state import InHand
from trr_backend.repositories.families import SLOW, SLOW_AIRING
from trr_backend.repositories.people import PersonFreshness
from trr_backend.repositories.shows import Freshness
from trr_backend.repositories.status import Age, Status, load_status

_SHOWS = Freshness()
_PEOPLE = PersonFreshness("", sync_people.AGE)
# As old as the stages let them be.
_AGES = (
    Age("tmdb", "tv", _SHOWS.settled, _SHOWS.airing, _SHOWS.spread),
    Age("tmdb", "tv_part", _SHOWS.settled, _SHOWS.airing, _SHOWS.spread),
    Age("tmdb", "tv_lang", SLOW, SLOW_AIRING),
    Age("tmdb", "episode_group", SLOW, SLOW_AIRING),
    Age("tmdb", "person", _PEOPLE.age, _PEOPLE.age, _PEOPLE.spread),
    Age("imdb", "title", IMDB_API_MAX_AGE, IMDB_API_MAX_AGE),
)


@click.command("status")
@click.option(
    "--watch",
    is_flag=True,
    help="Show what goes on each second, until Ctrl-C or the end of the --run.",
)
@click.option("--run", metavar="ID", help="Only this run: a uuid, or how one begins.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON to stdout; with --watch an object a line.",
)
@reports_errors
def command(*, watch: bool, run: str | None, as_json: bool) -> None:
    """Say what goes on, how old each part is, what is due, and what waits for you.

    Of each run: its stages, the items a second of the last half minute, the requests to
    upstreams, and when it is expected to end. With --watch and --run the exit code is 1
    unless all of the run was done.

    \b
    Examples:
      trr status --json
      trr status --watch
      trr status --watch --run 3f2a91c0
    """
    if watch:
        sys.exit(_watch(run, as_json=as_json))
    now, status = asyncio.run(_load(run))
    if as_json:
        whole = {} if status is None else asdict(status)
        told = {"now": msgspec.to_builtins(now), **whole}
        print(json.dumps(told, indent=2, default=_text, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for part in tables(now):
        console.print(part)
    if status is not None:
        print_status(console, status, datetime.now(UTC))


def _watch(run: str | None, *, as_json: bool) -> int:
    """Return the exit code; Ctrl-C is how one stops looking."""
    try:
        return asyncio.run(_show(run, as_json=as_json))
    except KeyboardInterrupt:
        return 0


async def _show(run: str | None, *, as_json: bool) -> int:
    settings = load_settings()
    console = Console(highlight=False)
    with ExitStack() as stack:
        async with open_migrated(settings) as database:
            if as_json:
                show: Show = print_json
            elif console.is_terminal:
                show = stack.enter_context(redrawing(console))
            else:
                show = Lines(console, settings.wait_scale).show
            return await watch_runs(settings, database, run, show)


async def _load(run: str | None) -> tuple[InHand, Status | None]:
    """Return what goes on, and, but for one run alone, how the rest stands."""
    settings = load_settings()
    async with open_migrated(settings) as database:
        now = await look_here(settings, database, run)
        if run is not None:
            return now, None
        async with database.transaction() as tx:
            return now, await load_status(tx, _AGES)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


if __name__ == "__main__":
    command()
