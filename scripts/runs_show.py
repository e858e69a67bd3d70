"""`trr runs show`: one run, how far its stages are, and what it left undone."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import click
import msgspec
from rich.console import Console

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._runs_shown import print_run
from scripts._watching import look
from scripts._webhooks import json_option
from trr_backend.config import load_settings
from trr_backend.models.run_state import InHand, RunDetail
from trr_backend.repositories.catalogue.reading import Page, Place, Window
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.run_history import load_items, load_run

_SHOWN = 20
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class _Found:
    """A run as it stands, as JSON, and the items that it left undone."""

    now: InHand
    body: bytes
    undone: list[dict[str, Any]]
    more: bool


@click.command("show")
@click.argument("run", metavar="ID")
@json_option
@reports_errors
def command(*, run: str, as_json: bool) -> None:
    """Show a run: when, what for, how far each stage is, and what is left undone.

    ID is its uuid, or how that begins.

    \b
    Example:
      trr runs show 3f2a91c0
    """
    found = asyncio.run(_load(run, everything=as_json))
    if as_json:
        body = {**json.loads(found.body), "undone": found.undone}
        print(json.dumps(body, indent=2, ensure_ascii=False))
        return
    detail = msgspec.json.decode(found.body, type=RunDetail)
    console = Console(highlight=False)
    print_run(console, found.now, detail, found.undone, more=found.more)


async def _load(run: str, *, everything: bool) -> _Found:
    async with open_migrated(load_settings()) as database:
        now = await look(database, run)
        async with database.reading() as tx:
            body = await load_run(tx, now.runs[0].id)
            undone, more = await _undone(tx, now, everything=everything)
    if not isinstance(body, bytes):
        raise AssertionError("a run that was found is there")  # noqa: TRY004 -- the statement is at fault
    return _Found(now, body, undone, more)


async def _undone(
    tx: Transaction, now: InHand, *, everything: bool
) -> tuple[list[dict[str, Any]], bool]:
    """Return the items that are left undone, or the first; and if there are more."""
    found: list[dict[str, Any]] = []
    after: Place | None = None
    while True:
        window = Window(_PAGE if everything else _SHOWN, after)
        page = await load_items(tx, now.runs[0].id, window, outcome="failed")
        if not isinstance(page, Page):
            return found, False
        found += json.loads(page.items)
        after = page.after
        if after is None or not everything:
            return found, after is not None


if __name__ == "__main__":
    command()
