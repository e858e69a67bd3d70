"""How the API ends: nobody is told that it is ready, and clients are let go.

The server awaits `drain` once it takes no new connection, see scripts/_server.py; it is
in the state of the app's lifespan (ASGI), under that name.
"""

import asyncio
from collections.abc import Awaitable, Callable

Drain = Callable[[], Awaitable[None]]


class Ending:
    """Whether the end was announced, and who has to be told of it."""

    def __init__(self) -> None:
        self.is_near = False
        self._farewells: list[Drain] = []

    def before(self, farewell: Drain) -> None:
        """Await `farewell` at the end, at the same time as all others."""
        self._farewells.append(farewell)

    async def drain(self) -> None:
        """Announce the end; return when everybody was let go."""
        self.is_near = True
        await asyncio.gather(*(farewell() for farewell in self._farewells))
