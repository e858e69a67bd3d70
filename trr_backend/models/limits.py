"""Promises about rate and memory, kept elsewhere (in Postgres, in this process)."""

from typing import Protocol


class Limiter(Protocol):
    """Hands out the moments at which requests to an upstream may start."""

    async def wait(self, upstream: str) -> None:
        """Return when the next request to `upstream` may start."""
        ...

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`, because it asked for that."""
        ...


class Room(Protocol):
    """The bytes of pictures that are in memory at once (docs/decisions/0034)."""

    async def take(self, size: int) -> None:
        """Return once there is room for `size` bytes; they are taken then."""
        ...

    def give(self, size: int) -> None:
        """Give back `size` of the bytes that were taken."""
        ...
