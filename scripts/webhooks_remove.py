"""`trr webhooks remove`: an address that is told no more."""

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


@click.command("remove")
@click.argument("named", metavar="ID|URL")
@dry_run_option
@json_option
@reports_errors
def command(*, named: str, dry_run: bool, as_json: bool) -> None:
    """Forget a webhook, or with URL all that have this address.

    \b
    Examples:
      trr webhooks remove https://example.org/hooks/trr
      trr webhooks remove 0b0f3c1e-6a53-4e0e-8c3f-3a5d0c7a9f11
    """
    gone = asyncio.run(_remove(named, dry_run=dry_run))
    if as_json:
        print(json.dumps({"removed": [str(one.id) for one in gone]}, indent=2))
        return
    for one in gone:
        line = f"removed webhook {one.id} ({one.url}, {topics_of(one)})"
        print(said(line, dry_run=dry_run))


async def _remove(named: str, *, dry_run: bool) -> list[Webhook]:
    async with writing(dry_run=dry_run) as tx:
        found = await known_webhooks(tx, named)
        await webhooks.remove(tx, [one.id for one in found])
    return found


if __name__ == "__main__":
    command()
