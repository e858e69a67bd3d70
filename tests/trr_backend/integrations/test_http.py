"""One upstream over real HTTP: what is sent, what comes back, what is tried again."""

import asyncio
import gzip
import socket
from collections.abc import Iterator

import httpx2
import pytest

from tests.trr_backend.integrations.upstream import (
    PUBLIC_URL,
    SECRET,
    Asked,
    FakeLimiter,
    opened,
    reply,
    serve,
)
from trr_backend.errors import (
    Changed,
    ConfigError,
    NotFound,
    RateLimited,
    Refused,
    Unauthorised,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.http import Answer

MIB = 1024 * 1024


class Script:
    """Answers with these replies in turn, the last one again and again."""

    def __init__(self, *replies: bytes) -> None:
        self._replies = replies
        self._next: Iterator[bytes] = iter(replies)

    def __call__(self, asked: Asked) -> bytes:
        """Return the next reply."""
        assert asked.target
        return next(self._next, self._replies[-1])


async def test_an_answer_carries_the_public_address() -> None:
    """Wherever it was asked, the answer's address is the upstream's own."""
    script = Script(reply(body=b'{"id":7}', headers={"ETag": '"abc"'}))
    async with serve(script) as upstream, opened(upstream.url) as http:
        answer = await http.get("/3/tv/7", params={"language": "en-US", "page": 2})
        asked = upstream.asked
    assert answer == Answer(
        url=f"{PUBLIC_URL}/3/tv/7?language=en-US&page=2",
        status=200,
        body=b'{"id":7}',
        etag='"abc"',
        content_type="application/json",
    )
    assert [one.target for one in asked] == ["/3/tv/7?language=en-US&page=2"]
    headers = asked[0].headers
    assert (headers["user-agent"], headers["authorization"], "cookie" in headers) == (
        "trr-backend/0 (+test)",
        f"Bearer {SECRET}",
        False,
    )


async def test_an_unchanged_answer_is_told_by_its_etag() -> None:
    """If-None-Match is sent, and 304 comes back as not modified."""
    async with (
        serve(Script(reply(304, b"", {"ETag": 'W/"abc"'}))) as upstream,
        opened(upstream.url) as http,
    ):
        answer = await http.get("/3/tv/7", etag='W/"abc"')
        asked = upstream.asked
    assert answer == Answer(
        f"{PUBLIC_URL}/3/tv/7", 304, b"", etag='W/"abc"', not_modified=True
    )
    assert asked[0].headers["if-none-match"] == 'W/"abc"'


async def test_304_without_a_question_is_a_change() -> None:
    """Nobody asked whether something was modified."""
    async with serve(Script(reply(304, b""))) as upstream, opened(upstream.url) as http:
        with pytest.raises(Changed):
            await http.get("/3/tv/7")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_three_server_errors_then_an_answer_is_an_answer(status: int) -> None:
    """The fourth try still counts."""
    script = Script(*[reply(status, b"oops")] * 3, reply())
    async with serve(script) as upstream, opened(upstream.url) as http:
        answer = await http.get("/3/tv/7")
        assert (answer.status, http.requests) == (200, 4)


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (reply(500), Unavailable, 4),
        (reply(503), Unavailable, 4),
        (reply(501), Unavailable, 1),
        (reply(400), Changed, 1),
        (reply(204, b""), Changed, 1),
        (reply(401), Unauthorised, 1),
        (reply(403), Unauthorised, 1),
        (reply(404), NotFound, 1),
        (reply(410), NotFound, 1),
        (reply(body=b""), Unavailable, 4),
        (reply(body=b'{"id":1,"na'), Unavailable, 4),
        (reply(body=b'{"id":1}', headers={"Content-Length": "99"}), Unavailable, 4),
        (reply(body=b"{}", headers={"Content-Encoding": "gzip"}), Unavailable, 4),
        (b"nonsense\r\n\r\n", Unavailable, 4),
        (b"", Unavailable, 4),
        (reply(body=b"<html>Sign in</html>"), Changed, 1),
        (reply(body=b"{]}"), Changed, 1),
    ],
)
async def test_only_what_can_heal_is_tried_again(
    answer: bytes, error: type[UpstreamError], tries: int
) -> None:
    """Each bad answer has its error, its public address and its number of tries."""
    async with serve(Script(answer)) as upstream, opened(upstream.url) as http:
        with pytest.raises(UpstreamError) as caught:
            await http.get("/3/tv/7")
        assert (type(caught.value), http.requests) == (error, tries)
        assert caught.value.url == f"{PUBLIC_URL}/3/tv/7"
        assert "127.0.0.1:" not in str(caught.value)


