"""One request and its reply: timeouts, connection limits, and a cap on the body.

The cap counts decoded bytes while they arrive, so neither an endless answer nor a
small one that inflates to gigabytes fills the memory. A file too large for memory runs
into a sink instead, undecoded and for as long as bytes come.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Protocol

import httpx2

from trr_backend.errors import Refused, Unavailable
from trr_backend.integrations.redirects import STATUSES

READ_TIMEOUT_SECONDS = 30.0
_CONNECT_TIMEOUT_SECONDS = 10.0
_WHOLE_SECONDS = 4  # times the read timeout, for answers that trickle
_MAX_ERROR_BYTES = 64 * 1024
_OK = 200
_PARTIAL = 206


class Sink(Protocol):
    """Where the body of a file runs. Each method may raise an UpstreamError."""

    def headers(self) -> Mapping[str, str]:
        """Return what to ask for now: all of it, or the rest of it."""
        ...

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Take notice of a good answer: 200 is all of it, 206 the rest."""
        ...

    def write(self, part: bytes) -> None:
        """Take some bytes, as they come over the wire."""
        ...

    def end(self) -> None:
        """Take notice that the answer ended; raises Unavailable if it is cut."""
        ...

    def grew(self) -> bool:
        """Tell whether much came since this was asked last."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the body of an error is cut, that of a redirect not read."""

    status: int
    headers: httpx2.Headers = field(repr=False)
    body: bytes = field(repr=False)


class Exchange:
    """Sends single requests and counts them."""

    def __init__(
        self,
        *,
        source: str,
        transport: httpx2.AsyncBaseTransport,
        user_agent: str,
        timeout_seconds: float = READ_TIMEOUT_SECONDS,
    ) -> None:
        self._source = source
        self._whole_seconds = timeout_seconds * _WHOLE_SECONDS
        self._client = httpx2.AsyncClient(
            transport=transport,
            headers={"User-Agent": user_agent},
            timeout=httpx2.Timeout(
                timeout_seconds,
                connect=min(_CONNECT_TIMEOUT_SECONDS, timeout_seconds),
                pool=None,
            ),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
        )
        self.requests = 0
        self.received_bytes = 0

    async def send(  # noqa: PLR0913 - one place where a request's properties meet
        self,
        url: httpx2.URL,
        headers: Mapping[str, str],
        *,
        max_bytes: int,
        public_url: str,
        content: bytes | None = None,
        sink: Sink | None = None,
    ) -> Reply:
        """Return the reply; with `content` it is a POST, a good body runs into `sink`.

        Raises Unavailable (no good connection) and Refused.
        """
        self.requests += 1
        # A large file may take its time; that bytes keep coming is seen at each read.
        seconds = None if sink else self._whole_seconds
        try:
            async with (
                asyncio.timeout(seconds),
                self._client.stream(
                    "GET" if content is None else "POST",
                    url,
                    headers=headers,
                    content=content,
                ) as response,
            ):
                body = await self._receive(response, max_bytes, sink)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            problem = type(error).__name__
        else:
            if body is None:
                raise Refused(
                    f"an answer larger than {max_bytes / 1024 / 1024:g} MiB",
                    source=self._source,
                    url=public_url,
                    status=response.status_code,
                )
            return Reply(response.status_code, response.headers, body)
        # Raised here and not above: the library's error, which holds the request and
        # its headers, shall not hang on ours as its context.
        raise Unavailable(
            f"no whole answer from {url.host} ({problem})",
            source=self._source,
            url=public_url,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _receive(
        self, response: httpx2.Response, max_bytes: int, sink: Sink | None
    ) -> bytes | None:
        """Return the body, empty if it ran into the sink; None if it is too large."""
        try:
            if sink is not None and response.status_code in {_OK, _PARTIAL}:
                return await _pour(response, sink, max_bytes)
            return await _read(response, max_bytes)
        finally:
            self.received_bytes += response.num_bytes_downloaded


async def _pour(response: httpx2.Response, sink: Sink, max_bytes: int) -> bytes | None:
    sink.begin(response.status_code, response.headers)
    received = 0
    async for part in response.aiter_raw():
        received += len(part)
        if received > max_bytes:
            return None
        sink.write(part)
    sink.end()
    return b""


async def _read(response: httpx2.Response, max_bytes: int) -> bytes | None:
    """Return the decoded body, cut where it is no answer; None if it is too large."""
    status = response.status_code
    if status in STATUSES:
        return b""
    if status != _OK:
        return await _read_start(response)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        return None
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > max_bytes:
            return None
    return bytes(body)


async def _read_start(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MAX_ERROR_BYTES:
            break
    return bytes(body[:_MAX_ERROR_BYTES])
