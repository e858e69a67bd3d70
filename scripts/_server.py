"""One process that answers: uvicorn as this product runs it.

`python -m scripts._server FD` is one of several on the listening socket FD; it ends
when its standard input does, however the process that holds the other end ended.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from scripts._input import at_end_of_input
from trr_backend.config import Settings, load_settings

# What a client sends is a word about topics; what is longer closes the socket.
_LARGEST_FRAME = 16 * 1024
# Requests in flight have so long to finish, once clients were told to come back.
_FINISH_SECONDS = 10
_LET_GO_SECONDS = 3


class Server(uvicorn.Server):
    """A server that tells everybody to come back before it ends.

    The app leaves a function `drain` in its lifespan's state: awaited when nobody new
    is let in any more, before connections are closed.
    """

    is_alone = True
    """Whether signals come to this process: a second one ends it at once."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at the first signal; that is a good end, so it is not raised again."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._signalled)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin. What is there by now stays: the collector is to pass it over.

        To look through all of it takes 70 ms, in which nobody is answered.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody in, let clients go, let requests finish."""
        for server in self.servers:
            server.close()
        drain = self.lifespan.state.get("drain")
        if drain is not None:
            try:
                async with asyncio.timeout(_LET_GO_SECONDS):
                    await drain()
            except TimeoutError:
                # Whoever takes nothing is closed without being asked.
                pass
        await super().shutdown(sockets)

    def _signalled(self) -> None:
        if self.should_exit and self.is_alone:
            os._exit(1)
        self.should_exit = True


def new_server(settings: Settings) -> Server:
    """Return the server of the API; `serve(sockets=[...])` runs it."""
    silence = settings.socket_idle_seconds / 2
    config = uvicorn.Config(
        # Named, not imported: commands know nothing of what the API is made of.
        "api.app:create_app",
        factory=True,
        lifespan="on",
        # Its records go where ours go, see trr_backend/utils/logs.py.
        log_config=None,
        # At DEBUG it writes down the headers of handshakes, and keys are in them.
        log_level=max(logging.getLevelNamesMapping()[settings.log_level], logging.INFO),
        access_log=False,
        server_header=False,
        # The app knows whom to believe, see TRR_TRUSTED_PROXIES.
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=silence,
        ws_ping_timeout=silence,
        timeout_graceful_shutdown=_FINISH_SECONDS,
    )
    return Server(config)


async def _serve(descriptor: int) -> None:
    server = new_server(load_settings())
    server.is_alone = False

    def stop() -> None:
        server.should_exit = True

    at_end_of_input(stop)
    with socket.socket(fileno=descriptor) as listener:
        await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
