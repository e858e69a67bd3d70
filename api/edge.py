"""The outermost layer: request ids, security headers, HEAD, and NUL refused."""

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.headers import harden
from api.problems import problem

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Edge:
    """Wraps an app; what it does holds for every route.

    `varies`: answers differ by the origin that asks, and caches have to know it even
    where none asks.
    """

    def __init__(self, app: ASGIApp, *, varies: bool) -> None:
        self._app = app
        self._varies = varies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        is_head = scope["method"] == "HEAD"
        if is_head:
            # Routed as GET, so that both give the same headers, for the whole.
            headers = [one for one in scope["headers"] if one[0] != b"range"]
            scope = {**scope, "method": "GET", "headers": headers}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                harden(headers, request_id)
                if self._varies:
                    headers.setdefault("Vary", "Origin")
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            refusal = problem(request_id, 400, "A NUL byte has no place in an address.")
            await refusal(scope, receive, send_on)
            return
        await self._app(scope, receive, send_on)


def _request_id(scope: Scope) -> str:
    """Return the caller's id where it is harmless in a log, else a new one."""
    sent = Headers(scope=scope).get("x-request-id", "")
    return sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex
