"""`trr webhooks list`: who is told of changes, and how that goes."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._webhooks import json_option, topics_of
from trr_backend.config import load_settings
from trr_backend.models.webhooks import Webhook
from trr_backend.repositories import webhooks


@click.command("list")
@json_option
@reports_errors
def command(*, as_json: bool) -> None:
    """List webhooks, the first added first, without their secrets.

    \b
    Example:
      trr webhooks list --json
    """
    listed = asyncio.run(_load())
    if as_json:
        rows = [asdict(one) for one in listed]
        print(json.dumps({"webhooks": rows}, indent=2, default=_text))
    elif listed:
        Console(highlight=False).print(_table(listed))
    else:
        print("Nobody is told; `trr webhooks add --help` says how.")


async def _load() -> list[Webhook]:
    async with open_migrated(load_settings()) as database, database.transaction() as tx:
        return await webhooks.load_all(tx)


def _table(listed: Sequence[Webhook]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "address", "topics", "cursor", "last taken", "state"):
        table.add_column(name, overflow="fold")
    for one in listed:
        table.add_row(
            str(one.id),
            escape(one.url),
            escape(topics_of(one)),
            str(one.cursor),
            _minute(one.last_delivery_at) if one.last_delivery_at else "never",
            escape(_state(one)),
        )
    return table


def _state(one: Webhook) -> str:
    if one.disabled_at is not None:
        return f"disabled since {_minute(one.disabled_at)}: {one.last_error}"
    if one.failing_since is None:
        return "well"
    return (
        f"failing since {_minute(one.failing_since)} ({one.failures}): "
        f"{one.last_error}; next try {_minute(one.next_try_at)}"
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


if __name__ == "__main__":
    command()
