"""The feed as it is read: events after a cursor, in the order of commits.

A cursor is the number of the last event that somebody has read; numbers are given at
commit (migration 7), so nothing appears behind one that was handed out. Whoever reads a
page looks at `check_cursor` after it: what it did not see pruned then was not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from psycopg.rows import TupleRow

from trr_backend.errors import CursorExpired
from trr_backend.models.feed import CATALOG, FeedEvent
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

MOST_EVENTS = 1000
"""The events of a page at most."""

_SQL = queries("feed")


@dataclass(frozen=True, slots=True)
class State:
    """Which feed it is, and from where to where it goes.

    Every event up to `oldest` is gone; `head` is the cursor of the last one.
    """

    id: UUID
    oldest: int
    head: int

    def is_expired(self, since: int) -> bool:
        """Whether the feed cannot go on after `since` without a gap.

        0 never expires: it asks for all that there is. A cursor beyond the head is of
        another database.
        """
        return 0 < since < self.oldest or since > self.head


async def load_state(tx: Transaction) -> State:
    """Return the feed's state."""
    row = await (await tx.execute(_SQL["head"])).fetchone()
    if row is None:
        message = "ops.feed has no row"
        raise AssertionError(message)
    return State(*row)


async def load_head(tx: Transaction) -> int:
    """Return the cursor of the last event; 0 where there never was one."""
    return (await load_state(tx)).head


async def check_cursor(tx: Transaction, since: int) -> None:
    """Raise CursorExpired where the feed cannot go on after `since` without a gap."""
    state = await load_state(tx)
    if state.is_expired(since):
        raise CursorExpired(oldest=state.oldest, head=state.head)


async def load_events(
    tx: Transaction,
    *,
    since: int,
    until: int | None = None,
    topics: Collection[str] | None = None,
    limit: int = MOST_EVENTS,
) -> list[FeedEvent]:
    """Return the events after `since` up to `until`, so many at most.

    Those told under one of `topics`, or all; topics of runs have none.
    """
    where: dict[str, object] = {
        "since": since,
        "until": until,
        "limit": min(limit, MOST_EVENTS),
    }
    if topics is None or CATALOG in topics:
        cursor = await tx.execute(_SQL["events"], where)
    else:
        named = {"shows": _ids(topics, "show:"), "people": _ids(topics, "person:")}
        cursor = await tx.execute(_SQL["events_of"], where | named)
    return [_event(row) for row in await cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Page:
    """Events, the cursor to go on with, and whether there is more behind it already."""

    events: list[FeedEvent]
    next_cursor: int
    has_more: bool


async def load_page(
    tx: Transaction, *, since: int, topics: Collection[str], limit: int
) -> Page:
    """Return a page after `since`; its cursor also passes what is of other topics.

    Raises CursorExpired where the feed cannot go on from there.
    """
    state = await load_state(tx)
    events = await load_events(
        tx, since=since, until=state.head, topics=topics, limit=limit + 1
    )
    await check_cursor(tx, since)
    if len(events) > limit:
        return Page(events[:limit], events[limit - 1].cursor, has_more=True)
    return Page(events, max(since, state.head), has_more=False)


async def prune(tx: Transaction, before: datetime) -> int:
    """Take away the events older than `before`; return how many."""
    row = await (await tx.execute(_SQL["prune"], {"before": before})).fetchone()
    return row[0] if row else 0


def _ids(topics: Collection[str], prefix: str) -> list[UUID]:
    named = {one for one in topics if one.startswith(prefix)}
    return [UUID(one.removeprefix(prefix)) for one in sorted(named)]


def _event(row: TupleRow) -> FeedEvent:
    cursor, entity, entity_id, kind, fields, show_id, run_id, at = row
    return FeedEvent(
        cursor=cursor,
        entity=entity,
        id=entity_id,
        kind=kind,
        fields=tuple(fields),
        show_id=show_id,
        run_id=run_id,
        at=at.astimezone(UTC),
    )
