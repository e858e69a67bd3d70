"""`trr schedule list`: what workers do by themselves, when, and how it went."""

import asyncio
import json

import click

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._schedule_told import Told, as_told, lines, load_told
from scripts._webhooks import json_option
from trr_backend.config import load_settings


@click.command("list")
@json_option
@reports_errors
def command(*, as_json: bool) -> None:
    """List what workers do by themselves: when it ticks next, and its last run.

    \b
    Example:
      trr schedule list --json
    """
    listed = asyncio.run(_load())
    if as_json:
        print(json.dumps({"schedules": list(map(as_told, listed))}, indent=2))
        return
    for told in listed:
        print(*lines(told), sep="\n")


async def _load() -> list[Told]:
    settings = load_settings()
    async with open_migrated(settings) as database, database.transaction() as tx:
        return await load_told(settings, tx)


if __name__ == "__main__":
    command()
