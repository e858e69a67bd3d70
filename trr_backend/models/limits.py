"""The promise of a rate limit, kept elsewhere (in Postgres by repositories)."""

from typing import Protocol


class Limiter(Protocol):
    """Hands out the moments at which requests to an upstream may start."""

    async def wait(self, upstream: str) -> None:
        """Return when the next request to `upstream` may start."""
        ...

    async def push_back(self, upstream: str, seconds: float) -> None:
        """Let nobody send to `upstream` for `seconds`, because it asked for that."""
        ...
