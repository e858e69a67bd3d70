"""Keeps processes alive: who dies is started again, and all end with this one.

A child holds the other end of a pipe as its standard input: it stops by itself when
that ends, also where this process was killed.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from trr_backend.errors import TrrError

_LOG = logging.getLogger(__name__)
# Before a child is started again; doubled each time, unless it had lived for long.
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0
_LONG_LIFE_SECONDS = 60.0
# A server takes 3 to let clients go, then 10 for what is in flight.
_PATIENCE_SECONDS = 15.0


class CannotStart(TrrError):
    """A child ended before it could do anything; what is above says why."""


@dataclass(frozen=True, slots=True)
class Child:
    """`python -m ARGUMENTS`, called `name` in the log.

    With the exit code `hopeless` it says, the first time, that it never will work.
    """

    name: str
    arguments: Sequence[str]
    inherited: Sequence[int] = ()
    environment: Mapping[str, str] | None = None
    hopeless: int | None = None


@dataclass(slots=True)
class Supervisor:
    """Children that run until `stop` is set; then they have some seconds to end."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    patience_seconds: float = _PATIENCE_SECONDS
    _running: set[Process] = field(default_factory=set)

    async def keep(self, child: Child) -> None:
        """Run a child again and again. Raises CannotStart for a hopeless one."""
        wait, is_first = _FIRST_WAIT_SECONDS, True
        while not self.stop.is_set():
            began = monotonic()
            code = await self._run(child)
            if self.stop.is_set():
                return
            if is_first and code == child.hopeless:
                raise CannotStart
            if monotonic() - began >= _LONG_LIFE_SECONDS:
                wait = _FIRST_WAIT_SECONDS
            _LOG.warning(
                "%s ended and is started again",
                child.name,
                extra={"exit_code": code, "wait_seconds": wait},
            )
            await _wait_for(self.stop, wait)
            wait, is_first = min(2 * wait, _LONGEST_WAIT_SECONDS), False

    def kill(self) -> None:
        """End all children at once."""
        for process in self._running:
            process.kill()

    async def _run(self, child: Child) -> int:
        """Run it once; return its exit code."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *child.arguments,
            stdin=PIPE,
            pass_fds=child.inherited,
            env=child.environment,
            # Ctrl-C is for this process alone.
            start_new_session=True,
        )
        self._running.add(process)
        ended = asyncio.create_task(process.wait())
        try:
            await self._until_stopped(ended)
            if not ended.done():
                if process.stdin is not None:
                    process.stdin.close()
                await asyncio.wait({ended}, timeout=self.patience_seconds)
                if not ended.done():
                    process.kill()
            return await ended
        finally:
            if not ended.done():
                process.kill()
                await ended
            self._running.discard(process)

    async def _until_stopped(self, ended: "asyncio.Task[int]") -> None:
        stopped = asyncio.create_task(self.stop.wait())
        try:
            await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
