"""One request and its reply: timeouts, connection limits, and a deadline.

`reading` says how the body is taken. The whole exchange may last four read timeouts,
longer where much is announced, so that an answer that trickles ends; a file that runs
into a sink may last for as long as bytes come.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2

from trr_backend.errors import Refused, Unavailable
from trr_backend.integrations.reading import Reading
from trr_backend.utils.tracing import span

READ_TIMEOUT_SECONDS = 30.0
_CONNECT_TIMEOUT_SECONDS = 10.0
_WHOLE_TIMEOUTS = 4  # the deadline of an exchange, in read timeouts


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the body of an error is cut, that of a redirect not read.

    `held` are the bytes of the room that the body holds.
    """

    status: int
    headers: httpx2.Headers = field(repr=False)
    body: bytes = field(repr=False)
    held: int = 0


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
        self._timeout_seconds = timeout_seconds
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

    async def send(
        self,
        url: httpx2.URL,
        headers: Mapping[str, str],
        reading: Reading,
        *,
        public_url: str,
        content: bytes | None = None,
    ) -> Reply:
        """Return the reply; with `content` it is a POST.

        Raises Unavailable (no good connection) and Refused (more than is read).
        """
        self.requests += 1
        try:
            with span(f"ask {self._source}", {"server.address": url.host}) as told:
                response, body = await self._exchanged(url, headers, reading, content)
                if told:
                    told.tell("http.response.status_code", response.status_code)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            problem = type(error).__name__
        else:
            if body is None:
                raise Refused(
                    f"an answer larger than {reading.max_bytes / 1024 / 1024:g} MiB",
                    source=self._source,
                    url=public_url,
                    status=response.status_code,
                )
            return Reply(response.status_code, response.headers, body, reading.held)
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

    async def _exchanged(
        self,
        url: httpx2.URL,
        headers: Mapping[str, str],
        reading: Reading,
        content: bytes | None,
    ) -> tuple[httpx2.Response, bytes | None]:
        """Return the response and its body, which alone still has room."""
        # A large file may take its time; that bytes keep coming is seen at each read.
        seconds = None if reading.sink else self._timeout_seconds * _WHOLE_TIMEOUTS
        body = None
        try:
            async with (
                asyncio.timeout(seconds) as deadline,
                self._client.stream(
                    "GET" if content is None else "POST",
                    url,
                    headers=headers,
                    content=content,
                ) as response,
            ):
                try:
                    read = await reading.body(response, deadline, self._timeout_seconds)
                finally:
                    self.received_bytes += response.num_bytes_downloaded
            # The connection is closed or free again: from here on nothing fails.
            body = read
        finally:
            if body is None:
                reading.give_back()
        return response, body
