"""Traces by OpenTelemetry, sent by OTLP over HTTP, where somebody wants them.

Where nobody does, the library is not imported and a span costs a tenth of a
microsecond. Spans wait in a bounded queue and are sent by a thread of its own: a
collector that is away costs spans, never time. Names and attributes hold no ids of
people, no addresses and no messages of errors.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace import Span, Tracer

Attributes = Mapping[str, str | int | float | bool]

_NOTHING: AbstractContextManager[None] = nullcontext()
_FLUSH_SECONDS = 2.0
_TRY_SECONDS = 5.0


@dataclass(slots=True)
class _Tracing:
    """What makes spans in this process, and how many have asked for it."""

    tracer: "Tracer | None" = None
    processor: "BatchSpanProcessor | None" = None
    users: int = 0


_TRACING = _Tracing()


def span(
    name: str, attributes: Attributes | None = None
) -> "AbstractContextManager[Span | None]":
    """Time a block as a part of the request, the run or the span it is in."""
    if _TRACING.tracer is None:
        return _NOTHING
    return _span(_TRACING.tracer, name, attributes)


@contextmanager
def _span(
    tracer: "Tracer", name: str, attributes: Attributes | None
) -> "Iterator[Span]":
    with tracer.start_as_current_span(
        name,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        try:
            yield made
        except BaseException as error:
            fail(made, type(error).__name__)
            raise


@contextmanager
def server_span(method: str, headers: Mapping[str, str]) -> "Iterator[Span | None]":
    """Time the answer to a request; it continues the trace that `traceparent` names."""
    if _TRACING.tracer is None:
        yield None
        return
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 -- only where wanted
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
        TraceContextTextMapPropagator,
    )

    with _TRACING.tracer.start_as_current_span(
        method,
        context=TraceContextTextMapPropagator().extract(headers),
        kind=SpanKind.SERVER,
        attributes={"http.request.method": method},
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        yield made


def fail(made: "Span", kind: str) -> None:
    """Mark a span as failed by an error of some kind."""
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 -- only where wanted

    made.set_attribute("error.type", kind)
    made.set_status(StatusCode.ERROR)


@contextmanager
def tracing(endpoint: str | None, service: str) -> Iterator[None]:
    """Send spans of this process to `endpoint` while the block lasts; None: nowhere.

    At its end what waits is sent, for two seconds at most.
    """
    if endpoint is None:
        yield
        return
    _begin(endpoint, service)
    try:
        yield
    finally:
        _end()


def _begin(endpoint: str, service: str) -> None:
    _TRACING.users += 1
    if _TRACING.tracer is not None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    # One line when the collector is away, not one for each span that is dropped.
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    exporter = OTLPSpanExporter(
        f"{endpoint.rstrip('/')}/v1/traces", timeout=_TRY_SECONDS
    )
    product = version("trr-backend")
    provider = TracerProvider(
        resource=Resource.create({"service.name": service, "service.version": product}),
        shutdown_on_exit=False,
    )
    _TRACING.processor = BatchSpanProcessor(exporter)
    provider.add_span_processor(_TRACING.processor)
    _TRACING.tracer = provider.get_tracer("trr", product)


def _end() -> None:
    _TRACING.users -= 1
    if _TRACING.users or _TRACING.processor is None:
        return
    processor, _TRACING.processor, _TRACING.tracer = _TRACING.processor, None, None
    # It waits for half a minute itself where the collector is away.
    last = threading.Thread(target=processor.shutdown, daemon=True)
    last.start()
    last.join(_FLUSH_SECONDS)
