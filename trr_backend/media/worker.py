"""`inspect` in a process of its own, with a limit on memory and on time.

A picture that makes a decoder crash, loop or eat memory costs that process and nothing
else: it is refused and the next picture gets a new one. Processes are kept between
pictures and end with the event loop, or when the program that started them is gone.
"""

import resource
import sys
from functools import cache
from pathlib import Path
from typing import Final

from anyio import BrokenWorkerProcess, CapacityLimiter, fail_after, to_process

from trr_backend.errors import PictureRefused
from trr_backend.media.inspect import inspect
from trr_backend.models.media import Inspected

MEMORY_BYTES: Final = 640 * 1024 * 1024
"""Address space a decoder may take beyond what the process has at the start."""
TIME_LIMIT_SECONDS: Final = 20.0


async def inspect_in_worker(
    body: bytes, *, time_limit_seconds: float = TIME_LIMIT_SECONDS
) -> Inspected:
    """Return what the bytes are. Raises PictureRefused, also for crash and timeout."""
    # Waiting for a free processor does not count: hence the outer limiter.
    async with to_process.current_default_process_limiter():
        try:
            with fail_after(time_limit_seconds):
                return await to_process.run_sync(
                    _inspect_limited, body, cancellable=True, limiter=CapacityLimiter(1)
                )
        except TimeoutError:
            raise PictureRefused(
                f"the picture took more than {time_limit_seconds:g} s to decode"
            ) from None
        except BrokenWorkerProcess:
            raise PictureRefused("the picture made its decoder crash") from None


def _inspect_limited(body: bytes) -> Inspected:
    _limit_memory()
    return inspect(body)


@cache
def _limit_memory() -> None:
    # Linux alone both tells and keeps the size of the address space.
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + MEMORY_BYTES
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
