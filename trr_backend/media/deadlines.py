"""Ends what takes too long, with one thread for all that runs at the time.

A `threading.Timer` for each picture is a thread for each: 0.1 ms, a tenth of what a
poster takes to decode.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_TICK_SECONDS: Final = 0.1


class Deadlines:
    """Calls what was left with it where a block of code does not end in time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: dict[object, tuple[float, Callable[[], None]]] = {}
        self._watching = False

    @contextmanager
    def within(self, seconds: float, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` once, from another thread, if the block takes longer."""
        block = object()
        with self._lock:
            self._due[block] = time.monotonic() + seconds, end
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._due.pop(block, None)

    def _watch(self) -> None:
        """Look at every tick, until nothing runs."""
        while True:
            time.sleep(_TICK_SECONDS)
            with self._lock:
                now = time.monotonic()
                over = [block for block, (at, _) in self._due.items() if at <= now]
                for end in [self._due.pop(block)[1] for block in over]:
                    end()
                if not self._due:
                    self._watching = False
                    return
