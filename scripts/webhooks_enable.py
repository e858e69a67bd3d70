"""`trr webhooks enable`: an address that is told again."""

import asyncio
import json

import click

from scripts._errors import reports_errors
from scripts._webhooks import (
    dry_run_option,
    json_option,
    known_webhooks,
    said,
    topics_of,
    writing,
)
from trr_backend.models.webhooks import Webhook
from trr_backend.repositories import webhooks


@click.command("enable")
@click.argument("named", metavar="ID|URL")
@dry_run_option
@json_option
@reports_errors
def command(*, named: str, dry_run: bool, as_json: bool) -> None:
    """Tell a webhook again that was disabled, from where it was.

    One that failed for a week, or said 410 Gone, was disabled. What happened meanwhile
    is told, or, where the feed does not keep it any more, that all has to be read anew.
    One that waits for its next try is tried at once.

    \b
    Example:
      trr webhooks enable 0b0f3c1e-6a53-4e0e-8c3f-3a5d0c7a9f11
    """
    found = asyncio.run(_enable(named, dry_run=dry_run))
    if as_json:
        print(json.dumps({"enabled": [str(one.id) for one in found]}, indent=2))
        return
    for one in found:
        line = f"webhook {one.id} ({one.url}, {topics_of(one)}) is told again"
        print(said(f"{line}, after cursor {one.cursor}", dry_run=dry_run))


async def _enable(named: str, *, dry_run: bool) -> list[Webhook]:
    async with writing(dry_run=dry_run) as tx:
        found = await known_webhooks(tx, named)
        await webhooks.enable(tx, [one.id for one in found])
    return found


if __name__ == "__main__":
    command()
