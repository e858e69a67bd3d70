"""One HTTP client for all upstreams: polite, bounded, and silent about keys.

`Http.get` takes a path below one base URL and returns an `Answer` or raises one of the
errors of `trr_backend.errors`; `Http.post` sends a question that only reads (GraphQL)
to the base URL itself, so it is tried again like any other, and `Http.download` lets a
large file run to where it is kept. Before each request it asks the limiter and waits;
`retry` says what is tried again, `addresses` where a connection may lead, `redirects`
what is followed, `bodies` what counts as JSON. Addresses in answers and errors are the
upstream's public ones.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

import httpx2

from trr_backend.errors import (
    Changed,
    RateLimited,
    Refused,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.addresses import is_local_name
from trr_backend.integrations.bodies import check_json
from trr_backend.integrations.exchange import READ_TIMEOUT_SECONDS, Exchange, Reply
from trr_backend.integrations.question import Question, base, is_plain
from trr_backend.integrations.reading import Sink
from trr_backend.integrations.redact import Redactor
from trr_backend.integrations.redirects import MAX_REDIRECTS, STATUSES, Redirects
from trr_backend.integrations.retry import Patience
from trr_backend.integrations.transport import MAX_CONNECTIONS, CheckedTransport
from trr_backend.integrations.verdict import failure
from trr_backend.models.limits import Limiter, Room

_log = logging.getLogger(__name__)
_OK = 200
_PARTIAL = 206
_NOT_MODIFIED = 304
MAX_BYTES = 20 * 1024 * 1024

Params = Mapping[str, str | int]
# From a reply and its public address to the error that it stands for, if any.
Judge = Callable[[Reply, str], UpstreamError | None]
# From the address and what is sent there to the headers that prove who sends it.
Sign = Callable[[httpx2.URL, bytes], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer; `url` is public, `body` empty where nothing was modified.

    Where a room was given, the body has taken as much of it as it is long.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    etag: str | None = None
    not_modified: bool = False
    content_type: str | None = None
    last_modified: str | None = None


class Http:
    """Asks one upstream.

    `base_url` is where it is asked, `public_url` what it is called. `headers` are sent
    to the base URL's host only and may hold the key; `allowed_hosts` are those a
    redirect may lead to besides. `explain` may turn a reply that is no answer (another
    status, a web page instead of JSON) into an error that says more than that;
    `examine` may find an error in an answer of status 200. `sign` makes further headers
    for each try, at the moment it is sent. The limiter knows this upstream as
    `limited_as`, which is `source` if not said. What is not `patient` asks once.
    """

    def __init__(  # noqa: PLR0913 - one place where an upstream's properties meet
        self,
        *,
        source: str,
        base_url: str,
        public_url: str,
        limiter: Limiter,
        user_agent: str,
        headers: Mapping[str, str] | None = None,
        secrets: Collection[str] = (),
        wait_scale: float = 1,
        max_bytes: int = MAX_BYTES,
        allowed_hosts: Collection[str] = (),
        timeout_seconds: float = READ_TIMEOUT_SECONDS,
        explain: Judge | None = None,
        examine: Judge | None = None,
        sign: Sign | None = None,
        limited_as: str | None = None,
        max_connections: int = MAX_CONNECTIONS,
        patient: bool = True,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        root = base(base_url)
        self._source = source
        self._limited_as = limited_as or source
        self._base_url = base_url.rstrip("/")
        self._public_url = public_url.rstrip("/")
        self._limiter = limiter
        self._headers = httpx2.Headers(headers)
        self._wait_scale = wait_scale
        self._max_bytes = max_bytes
        self._explain = explain
        self._examine = examine
        self._sign = sign
        self._patient = patient
        self._slots = asyncio.Semaphore(max_connections)
        self._redirects = Redirects(
            source=source, base=root, allowed_hosts=allowed_hosts
        )
        self._exchange = Exchange(
            source=source,
            transport=transport
            or CheckedTransport(
                source=source,
                inside=[root.host] if is_local_name(root.host) else [],
                tls=root.scheme == "https",
                max_connections=max_connections,
            ),
            user_agent=user_agent,
            timeout_seconds=timeout_seconds,
        )
        self._redactor = Redactor(secrets)
        self._redactor.attach()

    @property
    def requests(self) -> int:
        """How many requests were sent, tries and redirects included."""
        return self._exchange.requests

    @property
    def received_bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self._exchange.received_bytes

    async def aclose(self) -> None:
        """Close all connections."""
        await self._exchange.aclose()
        self._redactor.detach()

    def public_url(self, path: str, *, params: Params | None = None) -> str:
        """Return what an address is called, wherever it is asked."""
        return str(httpx2.URL(self._public_url + path, params=params or None))

    async def get(  # noqa: PLR0913 - one place where a request's properties meet
        self,
        path: str,
        *,
        params: Params | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
        expect: Literal["json", "bytes"] = "json",
        room: Room | None = None,
    ) -> Answer:
        """Return the answer; raises UpstreamError, Unavailable after 4 tries.

        A body that is returned has taken its length of `room`; nothing else has.
        """
        question = Question(
            url=self._url(path, params),
            public_url=self.public_url(path, params=params),
            max_bytes=max_bytes or self._max_bytes,
            json=expect == "json",
            etag=etag,
            last_modified=last_modified,
            room=room,
        )
        return await self._patiently(question)

    async def post(self, content: bytes) -> Answer:
        """Return the JSON answer to what is sent to the base URL; raises like `get`."""
        question = Question(
            url=httpx2.URL(self._base_url),
            public_url=self._public_url,
            max_bytes=self._max_bytes,
            json=True,
            content=content,
        )
        return await self._patiently(question)

    async def download(
        self, path: str, sink: Sink, *, max_bytes: int, etag: str | None = None
    ) -> Answer:
        """Let a file run into `sink`; raises like `get`.

        Each try asks for what the sink lacks, and tries that bring something on are
        not counted: a large file comes through a bad line.
        """
        question = Question(
            url=self._url(path, None),
            public_url=self.public_url(path),
            max_bytes=max_bytes,
            json=False,
            etag=etag,
            sink=sink,
        )
        return await self._patiently(question)

    async def _patiently(self, question: Question) -> Answer:
        patience = Patience()
        while True:
            try:
                return await self._try(question)
            except Unavailable as error:
                if question.sink and question.sink.grew():
                    patience = Patience()
                wait = patience.next_wait(error) if self._patient else None
                if wait is None:
                    raise
                await self._hold_off(error, wait)

    def _url(self, path: str, params: Params | None) -> httpx2.URL:
        if not is_plain(path):
            raise Refused(f"the path {path!r} is not asked", source=self._source)
        return httpx2.URL(self._base_url + path, params=params or None)

    async def _hold_off(self, error: Unavailable, wait: float) -> None:
        seconds = wait * self._wait_scale
        _log.info(
            "upstream asked again later",
            extra={"action": "retry", "error": str(error), "wait_seconds": seconds},
        )
        if isinstance(error, RateLimited):
            await self._limiter.push_back(self._limited_as, seconds)
        await asyncio.sleep(seconds)

    async def _try(self, question: Question) -> Answer:
        url = question.url
        # What is sent, and its signature, are meant for one address.
        limit = MAX_REDIRECTS if question.content is None else 0
        for _ in range(limit + 1):
            reply = await self._send(url, question)
            if reply.status not in STATUSES:
                return self._accepted(reply, question)
            location = reply.headers.get("location")
            url = self._redirects.target(url, location, question.public_url)
        raise Refused(
            f"more than {limit} redirects",
            source=self._source,
            url=question.public_url,
        )

    async def _send(self, url: httpx2.URL, question: Question) -> Reply:
        known = self._redirects.may_have_key(url)
        headers = httpx2.Headers(self._headers if known else None)
        headers.update(question.headers())
        # The connection is there before the moment is reserved: a request that had its
        # moment and then waits for a connection would be sent in another one's second.
        async with self._slots:
            await self._limiter.wait(self._limited_as)
            if self._sign:
                headers.update(self._sign(url, question.content or b""))
            return await self._exchange.send(
                url,
                headers,
                question.reading(),
                public_url=question.public_url,
                content=question.content,
            )

    def _accepted(self, reply: Reply, question: Question) -> Answer:
        try:
            return self._judged(reply, question)
        except UpstreamError:
            if question.room:
                question.room.give(reply.held)
            raise

    def _judged(self, reply: Reply, question: Question) -> Answer:
        url = question.public_url
        answer = Answer(
            url=url,
            status=reply.status,
            body=reply.body,
            etag=reply.headers.get("etag"),
            content_type=reply.headers.get("content-type"),
            last_modified=reply.headers.get("last-modified"),
        )
        if reply.status == _NOT_MODIFIED and question.is_conditional:
            return Answer(
                url,
                reply.status,
                b"",
                etag=answer.etag or question.etag,
                last_modified=answer.last_modified or question.last_modified,
                not_modified=True,
            )
        if reply.status != _OK and not (question.sink and reply.status == _PARTIAL):
            raise self._explained(reply, url) or failure(
                reply, source=self._source, url=url
            )
        if question.json:
            self._check_json(reply, url)
        fault = self._examine(reply, url) if self._examine else None
        if fault:
            raise fault
        return answer

    def _check_json(self, reply: Reply, url: str) -> None:
        try:
            check_json(
                reply.body,
                reply.headers.get("content-type"),
                source=self._source,
                url=url,
            )
        except Changed as error:
            raise self._explained(reply, url) or error from None

    def _explained(self, reply: Reply, url: str) -> UpstreamError | None:
        return self._explain(reply, url) if self._explain else None
