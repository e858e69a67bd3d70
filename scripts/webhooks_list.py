"""`trr webhooks list`: who is told of changes, and how that goes."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import click

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._webhooks import json_option, topics_of
from trr_backend.config import load_settings
from trr_backend.models.webhooks import Webhook
from trr_backend.repositories import webhooks
from trr_backend.utils.text import counted


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
        return
    for one in listed:
        print(*_lines(one), sep="\n")
    if not listed:
        print("Nobody is told; `trr webhooks add --help` says how.")


async def _load() -> list[Webhook]:
    async with open_migrated(load_settings()) as database, database.transaction() as tx:
        return await webhooks.load_all(tx)


def _lines(one: Webhook) -> Iterator[str]:
    taken = _minute(one.last_delivery_at) if one.last_delivery_at else "never"
    yield f"{one.id}  {one.url}"
    yield f"  topics  {topics_of(one)}"
    yield f"  told    up to {one.cursor}; last taken: {taken}"
    yield f"  state   {_state(one)}"


def _state(one: Webhook) -> str:
    if one.disabled_at is not None:
        return f"disabled since {_minute(one.disabled_at)}: {one.last_error}"
    if one.failing_since is None:
        return "well"
    since = f"{_minute(one.failing_since)} ({counted(one.failures, 'time')})"
    return (
        f"failing since {since}: {one.last_error}; next try {_minute(one.next_try_at)}"
    )


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


if __name__ == "__main__":
    command()
