"""A collector of traces that keeps what it is sent, over real HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Received:
    """A span as it came, ids in hexadecimal; `parent` is empty where there is none."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    is_error: bool
    attributes: dict[str, Value]


@dataclass(slots=True)
class Collector:
    """Where it listens, and what it was sent."""

    address: str
    paths: set[str] = field(default_factory=set)
    spans: list[Received] = field(default_factory=list)

    def named(self, name: str) -> list[Received]:
        """Return the spans of a name."""
        return [one for one in self.spans if one.name == name]

    def take(self, path: str, body: bytes) -> None:
        """Keep what a request holds."""
        self.paths.add(path)
        for told in ExportTraceServiceRequest.FromString(body).resource_spans:
            of_service = _plain(told.resource.attributes)
            for scope in told.scope_spans:
                self.spans += [
                    _received(str(of_service["service.name"]), one)
                    for one in scope.spans
                ]


def _received(service: str, one: Span) -> Received:
    return Received(
        service,
        one.name,
        one.trace_id.hex(),
        one.span_id.hex(),
        one.parent_span_id.hex(),
        one.status.code == one.status.STATUS_CODE_ERROR,
        _plain(one.attributes),
    )


def _plain(attributes: object) -> dict[str, Value]:
    return {
        one.key: getattr(one.value, one.value.WhichOneof("value"))
        for one in attributes  # type: ignore[attr-defined]  # protobuf's container
    }


@contextmanager
def collector() -> Iterator[Collector]:
    """Yield one that listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.take(self.path, body)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept = Collector(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield kept
        finally:
            server.shutdown()
