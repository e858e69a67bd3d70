"""Servers of a test that answer while the test itself waits for something."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

_PATIENCE_SECONDS = 10

Served = TypeVar("Served")


@contextmanager
def in_background(server: AbstractAsyncContextManager[Served]) -> Iterator[Served]:
    """Yield what a thread with a loop of its own serves meanwhile."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        entering = asyncio.run_coroutine_threadsafe(_entered(server), loop)
        served = entering.result(_PATIENCE_SECONDS)
        try:
            yield served
        finally:
            leaving = asyncio.run_coroutine_threadsafe(_left(server), loop)
            leaving.result(_PATIENCE_SECONDS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_SECONDS)
        loop.close()


async def _entered(server: AbstractAsyncContextManager[Served]) -> Served:
    return await server.__aenter__()


async def _left(server: AbstractAsyncContextManager[Served]) -> None:
    await server.__aexit__(None, None, None)
