"""Servers that answer simply: one answer to everybody, or the files of a folder."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import (
    BaseHTTPRequestHandler,
    SimpleHTTPRequestHandler,
    ThreadingHTTPServer,
)
from pathlib import Path
from socketserver import BaseRequestHandler


@contextmanager
def answering(
    body: bytes = b"{}",
    content_type: str = "application/json",
    *,
    status: int = 200,
    ahead_seconds: float = 0,
    age_seconds: int | None = None,
) -> Iterator[str]:
    """Yield the address of a server that answers this, by a clock of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            if age_seconds is not None:
                self.send_header("Age", str(age_seconds))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            moment = time.time() if timestamp is None else timestamp
            return super().date_time_string(moment + ahead_seconds)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _serving(Handler) as address:
        yield address


@contextmanager
def handing_out(folder: Path, content_type: str) -> Iterator[str]:
    """Yield the address of a server that calls every PNG of a folder this."""

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = {".png": content_type}  # noqa: RUF012 -- the base class's own

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _serving(partial(Handler, directory=str(folder))) as address:
        yield address


@contextmanager
def _serving(
    handler: Callable[..., BaseRequestHandler],
) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)
