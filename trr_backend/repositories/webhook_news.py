"""What each webhook is told next, and what became of it; for workers.

A worker claims a webhook, tells it one batch and says what became of that; its claim
ends by itself where it dies. Which events the batch holds is kept before it is sent:
whoever tells it again tells the same. Up to its cursor a target was told everything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from trr_backend.errors import CursorExpired
from trr_backend.models.feed import RUNS, FeedEvent
from trr_backend.models.webhooks import (
    MAX_EVENTS,
    Ended,
    Events,
    Receipt,
    Resync,
    Target,
)
from trr_backend.repositories import feed, run_history
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

LEASE = timedelta(seconds=30)
"""A claim ends after it; three times as long as a message may take."""
PATIENCE = timedelta(days=7)
"""A target that failed for so long is told nothing any more."""

_SQL = queries("webhooks")


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that is this worker's until `until`, and what it is told.

    Without news nothing was for its topics, and it is nobody's again. `failures` are
    those in a row before this.
    """

    target: Target
    until: datetime
    failures: int
    news: Events | Resync | Ended | None


async def claim(tx: Transaction, passed: Collection[UUID] = ()) -> Claim | None:
    """Claim the webhook that has waited longest; None where none has news.

    Those that are `passed` have their turn later. To be committed before anything is
    sent.
    """
    head = await feed.load_head(tx)
    said = {"head": head, "lease": LEASE, "passed": list(passed)}
    row = await (await tx.execute(_SQL["claim"], said)).fetchone()
    if row is None:
        return None
    webhook_id, url, secret, topics, since, pinned, failures, until = row
    news = await _news(tx, webhook_id, topics, _Stretch(since, pinned, head))
    return Claim(Target(webhook_id, url, secret), until, failures, news)


async def taken(tx: Transaction, told: Claim) -> bool:
    """Note that the news were taken; False where the claim has ended meanwhile."""
    until = told.news.until if isinstance(told.news, Events | Resync) else None
    said = {"id": told.target.id, "claim": told.until, "until": until}
    if await (await tx.execute(_SQL["taken"], said)).fetchone() is None:
        return False
    if isinstance(told.news, Ended):
        run = {"id": told.target.id, "run_id": told.news.progress.run_id}
        await tx.execute(_SQL["told_run"], run)
    return True


async def failed(
    tx: Transaction, told: Claim, receipt: Receipt, wait: timedelta
) -> bool:
    """Note that the news were not taken; return whether that disabled the webhook."""
    said = {
        "id": told.target.id,
        "claim": told.until,
        "error": receipt.problem,
        "gone": receipt.is_gone,
        "wait": wait,
        "patience": PATIENCE,
    }
    row = await (await tx.execute(_SQL["failed"], said)).fetchone()
    return bool(row and row[0])


async def release(tx: Transaction, told: Claim) -> None:
    """Give a claim back: whether the news arrived is not known."""
    await tx.execute(_SQL["release"], {"id": told.target.id, "claim": told.until})


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The part of the feed that a target was not told; a batch may be pinned in it."""

    since: int
    pinned: int | None
    head: int


async def _news(
    tx: Transaction, webhook_id: UUID, topics: list[str], left: _Stretch
) -> Events | Resync | Ended | None:
    news = await _of_feed(tx, topics, left)
    if isinstance(news, Resync) or news.events:
        await tx.execute(_SQL["pin"], {"id": webhook_id, "until": news.until})
        return news
    run = await _ended_run(tx, webhook_id)
    # The claim ends where there is no message at all.
    query = "pass_over" if run is None else "move"
    await tx.execute(_SQL[query], {"id": webhook_id, "until": news.until})
    return run


async def _of_feed(
    tx: Transaction, topics: list[str], left: _Stretch
) -> Events | Resync:
    until = left.head if left.pinned is None else min(left.pinned, left.head)
    events = await _events(tx, topics, left.since, until)
    try:
        # After the events were read: what was pruned before that is known now.
        await feed.check_cursor(tx, left.since)
    except CursorExpired as error:
        known = until if error.oldest <= until else error.head
        is_ahead = left.since > error.head
        return Resync(left.since, known, "unknown" if is_ahead else "expired")
    is_full = len(events) == MAX_EVENTS
    return Events(left.since, events[-1].cursor if is_full else until, tuple(events))


async def _events(
    tx: Transaction, topics: list[str], since: int, until: int
) -> list[FeedEvent]:
    told = {one for one in topics if not one.startswith(("run:", RUNS))}
    if not told or since >= until:
        return []
    return await feed.load_events(
        tx, since=since, until=until, topics=told, limit=MAX_EVENTS
    )


async def _ended_run(tx: Transaction, webhook_id: UUID) -> Ended | None:
    cursor = await tx.execute(_SQL["ended_run"], {"id": webhook_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    (progress,) = await run_history.load_progress(tx, [row[0]])
    return Ended(progress)
