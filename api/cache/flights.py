"""One reading for all who want the same at the same time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Landing(Generic[Result]):
    """How a reading ended; `result` None: it failed.

    `number` counts readings as they begin. `is_current`: what was read is good also for
    who came while it was being read.
    """

    number: int
    result: Result | None
    is_current: bool = False


class Flights(Generic[Result]):
    """Readings that are under way, by what is read."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Future[Landing[Result]]] = {}
        self.begun = 0

    def is_on(self, name: str) -> bool:
        """Say whether somebody reads this just now."""
        return name in self._under_way

    async def join(self, name: str) -> Landing[Result]:
        """Wait for who reads this. Raises KeyError where nobody does."""
        # Who waits may go away; the others go on waiting.
        return await asyncio.shield(self._under_way[name])

    @contextmanager
    def lead(self, name: str) -> Iterator[Callable[[Result, bool], None]]:
        """Read this for all; what is yielded takes the result, and `is_current`.

        Whoever leaves without calling it has failed. A second one who leads the same at
        the same time reads for itself alone.
        """
        if name in self._under_way:
            yield lambda _, __: None
            return
        self.begun += 1
        number = self.begun
        flight: asyncio.Future[Landing[Result]] = (
            asyncio.get_running_loop().create_future()
        )
        self._under_way[name] = flight
        try:
            yield lambda *landed: flight.set_result(Landing(number, *landed))
        finally:
            del self._under_way[name]
            if not flight.done():
                flight.set_result(Landing(number, None))
