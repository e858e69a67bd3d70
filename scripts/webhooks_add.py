"""`trr webhooks add`: an address that is told of changes."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import click

from scripts._errors import reports_errors
from scripts._topics import read_topics
from scripts._webhooks import dry_run_option, json_option, said, topics_of, writing
from trr_backend.config import load_settings
from trr_backend.errors import CursorExpired, InputError
from trr_backend.ingestion.webhooks import check_secret, check_target, new_secret
from trr_backend.models.webhooks import Webhook
from trr_backend.repositories import feed, webhooks
from trr_backend.repositories.db import Transaction


@click.command("add")
@click.argument("url")
@click.option(
    "--topics",
    metavar="TOPIC,...",
    default="catalog",
    show_default=True,
    help="What it is told of: catalog (everything), show:ID, person:ID, runs or "
    "run:UUID; an ID is a uuid, tmdb:ID or imdb:ID, of a show also its slug.",
)
@click.option(
    "--since",
    type=click.IntRange(min=0),
    metavar="N",
    help="Begin after this cursor of the feed; 0: the oldest change that is kept. "
    "Without it: with the next change.",
)
@click.option(
    "--secret",
    metavar="whsec_...",
    help="Sign with this secret; without it one is made.",
)
@dry_run_option
@json_option
@reports_errors
def command(*, dry_run: bool, as_json: bool, secret: str | None, **wanted: Any) -> None:
    """Send what changes to URL, as signed POST requests (Standard Webhooks).

    The secret that they are signed with is printed once, here: keep it where URL is
    served. `trr serve` sends them, or `trr worker` elsewhere.

    \b
    Examples:
      trr webhooks add https://example.org/hooks/trr
      trr webhooks add https://example.org/hooks/trr --topics show:tmdb:8514,runs
      trr webhooks add https://example.org/hooks/trr --since 0 --json
    """
    kept = check_secret(secret) if secret is not None else new_secret()
    added = asyncio.run(_add(_Wanted(**wanted), kept, dry_run=dry_run))
    # One that was made and is not kept is nobody's.
    shown = None if dry_run else kept
    if as_json:
        row = {
            "id": str(added.id),
            "url": added.url,
            "topics": added.topics,
            "cursor": added.cursor,
            "secret": shown,
        }
        print(json.dumps(row, indent=2))
        return
    line = f"webhook {added.id} tells {added.url} of {topics_of(added)}"
    print(said(f"{line}, after cursor {added.cursor}", dry_run=dry_run))
    if shown:
        print(f"secret, shown this once: {shown}")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be told to whom, as it was written."""

    url: str
    topics: str
    since: int | None


async def _add(wanted: _Wanted, secret: str, *, dry_run: bool) -> Webhook:
    # Before the database is opened: the DNS may take its time.
    url = await check_target(wanted.url, private=load_settings().private_webhooks)
    async with writing(dry_run=dry_run) as tx:
        topics = sorted(await read_topics(tx, wanted.topics))
        cursor = await _begin(tx, wanted.since)
        await _refuse_twin(tx, url, topics)
        added = await webhooks.add(
            tx, url=url, topics=topics, secret=secret, cursor=cursor
        )
        (kept,) = await webhooks.find(tx, str(added))
    return kept


async def _begin(tx: Transaction, since: int | None) -> int:
    if since is None:
        return await feed.load_head(tx)
    try:
        await feed.check_cursor(tx, since)
    except CursorExpired as error:
        raise InputError(
            f"the feed cannot go on after {since}: it is kept from {error.oldest} to "
            f"{error.head}; leave --since out, or write 0 for the oldest that is kept"
        ) from None
    return since


async def _refuse_twin(tx: Transaction, url: str, topics: list[str]) -> None:
    for one in await webhooks.find(tx, url):
        if list(one.topics) == topics:
            raise InputError(
                f"{url} is told of that already, by webhook {one.id}; "
                f"`trr webhooks remove {one.id}` first to have another secret"
            )


if __name__ == "__main__":
    command()
