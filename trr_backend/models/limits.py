"""The promise of a rate limit, kept elsewhere (in Postgres by repositories)."""

from typing import Protocol


class Limiter(Protocol):
    """Hands out the moments at which requests to an upstream may start."""

    async def reserve(self, upstream: str) -> float:
        """Return the seconds to wait before the next request to `upstream`."""
        ...

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`, because it asked for that."""
        ...
