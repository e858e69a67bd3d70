"""Loops that go on until they are told to stop, whatever happens to one of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from trr_backend.errors import TrrError

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 5.0
# A loop that ran for so long before it failed was well.
_WELL_SECONDS = 60.0
# What is heeded within this time ends itself; the rest is cancelled.
_GRACE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Loop:
    """Something that is done over and over; `run` returns only once it shall stop.

    One that `heeds` the event `stop` is given some seconds to end what it is at.
    """

    name: str
    run: Callable[[], Awaitable[None]]
    heeds: bool = False


async def keep_going(
    loops: Sequence[Loop], stop: asyncio.Event, *, wait_scale: float
) -> None:
    """Run the loops until `stop` is set; one that fails is logged and begun anew."""
    tasks = {asyncio.create_task(_kept(loop, stop, wait_scale)): loop for loop in loops}
    try:
        await stop.wait()
    finally:
        heeding = [task for task, loop in tasks.items() if loop.heeds]
        for task in tasks.keys() - heeding:
            task.cancel()
        if heeding:
            await asyncio.wait(heeding, timeout=_GRACE_SECONDS)
        for task in heeding:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept(loop: Loop, stop: asyncio.Event, wait_scale: float) -> None:
    clock = asyncio.get_running_loop().time
    pause, said = _FIRST_PAUSE_SECONDS, ""
    while not stop.is_set():
        begun = clock()
        try:
            await loop.run()
        except TrrError as error:
            # The same again is no news: a database may be away for hours.
            level = logging.INFO if str(error) == said else logging.WARNING
            _LOG.log(level, "%s begins anew: %s", loop.name, error)
            said = str(error)
        except Exception:  # noqa: BLE001 -- it shall not end the others, nor go unsaid
            _LOG.exception("%s failed and begins anew", loop.name)
        if clock() - begun > _WELL_SECONDS:
            pause, said = _FIRST_PAUSE_SECONDS, ""
        with suppress(TimeoutError):
            async with asyncio.timeout(pause * wait_scale):
                await stop.wait()
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
