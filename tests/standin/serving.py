"""Serves an ASGI application on a free port, in a thread of the test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Yield the address of a real server; stop it afterwards."""
    listener = socket.create_server(("127.0.0.1", 0))
    # Inherited by each connection; a body would wait 40 ms for its head's receipt.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, http="h11", ws="none", loop="asyncio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=[[listener]], daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        # A test may leave an endless answer behind.
        server.force_exit = server.should_exit = True
        thread.join(10)
        listener.close()
    assert not thread.is_alive()
