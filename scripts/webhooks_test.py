"""`trr webhooks test`: does a message arrive?"""

import asyncio
import json
import sys
from contextlib import aclosing
from datetime import UTC, datetime

import click

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._webhooks import json_option, known_webhooks
from trr_backend.config import load_settings
from trr_backend.ingestion.webhooks import WebhookClient
from trr_backend.models.webhooks import Receipt, Target, Trial
from trr_backend.repositories import webhooks


@click.command("test")
@click.argument("named", metavar="ID|URL")
@json_option
@reports_errors
def command(*, named: str, as_json: bool) -> None:
    """Send one message of type `test` and say what the target answers.

    Its cursor and its failures stay as they are. Exit code 1: it was not taken.

    \b
    Example:
      trr webhooks test https://example.org/hooks/trr
    """
    target, receipt = asyncio.run(_try(named))
    if as_json:
        said = {
            "id": str(target.id),
            "taken": receipt.is_taken,
            "status": receipt.status,
            "problem": receipt.problem,
        }
        print(json.dumps(said, indent=2))
    elif receipt.is_taken:
        print(f"{target.url} took it: HTTP {receipt.status}")
    else:
        print(f"{target.url} did not take it: {receipt.problem}")
    sys.exit(0 if receipt.is_taken else 1)


async def _try(named: str) -> tuple[Target, Receipt]:
    settings = load_settings()
    async with open_migrated(settings) as database, database.transaction() as tx:
        found = await known_webhooks(tx, named)
        # All of an address are reached in the same way.
        target = await webhooks.load_target(tx, found[0].id)
    async with aclosing(WebhookClient(settings)) as client:
        return target, await client.send(target, Trial(datetime.now(UTC)))


if __name__ == "__main__":
    command()