async def test_a_silent_server_is_unavailable() -> None:
    """Four tries that reach nobody end in Unavailable."""
    async with serve(Script(b"")) as upstream:
        url = upstream.url
    async with opened(url) as http:
        with pytest.raises(Unavailable, match="ConnectError"):
            await http.get("/3/tv/7")
        assert http.requests == 4


async def test_a_server_that_does_not_answer_times_out() -> None:
    """The timeout ends the wait for an answer that never comes."""

    async def slow(_: Asked) -> bytes:
        await asyncio.sleep(5)
        return reply()

    async with (
        serve(slow) as upstream,
        opened(upstream.url, timeout_seconds=0.05) as http,
    ):
        with pytest.raises(Unavailable, match="ReadTimeout"):
            await http.get("/3/tv/7")
        assert http.requests == 4


async def test_a_trickle_is_given_up() -> None:
    """A server that sends a byte now and then cannot hold a request for ever."""

    async def trickle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(headers={"Content-Length": "9999"}))
        try:
            for _ in range(200):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, opened(f"http://127.0.0.1:{port}", timeout_seconds=0.1) as http:
        with pytest.raises(Unavailable, match="TooSlow"):
            await http.get("/3/tv/7")


async def test_too_many_requests_are_survived() -> None:
    """Everybody is held off for as long as the upstream asks, then it goes on."""
    limiter = FakeLimiter()
    script = Script(
        *[reply(429, headers={"Retry-After": "30"})] * 3,
        reply(),
    )
    async with serve(script) as upstream, opened(upstream.url, limiter=limiter) as http:
        answer = await http.get("/3/tv/7")
        assert (answer.status, http.requests) == (200, 4)
    assert limiter.reserved == ["example"] * 4
    assert [0.030 <= seconds <= 0.0375 for seconds in limiter.pushed] == [True] * 3


async def test_endless_429_is_rate_limited() -> None:
    """After two minutes of waiting the request is given up."""
    async with serve(Script(reply(429))) as upstream, opened(upstream.url) as http:
        with pytest.raises(RateLimited) as caught:
            await http.get("/3/tv/7")
        assert caught.value.status == 429
        assert 10 <= http.requests <= 20


async def test_the_limiter_is_asked_and_obeyed_before_each_try() -> None:
    """No request, not even a repeated one, goes out before its moment."""

    class Slow(FakeLimiter):
        async def wait(self, upstream: str) -> None:
            await super().wait(upstream)
            await asyncio.sleep(0.2)

    limiter = Slow()
    script = Script(reply(500), reply())
    async with serve(script) as upstream, opened(upstream.url, limiter=limiter) as http:
        await http.get("/3/tv/7")
        first, second = upstream.asked
    assert second.at - first.at >= 0.19
    assert limiter.reserved == ["example", "example"]


async def test_an_answer_over_the_cap_is_refused() -> None:
    """30 MB are announced: nothing of them is read, and nothing is repeated."""
    script = Script(reply(body=b'"' + b"x" * 30_000_000 + b'"'))
    async with serve(script) as upstream, opened(upstream.url) as http:
        with pytest.raises(Refused, match="larger than 20 MiB"):
            await http.get("/3/tv/7")
        assert http.requests == 1
        assert http.received_bytes < MIB


async def test_an_answer_that_hides_its_length_is_cut_at_the_cap() -> None:
    """Without Content-Length the bytes are counted as they come."""
    part = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    chunked = reply(body=b"", headers={"Transfer-Encoding": "chunked"})
    body = chunked.replace(b"Content-Length: 0\r\n", b"") + part * 480
    async with (
        serve(Script(body)) as upstream,
        opened(upstream.url, max_bytes=2 * MIB) as http,
    ):
        with pytest.raises(Refused, match="larger than 2 MiB"):
            await http.get("/3/tv/7")
        assert http.received_bytes < 4 * MIB


async def test_a_gzip_bomb_is_cut_at_the_cap() -> None:
    """The cap counts what comes out of the compression, not what goes in."""
    bomb = gzip.compress(b" " * 200 * MIB, compresslevel=9)
    script = Script(reply(body=bomb, headers={"Content-Encoding": "gzip"}))
    async with serve(script) as upstream, opened(upstream.url) as http:
        with pytest.raises(Refused, match="larger than 20 MiB"):
            await http.get("/3/tv/7")
        assert (http.requests, http.received_bytes <= len(bomb)) == (1, True)


