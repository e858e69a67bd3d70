"""Items that are stored together: those of a stage that are ready at the same time.

Whoever is ready first waits until all that are under way are ready too, or enough of
them, a second at most; then one transaction stores them in step. Where one of them
fails it is left to a transaction of its own, and the others are stored without it: a
failed item never takes others with it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from scripts._patience import patiently
from trr_backend.errors import DatabaseUnavailable
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.in_step import InStep

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Store = Callable[[Transaction], Awaitable[Result]]
Conclude = Callable[[Transaction, Sequence[Result]], Awaitable[None]]

# Nothing beside what the requests of so many items take at a permitted rate.
_LONGEST_WAIT_SECONDS = 1.0
# While the answers to one batch are read, the server works on the other.
_TURNS = 2


class _Ready(Generic[Result]):
    """An item that is ready; `done` is what storing it returned, None: it is not."""

    def __init__(self, store: Store[Result]) -> None:
        self.store = store
        self.done: asyncio.Future[Result | None]
        self.done = asyncio.get_running_loop().create_future()

    def settle(self, result: Result | None) -> None:
        """Say what became of it; nobody may be waiting for that any more."""
        if not self.done.done():
            self.done.set_result(result)


class Gathering(Generic[Result]):
    """Stores up to `most` items of a stage in a transaction, `_TURNS` at once.

    `conclude` is told what storing them returned, before that is committed.
    """

    def __init__(
        self,
        database: Database,
        conclude: Conclude[Result],
        *,
        most: int,
        wait_scale: float,
    ) -> None:
        self._database = database
        self._conclude = conclude
        self._most = most
        self._wait_scale = wait_scale
        self._coming = 0
        self._ready: list[_Ready[Result]] = []
        self._choosing = asyncio.Lock()
        self._turns = asyncio.Semaphore(_TURNS)
        self._news = asyncio.Event()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Count an item that will be ready, or fail before that."""
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1
            self._news.set()

    async def store(self, store: Store[Result]) -> Result | None:
        """Store an item together with others; None: it has to be stored alone.

        Raises DatabaseUnavailable.
        """
        ready = _Ready(store)
        self._ready.append(ready)
        try:
            async with self._choosing:
                together = await self._choose(ready)
            if together:
                await self._store(together)
            return await ready.done
        finally:
            if ready in self._ready:
                self._ready.remove(ready)

    async def _choose(self, ready: _Ready[Result]) -> list[_Ready[Result]]:
        """Return who is stored together; nobody, where `ready` is taken care of."""
        if ready not in self._ready:
            return []
        await self._turns.acquire()
        try:
            await self._wait_for_others()
        except BaseException:
            self._turns.release()
            raise
        together = self._ready[: self._most]
        del self._ready[: self._most]
        return together

    async def _wait_for_others(self) -> None:
        # Those who have begun with it come to the point where they wait for something.
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
                while self._coming and len(self._ready) < self._most:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return

    async def _store(self, together: Sequence[_Ready[Result]]) -> None:
        left = [*together]
        try:
            while len(left) > 1:
                left = await self._try(left)
        except DatabaseUnavailable as error:
            for one in left:
                if not one.done.done():
                    one.done.set_exception(error)
        finally:
            self._turns.release()
            # Also where this is cancelled: nobody waits for it in vain.
            for one in left:
                one.settle(None)

    async def _try(self, together: list[_Ready[Result]]) -> list[_Ready[Result]]:
        """Store all of these or none; return whom to try it with again."""
        step = InStep([one.store for one in together])
        try:
            results = await patiently(lambda: self._run(step), scale=self._wait_scale)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- alone it says so, or is done
            extra = {"error": type(error).__name__, "items": len(together)}
            logger.debug("not stored together", extra=extra)
            lonely = [together[place] for place in step.culprits] or together
            for one in lonely:
                one.settle(None)
            return [one for one in together if one not in lonely]
        for one, result in zip(together, results, strict=True):
            one.settle(result)
        return []

    async def _run(self, step: InStep[Result]) -> list[Result]:
        async with self._database.transaction() as tx:
            results = await step.run(tx)
            await self._conclude(tx, results)
        return results
