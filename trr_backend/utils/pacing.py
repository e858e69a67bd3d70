"""Keeps departures apart in this process, however late their moments were noticed."""

import asyncio


class Door:
    """Lets one through at a time, at least `interval_seconds` after the last.

    Reserved moments alone are not enough: where the process stalls, several of them
    pass, and what waited for them would leave at once.
    """

    def __init__(self, interval_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self._lock = asyncio.Lock()
        self._next = 0.0

    async def pass_through(self) -> None:
        """Return when it is one's turn; turns are in the order of arrival."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            await asyncio.sleep(max(0.0, self._next - clock()))
            self._next = clock() + self._interval_seconds
