"""Standard input as a sign of life: it ends when whoever started a process is gone."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable


def at_end_of_input(stop: Callable[[], None]) -> None:
    """Call `stop` in this loop when standard input ends."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        # The loop may be over by then.
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=wait, daemon=True).start()