async def test_a_compressed_answer_is_read() -> None:
    """Gzip is asked for and decoded; the wire bytes are what is counted."""
    body = b'{"id":1,"name":"' + b"a" * 10_000 + b'"}'
    packed = gzip.compress(body)
    script = Script(reply(body=packed, headers={"Content-Encoding": "gzip"}))
    async with serve(script) as upstream, opened(upstream.url) as http:
        assert (await http.get("/3/tv/7")).body == body
        assert http.received_bytes == len(packed)


async def test_redirects_are_followed_three_times() -> None:
    """Each hop is a request of its own; the address stays the one asked for."""
    hop = reply(302, headers={"Location": "/3/tv/8"})
    async with (
        serve(Script(hop, hop, hop, reply())) as upstream,
        opened(upstream.url) as http,
    ):
        assert (await http.get("/3/tv/7")).url == f"{PUBLIC_URL}/3/tv/7"
        assert [one.target for one in upstream.asked] == [
            "/3/tv/7",
            "/3/tv/8",
            "/3/tv/8",
            "/3/tv/8",
        ]


async def test_a_fourth_redirect_is_refused() -> None:
    """A loop ends."""
    loop = Script(reply(301, headers={"Location": "/3/tv/7"}))
    async with serve(loop) as upstream, opened(upstream.url) as http:
        with pytest.raises(Refused, match="more than 3 redirects"):
            await http.get("/3/tv/7")
        assert http.requests == 4


async def test_a_redirect_to_another_host_is_not_asked() -> None:
    """The other server never hears of us."""
    async with serve(Script(reply())) as other:
        away = Script(reply(302, headers={"Location": f"{other.url}/x"}))
        async with serve(away) as upstream, opened(upstream.url) as http:
            with pytest.raises(Refused, match="not allowed"):
                await http.get("/3/tv/7")
        assert other.asked == []


async def test_an_allowed_host_is_asked_without_the_key() -> None:
    """A redirect to a host that was allowed is followed, and carries no credentials."""
    asked: list[tuple[str, bool]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append((str(request.url), "authorization" in request.headers))
        if request.url.host == "api.example.org":
            away = {"Location": "https://cdn.example.org/x"}
            return httpx2.Response(307, headers=away)
        return httpx2.Response(200, json={})

    async with opened(
        "https://api.example.org",
        allowed_hosts=["cdn.example.org"],
        transport=httpx2.MockTransport(answer),
    ) as http:
        await http.get("/3/tv/7")
    assert asked == [
        ("https://api.example.org/3/tv/7", True),
        ("https://cdn.example.org/x", False),
    ]


async def test_a_public_name_that_leads_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The base URL named a public host: a private address of it is never asked."""

    async def getaddrinfo(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    async with opened("http://api.example.org") as http:
        with pytest.raises(Refused, match=r"leads to 127\.0\.0\.1"):
            await http.get("/3/tv/7")
        assert http.requests == 1


@pytest.mark.parametrize("status", [200, 404])
async def test_a_web_page_can_be_explained(status: int) -> None:
    """By whoever knows the upstream, whatever its status; else it is named as such."""
    page = reply(status, b"<html>?</html>", {"Content-Type": "text/html"})

    def explain(got: Reply, url: str) -> UpstreamError:
        return Refused(repr(got.body), source="example", url=url)

    async with serve(lambda _: page) as upstream:
        async with opened(upstream.url, explain=explain) as http:
            with pytest.raises(Refused, match="<html>"):
                await http.get("/3/tv/7")
        async with opened(upstream.url, explain=lambda *_: None) as http:
            with pytest.raises(NotFound if status == 404 else Changed):
                await http.get("/3/tv/7")


@pytest.mark.parametrize(
    "base_url",
    [
        "ftp://api.example.org",
        "api.example.org",
        "https://",
        "https://user:pass@api.example.org",
        "https://api.example.org/?key=1",
        "https://api.example.org:port",
    ],
)
async def test_an_odd_base_url_is_a_configuration_error(base_url: str) -> None:
    """A base URL is scheme, host and path, and holds no key."""
    with pytest.raises(ConfigError) as caught:
        async with opened(base_url):
            pass
    assert "pass" not in str(caught.value)


async def test_cookies_are_not_kept() -> None:
    """An upstream cannot mark us."""
    script = Script(reply(headers={"Set-Cookie": "session=1; Path=/"}))
    async with serve(script) as upstream, opened(upstream.url) as http:
        await http.get("/3/tv/7")
        await http.get("/3/tv/7")
        assert ["cookie" in one.headers for one in upstream.asked] == [False, False]
