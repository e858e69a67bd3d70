"""Room for so many bytes in memory at once, shared fairly by the tasks of a process."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class ByteRoom:
    """A `Room` (models/limits.py) of `capacity` bytes.

    Who asks for more than the capacity is let in when nobody else is: a large picture
    is slow, never impossible. Turns are in the order of asking, so that small pictures
    do not keep a large one waiting for ever.
    """

    capacity: int
    taken: int = 0
    _waiting: deque[tuple[int, asyncio.Future[None]]] = field(default_factory=deque)

    async def take(self, size: int) -> None:
        """Return once there is room for `size` bytes; they are taken then."""
        if not self._waiting and self._fits(size):
            self.taken += size
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        place = (size, turn)
        self._waiting.append(place)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                with suppress(ValueError):
                    self._waiting.remove(place)
                self._let_in()
            else:
                # It was let in, and cancelled before it could know.
                self.give(size)
            raise

    def give(self, size: int) -> None:
        """Give back `size` of the bytes that were taken."""
        if not 0 <= size <= self.taken:
            raise ValueError(f"{size} bytes given back of {self.taken} that are taken")
        self.taken -= size
        self._let_in()

    def _fits(self, size: int) -> bool:
        return not self.taken or self.taken + size <= self.capacity

    def _let_in(self) -> None:
        while self._waiting and self._fits(self._waiting[0][0]):
            size, turn = self._waiting.popleft()
            if not turn.cancelled():
                self.taken += size
                turn.set_result(None)
