"""A file server with ETags and ranges whose answers can be cut, for downloads."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class FileServer:
    """Files by path; `cut` ends an answer after so many bytes of its body, once each.

    `sent` are the answers: path, status and how many bytes of the body went out.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, list[int]] = field(default_factory=dict)
    sent: list[tuple[str, int, int]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    url: str = ""
    weak: bool = False

    def etag(self, path: str) -> str:
        """Return the ETag of a file as it is now."""
        tag = f'"{sha256(self.files[path]).hexdigest()[:16]}"'
        return f"W/{tag}" if self.weak else tag

    def take(self) -> list[tuple[str, int, int]]:
        """Return the answers since the last call."""
        sent, self.sent = self.sent, []
        self.headers = []
        return sent


class _Handler(BaseHTTPRequestHandler):
    files: FileServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.files.headers.append({k.lower(): v for k, v in self.headers.items()})
        status, start = self._judge()
        body = self.files.files.get(self.path, b"")[start:] if status < 300 else b""
        cuts = self.files.cut.get(self.path) or [len(body)]
        sent = body[: cuts.pop(0)] if body else b""
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.files.moved[self.path])
        elif status < 400:
            self.send_header("ETag", self.files.etag(self.path))
        if status == 206:
            size = len(self.files.files[self.path])
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.files.sent.append((self.path, status, len(sent)))
        self.wfile.write(sent)
        if len(sent) < len(body):
            self.close_connection = True

    def _judge(self) -> tuple[int, int]:
        if self.path in self.files.moved:
            return 302, 0
        if self.path not in self.files.files:
            return 404, 0
        etag = self.files.etag(self.path)
        if self.headers.get("If-None-Match") == etag:
            return 304, 0
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not found or self.headers.get("If-Range") not in {None, etag}:
            return 200, 0
        start = int(found[1])
        return (206, start) if start < len(self.files.files[self.path]) else (416, 0)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def file_server() -> Iterator[FileServer]:
    """Serve on this machine until the block ends."""
    server = FileServer()

    handler = type("Handler", (_Handler,), {"files": server})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
