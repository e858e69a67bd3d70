"""Brings a client from where it stopped to what happens now: no gap, no event twice.

What is long ago comes from Postgres, page by page, as fast as the client takes it; the
rest from the events that the hub has at hand. The step that takes the last of these
also enters the client with the hub: nothing can come between.
"""

import asyncio
import random
from collections.abc import Sequence
from typing import Protocol

from api.realtime.hub import Client, Hub
from api.realtime.interests import Interests
from api.realtime.messages import EventMessage, Message, message
from api.realtime.messages import Resync as ResyncReason
from api.realtime.reading import PAGE, FeedReader
from trr_backend.errors import CursorExpired, DatabaseUnavailable


class Behind(Client, Protocol):
    """A client that may be behind."""

    interests: Interests

    async def taken(self) -> None:
        """Wait until nothing waits for it."""

    def reply(self, answer: Message) -> None:
        """Put an answer behind what waits; never waits."""


async def catch_up(client: Behind, hub: Hub, reader: FeedReader) -> bool:
    """Do one step; return whether the client is up to date, and the hub's from then on.

    Each step waits until the client has taken the one before.
    """
    await client.taken()
    interests = client.interests
    reached = interests.reached
    if reached is None:
        return True
    recent = hub.recent(reached)
    if recent is not None:
        return _tell_recent(client, hub, recent)
    skips = hub.skips
    head = await hub.reached(reached)
    if reached >= head:
        return False
    try:
        events = await reader.events(interests.of_events, reached, head)
    except CursorExpired as error:
        resync(client, hub, error, reached)
    except DatabaseUnavailable:
        await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
    else:
        # Else the client has heard of what was skipped, and begins there.
        if hub.skips == skips:
            _tell(client, [EventMessage(one) for one in events if interests.wants(one)])
            interests.note(events[-1].cursor if len(events) == PAGE else head)
    return False


def resync(client: Behind, hub: Hub, error: CursorExpired, since: int) -> None:
    """Let the client go on at the head, and say that it missed what lies before."""
    head = error.head if hub.head is None else hub.head
    client.interests.restart(head)
    reason: ResyncReason = "unknown" if since > error.head else "expired"
    hub.note_resync()
    client.reply(
        message("resync", cursor=head, reason=reason, topics=client.interests.of_events)
    )
    client.wake()


def _tell_recent(client: Behind, hub: Hub, recent: Sequence[EventMessage]) -> bool:
    interests = client.interests
    wanted = [one for one in recent if interests.wants(one.event)]
    now = wanted[:PAGE]
    is_all = len(now) == len(wanted)
    if is_all and hub.head is not None:
        interests.note(hub.head)
        hub.subscribe(client, interests.of_events)
    else:
        interests.note(now[-1].event.cursor)
    _tell(client, now)
    return is_all


def _tell(client: Behind, messages: Sequence[EventMessage]) -> None:
    for one in messages:
        client.tell(one)
    client.wake()
