"""Moments to start at: reserved some at a time, kept apart, given up in a pause."""

import asyncio
import heapq
import math
from collections.abc import Awaitable, Callable

# Timers wake up to a millisecond late and more on a busy machine.
_LATE_SECONDS = 0.01


class Door:
    """Lets one through at a time, at least `interval_seconds` after the last.

    Reserved moments alone are not enough: where the process stalls, several of them
    pass, and what waited for them would leave at once. Of intervals shorter than a
    hundredth of a second so much is made good that late timers cost no throughput.
    """

    def __init__(self, interval_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self._made_good = max(0.0, _LATE_SECONDS - interval_seconds)
        self._lock = asyncio.Lock()
        self._next = 0.0

    async def pass_through(self) -> None:
        """Return when it is one's turn; turns are in the order of arrival."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            early = self._next - clock()
            if early > 0:
                await asyncio.sleep(early)
            earliest = clock() - self._made_good
            self._next = max(self._next, earliest) + self._interval_seconds


class Pause:
    """Whether nobody may start just now, as far as this process knows.

    `ask` brings the seconds that a pause lasts on, 0 without one. It is asked where the
    last that was learnt is older than `news_seconds`.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[float]], *, news_seconds: float
    ) -> None:
        self._ask = ask
        self._news_seconds = news_seconds
        self._learnt_at = -math.inf
        self._ends_at = -math.inf
        self._asking = asyncio.Lock()

    def learn(self, seconds: float) -> None:
        """Take note that a pause lasts `seconds` from now; one is never shortened."""
        self._learnt_at = asyncio.get_running_loop().time()
        if seconds > 0:
            self._ends_at = max(self._ends_at, self._learnt_at + seconds)

    async def lasts(self) -> bool:
        """Tell whether there is a pause."""
        clock = asyncio.get_running_loop().time
        if self._is_old():
            async with self._asking:
                # Whoever asked while this waited has asked for all who did.
                if self._is_old():
                    self.learn(await self._ask())
        # Who was told to wait for its end is not early by what the clocks differ.
        return clock() < self._ends_at - _LATE_SECONDS

    def _is_old(self) -> bool:
        now = asyncio.get_running_loop().time()
        return now - self._learnt_at > self._news_seconds


class Moments:
    """Hands out, in order, moments that `reserve` brings several of at a time.

    `reserve` takes `at_once` moments that are `interval_seconds` apart and returns the
    seconds until the first. As many are under way at once as are waited for; a moment
    that nobody took until `late_seconds` after it is lost.
    """

    def __init__(
        self,
        reserve: Callable[[], Awaitable[float]],
        *,
        at_once: int,
        interval_seconds: float,
        late_seconds: float,
    ) -> None:
        self._reserve = reserve
        self._late_seconds = late_seconds
        self._at_once = at_once
        self._interval_seconds = interval_seconds
        self._stock: list[float] = []
        self._wanted = 0
        self._coming = 0
        self._waiting: list[asyncio.Future[None]] = []

    async def take(self) -> float:
        """Take the next free moment; return the seconds until it."""
        clock = asyncio.get_running_loop().time
        self._wanted += 1
        try:
            while True:
                moment = self._from_stock(clock())
                if moment is None and self._coming < self._wanted:
                    moment = await self._bring()
                if moment is not None:
                    return max(0.0, moment - clock())
                await self._arrival()
        finally:
            self._wanted -= 1

    def forget(self) -> None:
        """Let go of all moments that were reserved and not taken."""
        self._stock.clear()

    def _from_stock(self, now: float) -> float | None:
        while self._stock:
            moment = heapq.heappop(self._stock)
            if moment + self._late_seconds > now:
                return moment
        return None

    async def _bring(self) -> float:
        """Reserve, keep all but the first, and return that."""
        self._coming += self._at_once
        try:
            seconds = await self._reserve()
            first = asyncio.get_running_loop().time() + seconds
            for place in range(1, self._at_once):
                heapq.heappush(self._stock, first + place * self._interval_seconds)
            return first
        finally:
            self._coming -= self._at_once
            self._wake()

    async def _arrival(self) -> None:
        arrival: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(arrival)
        await arrival

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for arrival in waiting:
            if not arrival.done():
                arrival.set_result(None)
