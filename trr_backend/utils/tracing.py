"""Traces by OpenTelemetry, sent by OTLP over HTTP, where somebody wants them.

Where nobody does, the library is not imported and a span costs a tenth of a
microsecond. Spans wait in a bounded queue and are sent by a thread of its own: a
collector that is away costs spans, never time. Names and attributes hold no ids of
people, no addresses and no messages of errors.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trr_backend.utils.spans import Attributes, Part, Spans

_NOTHING: AbstractContextManager[None] = nullcontext()


@dataclass(slots=True)
class _Tracing:
    """What makes spans in this process, and how many have asked for it."""

    spans: "Spans | None" = None
    users: int = 0


_TRACING = _Tracing()


def span(
    name: str, attributes: "Attributes | None" = None
) -> "AbstractContextManager[Part | None]":
    """Time a block as a part of the request, the run or the span it is in."""
    made = _TRACING.spans
    return _NOTHING if made is None else made.span(name, attributes)


def server_span(
    method: str, headers: Mapping[str, str]
) -> "AbstractContextManager[Part | None]":
    """Time the answer to a request; it continues the trace that `traceparent` names."""
    made = _TRACING.spans
    return _NOTHING if made is None else made.server_span(method, headers)


@contextmanager
def tracing(endpoint: str | None, service: str) -> Iterator[None]:
    """Send spans of this process to `endpoint` while the block lasts; None: nowhere.

    At its end what waits is sent, for two seconds at most. Blocks may overlap: the
    first one's endpoint and service hold until the last one ends.
    """
    if endpoint is None:
        yield
        return
    from trr_backend.utils.spans import Spans  # noqa: PLC0415 -- only where wanted

    _TRACING.users += 1
    _TRACING.spans = _TRACING.spans or Spans(endpoint, service)
    try:
        yield
    finally:
        _TRACING.users -= 1
        if not _TRACING.users:
            ending, _TRACING.spans = _TRACING.spans, None
            ending.close()
