"""`trr import lists`: which shows are wanted, from files, TMDb lists or stdin."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import InputError
from trr_backend.ingestion.lists import (
    is_imdb_address,
    is_list_reference,
    parse_list,
    parse_list_reference,
)
from trr_backend.ingestion.lists.tmdb import fetch_tmdb_list
from trr_backend.models.lists import ListRecord
from trr_backend.repositories import lists
from trr_backend.repositories.lists import ListOutcome
from trr_backend.utils.text import counted

_STDIN = "-"
_IMDB_HINT = (
    "IMDb's lists are not fetched; open the page, choose Export, and give the CSV file"
)
_NO_FILE = (FileNotFoundError, NotADirectoryError)


def import_stage(
    sources: Sequence[str], *, name: str | None = None
) -> Stage[str, ListRecord]:
    """Return the stage that imports these files, TMDb lists or `-`.

    `name` is that of the list in `-`, which is one list under each name.
    """

    async def plan(_context: Context) -> Plan[str]:
        return Plan(list(dict.fromkeys(sources)))

    async def collect(context: Context, source: str) -> ListRecord:
        if source == _STDIN:
            body = await asyncio.to_thread(_read_stdin)
            key = f"stdin:{name}" if name else "stdin"
            return parse_list(body, name=name or "stdin", key=key)
        return await _collect(context, source)

    # One after the other: the first that names a show is the one that brings it in.
    return Stage("lists", str, plan, collect, _store, parallel=1)


async def _collect(context: Context, source: str) -> ListRecord:
    path = Path(source)
    try:
        body, key = await asyncio.to_thread(_read, path)
    except OSError as error:
        if is_list_reference(source) and isinstance(error, _NO_FILE):
            return await fetch_tmdb_list(context.tmdb, parse_list_reference(source))
        if is_imdb_address(source):
            raise InputError(_IMDB_HINT) from None
        reason = error.strerror or type(error).__name__
        raise InputError(
            f"cannot be read ({reason}); give a file, a TMDb list or -"
        ) from None
    return parse_list(body, name=path.name, key=key)


def _read_stdin() -> bytes:
    # A caller may start us without one.
    if sys.stdin is None:
        raise InputError("standard input is closed; pipe a list into it")
    return sys.stdin.buffer.read()


def _read(path: Path) -> tuple[bytes, str]:
    """Return a file's bytes, and what tells it from all other files."""
    return path.read_bytes(), str(path.resolve())


async def _store(work: Work, source: str, record: ListRecord) -> str | None:
    outcome = await lists.store(work, record)
    work.notes.append(f"{source}: {_counts(record, outcome)}")
    spoiled = [f"line {row.line}: {row.reason}" for row in record.spoiled]
    complaints = [*spoiled, *outcome.conflicts]
    return f"taken, except for {'; '.join(complaints)}" if complaints else None


def _counts(record: ListRecord, outcome: ListOutcome) -> str:
    left_out = ", ".join(f"{n} {kind}" for kind, n in sorted(record.left_out.items()))
    tail = f"; left out: {left_out}" if left_out else ""
    return f"{counted(outcome.shows, 'show')}, {outcome.new_shows} new{tail}"


@click.command("lists")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--name",
    metavar="NAME",
    help="Of the list in -; importing - again under this name updates it.",
)
@output_options
@reports_errors
def command(sources: tuple[str, ...], name: str | None, **options: Any) -> None:
    """Bring in lists of shows; importing one again updates it.

    SOURCE is a file (an IMDb list or watchlist export, a tracker's CSV, or plain text
    with one tt..., tmdb:N or address a line), a TMDb list (its address or number), or -
    for standard input. Films, episodes and games are counted and left out; a row that
    cannot be read is named with its line and the rest is taken.

    \b
    Examples:
      trr import lists watchlist.csv
      trr import lists https://www.themoviedb.org/list/123
      echo tmdb:8514 | trr import lists -
      curl https://example.org/list.csv | trr import lists - --name theirs
    """
    if name and _STDIN not in sources:
        raise InputError("--name names the list in -, and - is not given")
    stages = [import_stage(sources, name=name)]
    run_and_exit("import lists", stages, Request.of(**options))


if __name__ == "__main__":
    command()
