"""The writer: a task only while the connection does not take what is sent."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message, message
from api.realtime.writer import Gone, Writer


class Connection:
    """Takes messages while it is open, else lets the sender wait; may break."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self.error: Exception | None = None

    async def send(self, sent: MutableMapping[str, Any]) -> None:
        """Take one."""
        await self.open.wait()
        if self.error:
            raise self.error
        self.taken.append(sent["text"])


def form(told: Message) -> MutableMapping[str, Any]:
    """Return a message as the connection takes it."""
    return {"text": told.text}


PONG, ERROR = (message(kind).text for kind in ("pong", "error"))


async def test_writes_on_the_spot() -> None:
    """Whoever wakes it has written when it returns; a blocked one goes on by itself."""
    connection, mailbox = Connection(), Mailbox()
    writer = Writer(mailbox, connection.send, form)
    mailbox.reply(message("pong"))
    writer.wake()
    assert connection.taken == [PONG]
    await writer.emptied()

    connection.open.clear()
    tasks = len(asyncio.all_tasks())
    for kind in ("error", "pong", "error"):
        mailbox.reply(message(kind))
        writer.wake()
    assert (len(mailbox), len(asyncio.all_tasks())) == (2, tasks + 1)
    writer.end({"text": "the end"})
    connection.open.set()
    with pytest.raises(Gone):
        await writer.emptied()
    assert connection.taken == [PONG, ERROR, PONG, ERROR, "the end"]
    mailbox.reply(message("pong"))
    writer.wake()
    assert len(mailbox) == 1


@pytest.mark.parametrize("error", [OSError("gone"), RuntimeError("after close")])
@pytest.mark.parametrize("blocked", [False, True])
async def test_gone(error: Exception, *, blocked: bool) -> None:
    """A connection that has ended is written to no more, and nobody waits for it."""
    connection, mailbox = Connection(), Mailbox()
    writer = Writer(mailbox, connection.send, form)
    connection.error = error
    if blocked:
        connection.open.clear()
    mailbox.reply(message("pong"))
    mailbox.reply(message("pong"))
    writer.wake()
    waiting = asyncio.create_task(writer.emptied())
    await asyncio.sleep(0)
    connection.open.set()
    with pytest.raises(Gone):
        await waiting
    assert (len(mailbox), connection.taken) == (1, [])


async def test_stopped() -> None:
    """What waits for a connection is cancelled with it."""
    connection, mailbox = Connection(), Mailbox()
    writer = Writer(mailbox, connection.send, form)
    connection.open.clear()
    mailbox.reply(message("pong"))
    writer.wake()
    before = asyncio.all_tasks()
    writer.stop()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == len(before) - 1
    connection.open.set()
    await asyncio.sleep(0)
    assert connection.taken == []
