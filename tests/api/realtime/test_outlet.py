"""What a client that takes nothing finds once it takes something again."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.types import Message as AsgiMessage

from api.realtime.hub import Hub
from api.realtime.mailbox import ROOM, Mailbox
from api.realtime.messages import EventMessage, Message, progress_message
from api.realtime.outlet import Outlet
from api.realtime.writer import Writer
from trr_backend.models.feed import CATALOG, RUNS, FeedEvent, RunProgress

AT = datetime(2026, 1, 2, tzinfo=UTC)


def _event(cursor: int) -> EventMessage:
    return EventMessage(
        FeedEvent(cursor, "network", uuid4(), "updated", (), None, None, AT)
    )


async def test_overflow_by_progress() -> None:
    """Events make room for how far a run is, which may be the last word of it."""
    free = asyncio.Event()
    heard: list[dict[str, Any]] = []

    async def send(message: AsgiMessage) -> None:
        await free.wait()
        heard.append(json.loads(message["text"]))

    def frame(message: Message) -> AsgiMessage:
        return message.frame

    mailbox, hub = Mailbox(), Hub()
    writer = Writer(mailbox, send, frame)
    outlet = Outlet(hub, mailbox, writer)
    outlet.interests.add([CATALOG, RUNS], since=0)
    hub.start(ROOM + 1)
    for cursor in range(1, ROOM + 2):
        outlet.tell(_event(cursor))
        outlet.wake()
    last = RunProgress(uuid4(), "trr sync all", None, 0, 0, None, "done", AT)
    outlet.tell(progress_message(last))
    free.set()
    await outlet.taken()
    assert [(one["type"], one.get("cursor")) for one in heard] == [
        ("event", 1),
        ("progress", None),
        ("resync", ROOM + 1),
    ]
