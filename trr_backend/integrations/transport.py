"""The transport under every client: httpx2's shapes over a pool that checks addresses.

httpx2's own transport cannot be given a network backend, so this one talks to the
connection pool (httpcore2) itself. It uses no proxy from the environment: behind a
proxy the address that is connected to could not be checked.
"""

from collections.abc import AsyncIterable, AsyncIterator, Collection, Iterator
from contextlib import contextmanager

import httpcore2
import httpx2

from trr_backend.integrations.addresses import CheckedBackend

MAX_CONNECTIONS = 40
_KEEPALIVE_SECONDS = 30
_FAILURES = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)


class CheckedTransport(httpx2.AsyncBaseTransport):
    """Sends requests over connections to checked addresses."""

    def __init__(
        self,
        *,
        source: str,
        inside: Collection[str],
        tls: bool,
        max_connections: int = MAX_CONNECTIONS,
        everywhere: bool = False,
    ) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context() if tls else None,
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            network_backend=CheckedBackend(source, inside, everywhere=everywhere),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the body is read by whoever takes the response."""
        url = request.url
        with _translated():
            response = await self._pool.handle_async_request(
                httpcore2.Request(
                    method=request.method,
                    url=httpcore2.URL(
                        scheme=url.raw_scheme,
                        host=url.raw_host,
                        port=url.port,
                        target=url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx2.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._response.stream
        if not isinstance(stream, AsyncIterable):
            raise TypeError("the pool answers with an asynchronous stream")
        with _translated():
            async for part in stream:
                yield part

    async def aclose(self) -> None:
        await self._response.aclose()


@contextmanager
def _translated() -> Iterator[None]:
    """Raise httpx2's error of the same name, without words that may quote a header."""
    try:
        yield
    except _FAILURES as error:
        name = type(error).__name__
    else:
        return
    kind: type[httpx2.TransportError] = getattr(httpx2, name, httpx2.NetworkError)
    raise kind(name)
