"""`trr status`: how old each part is, how much there is, and what waits."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import click
from rich.console import Console
from rich.table import Table

from scripts._database import open_migrated
from scripts._errors import reports_errors
from trr_backend.config import load_settings
from trr_backend.repositories.status import Amounts, KeptPart, Status, load_status

_NAMES = {
    "tv": "shows",
    "tv_part": "further seasons",
    "tv_lang": "further languages",
    "episode_group": "alternative orders",
    "person": "people",
    "find": "lookups by IMDb id",
    "search_tv": "searches",
    "list": "lists",
}


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")
@reports_errors
def command(*, as_json: bool) -> None:
    """Say how old each part of the catalogue is, and what waits for you.

    \b
    Example:
      trr status --json
    """
    status = asyncio.run(_load())
    now = datetime.now(UTC)
    if as_json:
        print(json.dumps(asdict(status), indent=2, default=_text))
        return
    console = Console(highlight=False)
    for line in _amounts(status.amounts):
        console.print(line, soft_wrap=True)
    console.print()
    console.print(_parts(status.parts, now))
    console.print()
    for line in (*_sources(status, now), *_waiting(status, now)):
        console.print(line, soft_wrap=True)


async def _load() -> Status:
    async with open_migrated(load_settings()) as database, database.transaction() as tx:
        return await load_status(tx)


def _amounts(amounts: Amounts) -> Iterator[str]:
    yield (
        f"{amounts.shows} shows followed, {amounts.untracked} not followed, "
        f"{amounts.unresolved} not found on TMDb yet, {amounts.missing} gone there"
    )
    yield (
        f"{amounts.seasons} seasons, {amounts.episodes} episodes, "
        f"{amounts.credits} credits, {amounts.people} people "
        f"({amounts.bare_people} known from credits only)"
    )
    yield f"{amounts.offers} offers, {amounts.pictures} pictures"


def _parts(parts: Sequence[KeptPart], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("kept", no_wrap=True)
    for name in ("number", "oldest", "newest", "to ask again", "first expires"):
        table.add_column(name, justify="right", no_wrap=True)
    for part in parts:
        expiry = (
            f"{part.expired} expired"
            if part.expired
            else f"in {_span(part.next_expiry - now)}"
        )
        table.add_row(
            f"{part.source} {_NAMES.get(part.kind, part.kind)}",
            str(part.count),
            _span(now - part.oldest),
            _span(now - part.newest),
            str(part.flagged),
            expiry,
        )
    return table


def _sources(status: Status, now: datetime) -> Iterator[str]:
    for read in status.changes:
        asked = _span(now - read.asked_at)
        yield f"changes of {read.kind} read until {read.read_until}, {asked} ago"
    for file in status.datasets:
        yield f"IMDb {file.name} imported {_span(now - file.imported_at)} ago"
    for run in status.runs:
        outcome = run.outcome or "running, or killed"
        yield f"{run.command}: {outcome}, begun {_span(now - run.started_at)} ago"


def _waiting(status: Status, now: datetime) -> Iterator[str]:
    for asked in status.questions:
        since = _span(now - asked.since)
        yield f"[bold]{asked.count}[/] {asked.kind} wait for you, the first for {since}"
    if status.questions:
        yield "`trr review` shows them"
    if any(part.expired for part in status.parts):
        yield "answers are past the time for which they may be kept: `trr retention`"


def _span(span: timedelta) -> str:
    """Return a length of time in its largest unit."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


if __name__ == "__main__":
    command()
