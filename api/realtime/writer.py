"""Writes a client's mailbox to its connection without a task for each message.

A server's `send` waits only where the connection takes nothing more. So it is begun on
the spot, by whoever wakes the client, and is finished there nearly always; a task is
made only for the rest of one that waits. Measured in ADR 0045.
"""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

from starlette.types import Message as AsgiMessage
from starlette.types import Send

from api.realtime.mailbox import Mailbox
from api.realtime.messages import Message

_Begun = Generator[Any, Any, Any]
Form = Callable[[Message], AsgiMessage]


class Gone(Exception):
    """The client is no longer there."""


class Writer:
    """Takes from `mailbox` and sends in the form of the connection; one at a time."""

    def __init__(self, mailbox: Mailbox, send: Send, form: Form) -> None:
        self._mailbox = mailbox
        self._send = send
        self._form = form
        self._last: AsgiMessage | None = None
        self._task: asyncio.Task[None] | None = None
        self._waiters: list[asyncio.Future[None]] = []
        self.is_gone = False

    def wake(self) -> None:
        """Send what waits, as far as the connection takes it; never waits."""
        if self._task is not None:
            return
        rest = self._write_on()
        if rest is not None:
            self._task = asyncio.get_running_loop().create_task(self._finish(rest))

    def end(self, last: AsgiMessage) -> None:
        """Send `last` behind what waits, and nothing more; never waits."""
        if self._last is None:
            self._last = last
            self.wake()

    async def emptied(self) -> None:
        """Wait until nothing waits any more. Raises Gone."""
        while not self.is_gone and (self._task is not None or len(self._mailbox)):
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter
        if self.is_gone:
            raise Gone

    def stop(self) -> None:
        """Write nothing more: the connection has ended."""
        if self._task is not None:
            self._task.cancel()
        self._leave()

    def _write_on(self) -> "_Rest | None":
        """Send until the mailbox is empty; return what is left of one that waits."""
        while not self.is_gone:
            message = self._mailbox.take()
            if message is not None:
                rest = self._begin(self._form(message))
            elif self._last is not None:
                rest = self._begin(self._last)
                self.is_gone = True
            else:
                break
            if rest is not None:
                return rest
        self._tell_waiters()
        return None

    def _begin(self, message: AsgiMessage) -> "_Rest | None":
        begun = self._send(message).__await__()
        try:
            return _Rest(begun, next(begun))
        except StopIteration:
            return None
        except (OSError, RuntimeError):
            # Servers say by either that the connection was closed; so does `receive`.
            self._leave()
            return None

    async def _finish(self, rest: "_Rest | None") -> None:
        while rest is not None:
            try:
                await rest
            except (OSError, RuntimeError):
                self._leave()
            rest = self._write_on()
        self._task = None
        self._tell_waiters()

    def _leave(self) -> None:
        self.is_gone = True
        self._tell_waiters()

    def _tell_waiters(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


class _Rest:
    """A coroutine that was begun by hand and waits for `first`; awaited, it goes on."""

    def __init__(self, begun: _Begun, first: object) -> None:
        self._begun = begun
        self._first = first

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._first
        try:
            while True:
                try:
                    sent = yield awaited
                except BaseException as error:  # noqa: BLE001 -- handed on: a cancellation mostly
                    awaited = self._begun.throw(error)
                else:
                    awaited = self._begun.send(sent)
        except StopIteration:
            return
