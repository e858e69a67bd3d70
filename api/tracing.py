"""A span a request, where traces are wanted; see trr_backend/utils/tracing.py."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trr_backend.utils.tracing import server_span

if TYPE_CHECKING:
    from trr_backend.utils.spans import Part

_PARENT: Final = (b"traceparent", b"tracestate")
_FAULT: Final = 500


class Traced:
    """Wraps the edge, and with it all that is done for a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Time one request; its trace goes on where the caller has begun one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        status = 0
        kind: str | None = None

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with server_span(scope["method"], _parent(scope)) as span:
            try:
                await self._app(scope, receive, send_on)
            except Exception as error:
                status, kind = _FAULT, type(error).__name__
                raise
            finally:
                if span is not None:
                    _describe(span, scope["method"], status, state)
                    if status >= _FAULT:
                        span.fail(kind or str(status))


def _describe(
    span: "Part", method: str, status: int, state: Mapping[str, object]
) -> None:
    """Say what the edge has found out; status 0: the client left before."""
    route = state.get("route")
    if route is not None:
        span.call(f"{method} {route}")
        span.tell("http.route", str(route))
    span.tell("http.response.status_code", status)
    span.tell("trr.request_id", str(state.get("request_id")))


def _parent(scope: Scope) -> dict[str, str]:
    """Return the headers that name the caller's trace."""
    return {
        name.decode(): value.decode("latin-1")
        for name, value in scope["headers"]
        if name in _PARENT
    }
