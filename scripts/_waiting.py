"""The items that a stage still has to do, handed out one by one to its workers."""

import asyncio
from collections import deque
from typing import Generic

from scripts._stage import Item, Plan


class Waiting(Generic[Item]):
    """Hands each item of a plan to one worker; fetches more when it runs out."""

    def __init__(self, plan: Plan[Item]) -> None:
        self._items = deque(plan.items)
        self._more = plan.more
        self._fetching = asyncio.Lock()

    def workers(self, parallel: int) -> int:
        """Return how many workers there is something to do for."""
        return parallel if self._more else min(parallel, len(self._items))

    def __aiter__(self) -> "Waiting[Item]":
        """Return itself: all workers share it."""
        return self

    async def __anext__(self) -> Item:
        """Return the next item."""
        if not self._items:
            async with self._fetching:
                await self._fetch()
        if not self._items:
            raise StopAsyncIteration
        return self._items.popleft()

    async def _fetch(self) -> None:
        while not self._items and self._more:
            found = await self._more()
            if found is None:
                self._more = None
            else:
                self._items.extend(found)
