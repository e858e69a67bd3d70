"""A request that waits for something to happen, among the clients of the hub."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager

from api.realtime.hub import Hub
from api.realtime.messages import Message, Resync


class _Poll:
    """A client that keeps nothing: it only wakes, and reads by itself."""

    waiting = 0

    def __init__(self) -> None:
        self._stirred = asyncio.Event()

    def tell(self, _: Message) -> None:
        self._stirred.set()

    def wake(self) -> None:
        """Do nothing: who was told is awake."""

    def lose(self, _cursor: int, _reason: Resync) -> None:
        self._stirred.set()

    def close(self, _reconnect_seconds: float) -> None:
        self._stirred.set()

    async def stirred(self) -> None:
        await self._stirred.wait()
        self._stirred.clear()


@contextmanager
def waiting(
    hub: Hub, topics: Collection[str]
) -> Iterator[Callable[[], Awaitable[None]]]:
    """Yield what waits until something happened under `topics`, or all is to end.

    What happened since the block began, or since the last wait, counts.
    """
    poll = _Poll()
    hub.join(poll)
    hub.subscribe(poll, topics)
    try:
        yield poll.stirred
    finally:
        hub.leave(poll, topics)
