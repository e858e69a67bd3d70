"""Work in a thread that a task waits for, and that is stopped with the task.

A thread cannot be cancelled, and the program does not end before it: without this,
Ctrl-C would take as long as the slowest picture that is being decoded.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar, TypeVarTuple, Unpack

from anyio import to_process, to_thread

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class _Call:
    """What is done for one task; `stop` ends what it is at, from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._is_over = False

    @contextmanager
    def at(self, stop: Callable[[], None]) -> Iterator[None]:
        with self._lock:
            self._stop = stop
            if self._is_over:
                stop()
        try:
            yield
        finally:
            with self._lock:
                self._stop = None

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            if self._stop is not None:
                self._stop()


_call: Final[ContextVar[_Call]] = ContextVar("_call")


async def in_thread(work: Callable[[Unpack[_Ts]], _T], *given: *_Ts) -> _T:
    """Return what `work` returns, run in one of as many threads as there are cores.

    It is not waited for where the task is cancelled.
    """
    call = _Call()
    # The thread gets a copy of what is set here.
    outer = _call.set(call)
    try:
        return await to_thread.run_sync(
            work,
            *given,
            abandon_on_cancel=True,
            limiter=to_process.current_default_process_limiter(),
        )
    except asyncio.CancelledError:
        call.end()
        raise
    finally:
        _call.reset(outer)


@contextmanager
def stopped_by(stop: Callable[[], None]) -> Iterator[None]:
    """Let `stop` be called, from another thread, if nobody waits for this any more."""
    call = _call.get(None)
    if call is None:
        yield
        return
    with call.at(stop):
        yield
