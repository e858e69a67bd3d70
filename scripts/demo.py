"""`trr demo`: the whole product on this machine, with a catalogue that comes along."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from rich.console import Console

from scripts._children import child
from scripts._errors import reports_errors
from scripts._options import Request
from scripts._overview import load_overview, print_overview, print_where
from scripts._report import RunReport, print_report
from scripts._run import run_stages
from scripts._variants import VARIANTS
from scripts._wiki_stages import whole
from scripts.import_lists import import_stage
from scripts.sync_all import STAGES
from trr_backend.config import Settings, load_settings
from trr_backend.models.wiki import Wiki
from trr_backend.repositories.embedded import server_state, stop_server

_LISTS = Path(__file__).parents[1] / "standin" / "catalogue" / "lists"
# The third is kept "at TMDb": the stand-in serves it.
_SOURCES = (
    str(_LISTS / "demo-watchlist.csv"),
    str(_LISTS / "demo-list.txt"),
    "https://www.themoviedb.org/list/900000001",
)
# Written for the demo: what Fandom's wikis say is not ours to ship.
_WIKIS = (Wiki.fandom("survivor-demo"),)
# The demo's rows are partly made up: they go nowhere but into its own folder.
_SET_ASIDE = (
    "TRR_DATABASE_URL",
    "TRR_MEDIA_URL",
    "TRR_CDN_BASE_URL",
)


@click.command("demo")
@click.option("--once", is_flag=True, help="End after the run instead of serving.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where the API is served; a free port is taken where it is busy.",
)
@reports_errors
def command(*, once: bool, port: int) -> None:
    """Bring a small catalogue through the whole pipeline and serve it.

    A stand-in answers like TMDb, so neither a key nor a network is needed. Data is kept
    in TRR_HOME where that is set, else in ./.trr-demo; another run continues there.

    \b
    Example:
      trr demo --once
    """
    console = Console(highlight=False)
    _end_kindly()
    with ExitStack() as stack:
        upstream = stack.enter_context(
            child("standin", "--port", "0", "--until-eof", announces="listening on ")
        )
        settings = _settings(upstream)
        console.print(f"Keeping data in {settings.home_path}", soft_wrap=True)
        stack.enter_context(_embedded_server(settings))
        reports = asyncio.run(_fill(settings))
        for report in reports:
            print_report(report, as_json=False)
        found = asyncio.run(load_overview(settings))
        print_overview(console, found)
        if once:
            console.print("\nDone. `make demo` without ONCE=1 serves it:")
            print_where(console, f"http://127.0.0.1:{port}", found)
        else:
            base = stack.enter_context(_api(port))
            console.print()
            print_where(console, base, found)
            _wait(console)
    sys.exit(max(report.exit_code for report in reports))


def _settings(upstream: str) -> Settings:
    """Point this process and its children at the stand-in and the demo's folder."""
    ignored = [name for name in _SET_ASIDE if os.environ.get(name)]
    if ignored:
        click.echo(f"The demo does not use {', '.join(ignored)}.", err=True)
    os.environ.update(dict.fromkeys(_SET_ASIDE, ""))
    os.environ.update(
        {
            # Its upstream ends with it.
            "TRR_SCHEDULES": "false",
            "TMDB_API_BASE_URL": upstream,
            "TMDB_IMAGE_BASE_URL": f"{upstream}/t/p",
            "TMDB_BEARER_TOKEN": "the-stand-in-takes-any-token",
            "FANDOM_URL_TEMPLATE": f"{upstream}/fandom/{{wiki}}",
            "FANDOM_IMAGE_BASE_URL": f"{upstream}/wikia",
            # The most that TMDb bears; the stand-in has nobody else to serve.
            "TRR_TMDB_RATE": "50",
            "TRR_FANDOM_RATE": "50",
            "TRR_TMDB_IMAGE_RATE": "500",
        }
    )
    if "home" not in load_settings().model_fields_set:
        os.environ["TRR_HOME"] = str(Path(".trr-demo").absolute())
    return load_settings()


async def _fill(settings: Settings) -> list[RunReport]:
    return [
        await run_stages("import lists", [import_stage(_SOURCES)], Request(), settings),
        await run_stages("sync all", STAGES, Request(), settings),
        await run_stages("enrich", [*whole(_WIKIS), VARIANTS], Request(), settings),
    ]


@contextmanager
def _embedded_server(settings: Settings) -> Iterator[None]:
    """Stop the database at the end if it was not running before."""
    was_running = server_state(settings.home_path).port is not None
    try:
        yield
    finally:
        if not was_running:
            stop_server(settings.home_path)


@contextmanager
def _api(port: int) -> Iterator[str]:
    where = ("--port", str(_free_or_any(port)), "--until-eof")
    with child("scripts.serve", *where, announces="serving on ") as base:
        yield base


def _wait(console: Console) -> None:
    console.print("\nServing until Ctrl-C.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print("\nStopped. `make demo` goes on from here.")


def _free_or_any(port: int) -> int:
    """Return the port if it is free, else 0: the system chooses."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port


def _end_kindly() -> None:
    """Let SIGTERM end the demo as Ctrl-C does, so that its children are stopped.

    A shell that starts it in the background has SIGINT ignored: it counts here.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    command()
