"""The outermost layer: request ids, security headers, HEAD, and NUL refused.

Here each request is counted and told to the log, whatever became of it.
"""

import re
from os import urandom
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import access_log
from api.headers import hardened
from api.metrics import Metrics
from api.problems import problem
from api.repetition import repeated
from trr_backend.utils.logs import REQUEST_ID

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Edge:
    """Wraps an app; what it does holds for every route.

    `varies`: answers differ by the origin that asks, and caches have to know it even
    where none asks.
    """

    def __init__(self, app: ASGIApp, *, varies: bool, metrics: Metrics) -> None:
        self._app = app
        self._varies = varies
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._open(scope, receive, send)
            return
        request_id = _named(scope)
        method: str = scope["method"]
        # What was asked: a stream ends with its headers then.
        scope["state"]["method"] = method
        if method == "HEAD":
            # Routed as GET, so that both give the same headers, for the whole.
            headers = [one for one in scope["headers"] if one[0] != b"range"]
            scope = {**scope, "method": "GET", "headers": headers}
        answer = _Answer(self._metrics, scope, method, send, varies=self._varies)
        try:
            refusal = _refusal(scope, request_id)
            await (refusal or self._app)(scope, receive, answer.send)
        except Exception:
            # Told as a problem by what stands around every layer.
            answer.begin(500)
            raise
        finally:
            answer.end()

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a WebSocket through, and tell the log of it once it is closed."""
        if scope["type"] == "websocket":
            _named(scope)
        began = perf_counter()
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "websocket" and access_log.is_wanted():
                access_log.tell_of_socket(scope, perf_counter() - began)


class _Answer:
    """What goes out to one request: completed, counted and told to the log."""

    __slots__ = (
        "_began",
        "_method",
        "_metrics",
        "_scope",
        "_send",
        "_size",
        "_status",
        "_varies",
    )

    def __init__(
        self, metrics: Metrics, scope: Scope, method: str, send: Send, *, varies: bool
    ) -> None:
        self._metrics = metrics
        self._scope = scope
        self._method = method
        self._send = send
        self._varies = varies
        self._status = 0
        self._size = 0
        self._began = perf_counter()

    async def send(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            self.begin(message["status"])
            headers = message.get("headers", [])
            request_id = self._scope["state"]["request_id"]
            message["headers"] = hardened(headers, request_id)
            if self._varies:
                _vary(MutableHeaders(scope=message))
        elif message["type"] == "http.response.body":
            if self._method == "HEAD":
                message = {**message, "body": b""}
            self._size += len(message.get("body", b""))
        await self._send(message)

    def begin(self, status: int) -> None:
        """Count it, once, when it begins: a stream goes on for hours."""
        if not self._status:
            self._status = status
            seconds = perf_counter() - self._began
            # Others around this layer want to know it as well.
            route = self._scope["state"]["route"] = route_of(self._scope)
            self._metrics.observe(route, self._method, status, seconds)

    def end(self) -> None:
        """Tell the log of it, where anybody listens."""
        if access_log.is_wanted():
            access_log.tell(
                self._scope,
                access_log.Answered(
                    self._method,
                    route_of(self._scope),
                    self._status,
                    self._size,
                    perf_counter() - self._began,
                ),
            )


def _refusal(scope: Scope, request_id: str) -> Response | None:
    """Return what is said of an address that nobody can mean."""
    query: bytes = scope["query_string"]
    if "\0" in scope["path"] or b"%00" in query:
        return problem(request_id, 400, "A NUL byte has no place in an address.")
    if b"&" in query and scope["path"].startswith("/api/"):
        twice = repeated(query)
        if twice is not None:
            said = f"{twice.parameter}: {twice.message}"
            return problem(request_id, 422, said, [twice])
    return None


def route_of(scope: Scope) -> str | None:
    """Return the template of the route that answers, such as `/shows/{show_id}`."""
    known: str | None = scope["state"].get("route")
    return known or getattr(scope.get("route"), "path", None)


def _vary(headers: MutableHeaders) -> None:
    if "Origin" not in ",".join(headers.getlist("vary")):
        headers.add_vary_header("Origin")


def _named(scope: Scope) -> str:
    """Give the request its id, for answers and for the log; return it."""
    request_id = _request_id(scope)
    scope.setdefault("state", {})["request_id"] = request_id
    REQUEST_ID.set(request_id)
    return request_id


def _request_id(scope: Scope) -> str:
    """Return the caller's id where it is harmless in a log, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            sent: str = value.decode("latin-1")
            if _REQUEST_ID.fullmatch(sent):
                return sent
    return urandom(16).hex()
