"""The connection below ASGI, for answers that no correct server would give.

ASGI has no word for a dropped connection or a wrong Content-Length. uvicorn's `send`
is a bound method of the object that holds the transport, and this is the only module
that knows it; under a server that hides it, such an answer is a ConnectionError.
"""

import asyncio
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

_KEY = "standin.transport"
Headers = list[tuple[bytes, bytes]]


class WireMiddleware:
    """Keeps the transport in the scope for `close` and `write`; stands outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the transport at hand."""
        scope[_KEY] = getattr(getattr(send, "__self__", None), "transport", None)
        await self.app(scope, receive, send)


async def close(scope: Scope, receive: Receive) -> None:
    """Close the connection after what was already written, and wait for its end."""
    _transport(scope).close()
    while (await receive())["type"] != "http.disconnect":
        pass


def write(scope: Scope, status: int, headers: Headers, body: bytes) -> None:
    """Write an answer as it is, whatever its headers claim about the body."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()]
    lines += [name + b": " + value for name, value in headers]
    _transport(scope).write(b"\r\n".join([*lines, b"", body]))


def _transport(scope: Scope) -> asyncio.WriteTransport:
    transport = scope.get(_KEY)
    if not isinstance(transport, asyncio.WriteTransport):
        raise ConnectionAbortedError("the stand-in dropped this connection")
    return transport
