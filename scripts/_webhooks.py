"""What the commands about webhooks share: finding one, writing, telling."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click

from scripts._database import open_migrated
from trr_backend.config import load_settings
from trr_backend.errors import InputError
from trr_backend.models.source_ref import shown
from trr_backend.models.webhooks import Webhook
from trr_backend.repositories import webhooks
from trr_backend.repositories.db import Transaction, rehearse

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON to stdout."
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be done, and do nothing."
)


@asynccontextmanager
async def writing(*, dry_run: bool) -> AsyncIterator[Transaction]:
    """Yield a transaction on the database of this process; nothing stays of a dry run.

    Who commits it has to be done with what may be refused.
    """
    async with open_migrated(load_settings()) as database:
        if not dry_run:
            async with database.transaction() as tx:
                yield tx
            return
        async with rehearse(database) as rehearsal, rehearsal.transaction() as tx:
            yield tx


async def known_webhooks(tx: Transaction, named: str) -> list[Webhook]:
    """Return the webhook of an id, or all of an address. Raises InputError."""
    found = await webhooks.find(tx, named)
    if not found:
        raise InputError(
            f"no webhook {shown(named)}; `trr webhooks list` shows those there are"
        )
    return found


def topics_of(webhook: Webhook) -> str:
    """Return the topics of a webhook as they are written."""
    return ",".join(webhook.topics)


def said(line: str, *, dry_run: bool) -> str:
    """Return a line about what was done, or would be."""
    return f"would: {line}" if dry_run else line
