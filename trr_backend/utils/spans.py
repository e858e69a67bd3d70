"""Spans of OpenTelemetry, sent by OTLP over HTTP; see trr_backend/utils/tracing.py.

Imported only where traces are wanted: it takes a tenth of a second.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

Attributes = Mapping[str, str | int | float | bool]

_FLUSH_SECONDS = 2.0
_TRY_SECONDS = 5.0


class Spans:
    """Makes the spans of one process; a thread of its own sends them."""

    def __init__(self, endpoint: str, service: str) -> None:
        # One line when the collector is away, not one for each span that is dropped.
        logging.getLogger("opentelemetry").setLevel(logging.ERROR)
        product = version("trr-backend")
        named = {"service.name": service, "service.version": product}
        provider = TracerProvider(
            resource=Resource.create(named), shutdown_on_exit=False
        )
        url = f"{endpoint.rstrip('/')}/v1/traces"
        self._processor = BatchSpanProcessor(
            OTLPSpanExporter(url, timeout=_TRY_SECONDS)
        )
        provider.add_span_processor(self._processor)
        self._tracer = provider.get_tracer("trr", product)

    @contextmanager
    def span(self, name: str, attributes: Attributes | None) -> Iterator["Part"]:
        """Time a block; an error out of it marks the span by its kind alone."""
        with self._tracer.start_as_current_span(
            name,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as made:
            part = Part(made)
            try:
                yield part
            except BaseException as error:
                part.fail(type(error).__name__)
                raise

    @contextmanager
    def server_span(self, method: str, headers: Mapping[str, str]) -> Iterator["Part"]:
        """Time the answer to a request, in the trace that its `traceparent` names."""
        with self._tracer.start_as_current_span(
            method,
            context=TraceContextTextMapPropagator().extract(headers),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method},
            record_exception=False,
            set_status_on_exception=False,
        ) as made:
            yield Part(made)

    def close(self) -> None:
        """Send what waits, for two seconds at most."""
        # It waits for half a minute itself where the collector is away.
        last = threading.Thread(target=self._processor.shutdown, daemon=True)
        last.start()
        last.join(_FLUSH_SECONDS)


class Part:
    """A span that is open, as those who fill it see it."""

    __slots__ = ("_span",)

    def __init__(self, made: Span) -> None:
        self._span = made

    def tell(self, key: str, value: str | int) -> None:
        """Say something of it."""
        self._span.set_attribute(key, value)

    def call(self, name: str) -> None:
        """Call it otherwise than when it began."""
        self._span.update_name(name)

    def fail(self, kind: str) -> None:
        """Mark it as failed by an error of some kind."""
        self._span.set_attribute("error.type", kind)
        self._span.set_status(StatusCode.ERROR)
