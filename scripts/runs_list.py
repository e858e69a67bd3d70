"""`trr runs list`: what was done, goes on and waits."""

import asyncio
import json
import sys

import click
import msgspec
from rich.console import Console

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._runs_shown import runs_table
from scripts._webhooks import json_option
from trr_backend.config import load_settings
from trr_backend.models.run_state import RunShown
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.run_history import load_runs

_WIDE = 160
_OUTCOMES = ("done", "done_with_failures", "failed", "stopped", "cancelled")


@click.command("list")
@click.option(
    "--state",
    type=click.Choice(["queued", "running", "ended"]),
    help="Only runs that wait, go on, or have ended.",
)
@click.option(
    "--outcome", type=click.Choice(_OUTCOMES), help="Only runs that ended so."
)
@click.option(
    "--command", "name", metavar="COMMAND", help='Only of this command, as "sync all".'
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="At most so many.",
)
@json_option
@reports_errors
def command(
    *,
    state: str | None,
    outcome: str | None,
    name: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List runs, the latest first: how each ended, how long it took, what it asked for.

    \b
    Examples:
      trr runs list
      trr runs list --outcome done_with_failures
      trr runs list --command "sync all" --limit 5 --json
    """
    where = {"state": state, "outcome": outcome, "command": name}
    found = asyncio.run(_load(limit, where))
    if as_json:
        print(json.dumps({"runs": json.loads(found)}, indent=2, ensure_ascii=False))
        return
    runs = msgspec.json.decode(found, type=list[RunShown])
    if runs:
        # Who reads it from a pipe reads lines, however long.
        width = None if sys.stdout.isatty() else _WIDE
        Console(highlight=False, width=width).print(runs_table(runs))
    else:
        print("There is no such run." if any(where.values()) else "There was no run.")


async def _load(limit: int, where: dict[str, str | None]) -> bytes:
    async with open_migrated(load_settings()) as database, database.reading() as tx:
        return (await load_runs(tx, Window(limit), **where)).items


if __name__ == "__main__":
    command()
