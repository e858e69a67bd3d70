"""A client that is behind, or ahead of its process, while the feed itself breaks."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from starlette.types import Message as AsgiMessage

from api.realtime.client import SocketClient
from api.realtime.hub import Hub
from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message
from api.realtime.reading import FeedReader
from api.realtime.wire import Subscribe
from api.realtime.writer import Writer
from tests.api.realtime.told import tell
from trr_backend.models.feed import CATALOG
from trr_backend.repositories import feed
from trr_backend.repositories.catalogue.reading import Site
from trr_backend.repositories.db import Database


def _connected(hub: Hub, database: Database) -> tuple[SocketClient, list[Any]]:
    """Return a client of the hub, and what it hears."""
    heard: list[Any] = []

    async def send(message: AsgiMessage) -> None:
        heard.append(json.loads(message["text"]))

    def frame(message: Message) -> AsgiMessage:
        return message.frame

    mailbox = Mailbox()
    reader = FeedReader(database, Site("", private=False))
    writer = Writer(mailbox, send, frame)
    client = SocketClient(hub, reader, mailbox, writer, is_admin=False)
    hub.join(client)
    return client, heard


async def _until_heard(heard: Sequence[Any], count: int) -> None:
    async with asyncio.timeout(5):
        while len(heard) < count:  # noqa: ASYNC110 -- nobody tells of it
            await asyncio.sleep(0.001)


async def test_another_feed_while_a_client_is_ahead(database: Database) -> None:
    """Who knows more than its process waits; in another feed it begins anew."""
    hub = Hub()
    hub.start(100)
    async with database.transaction() as tx:
        await tx.execute("select setval('ops.events_seq', 149)")
    await tell(database)
    client, heard = _connected(hub, database)
    client.obey(Subscribe([CATALOG], since=150))
    await _until_heard(heard, 1)
    hub.skip(7, "unknown")
    await _until_heard(heard, 2)
    resync = {"type": "resync", "cursor": 7, "reason": "unknown", "topics": [CATALOG]}
    assert heard[1:] == [resync]
    async with database.reading() as tx:
        (event,) = await feed.load_events(tx, since=0)
    hub.publish([event])
    await _until_heard(heard, 3)
    assert heard[2]["cursor"] == 150
    client.leave()
