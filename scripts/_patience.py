"""Doing again what is safe to repeat: the database was away, or others wrote as well.

Items are idempotent, so a transaction whose commit was lost on the way may be repeated.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from trr_backend.errors import Contended, DatabaseUnavailable

logger = logging.getLogger(__name__)

# A database that restarts is back within this time. Connecting has waits of its own,
# so time is counted and not tries.
_AWAY_SECONDS = 60.0
_LEAST_AWAY_SECONDS = 5.0
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 8.0
# Two that blocked each other do not meet again after waits of different length.
_CONTENDED_TRIES = 6

Result = TypeVar("Result")


class _Away:
    """How long the database has been away, and how long to wait this time."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._seconds = max(_AWAY_SECONDS * scale, _LEAST_AWAY_SECONDS)
        self._wait = _FIRST_WAIT_SECONDS
        self._since: float | None = None

    def next_wait(self) -> float | None:
        """Return the seconds to wait, None to give up."""
        now = time.monotonic()
        self._since = self._since or now
        if now - self._since >= self._seconds:
            return None
        wait = self._wait
        self._wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
        return wait * self._scale


async def patiently(
    attempt: Callable[[], Awaitable[Result]], *, scale: float
) -> Result:
    """Return what `attempt` returns once the database lets it.

    Raises DatabaseUnavailable after a minute, Contended after six tries. A part of
    `attempt` may be patient itself: after its minute there is no further one.
    """
    away = _Away(scale)
    contended = 0
    while True:
        try:
            return await attempt()
        except DatabaseUnavailable as error:
            wait = None if error.was_awaited else away.next_wait()
            if wait is None:
                error.was_awaited = True
                raise
            logger.warning("the database is away; waiting for it")
        except Contended:
            contended += 1
            if contended == _CONTENDED_TRIES:
                raise
            longest = _FIRST_WAIT_SECONDS * contended
            wait = random.uniform(0, longest) * scale  # noqa: S311 -- jitter, no secret
        await asyncio.sleep(wait)
