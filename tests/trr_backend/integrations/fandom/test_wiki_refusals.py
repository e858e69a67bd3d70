"""What wikis, and those between them and us, mean by a refusal."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import httpx2
import pytest

from tests.real_data import real_data
from tests.trr_backend.integrations.upstream import FakeLimiter
from tests.wiki_answers import OTHER, SURVIVOR, Answers, said, wiki_client
from trr_backend.errors import (
    Changed,
    ConfigError,
    RateLimited,
    Refused,
    Unavailable,
    UpstreamError,
)

CHALLENGE = (
    b'<!DOCTYPE html><html lang="en"><head><title>Just a moment...</title></head>'
    b"<body><noscript>Enable JavaScript and cookies to continue</noscript></html>"
)
Headers = Mapping[str, str]
NONE: Headers = MappingProxyType({})
HTML = {"content-type": "text/html; charset=utf-8"}
NOT_WORKED_AROUND = "a challenge for browsers instead of data; it is not worked around"
NO_API = "there is no api.php: check the wiki's name or address"


def _page(
    status: int, body: bytes = b"<html>?</html>", headers: Headers = NONE
) -> httpx2.Response:
    return httpx2.Response(status, content=body, headers={**HTML, **headers})


def _error(code: str, status: int = 200, headers: Headers = NONE) -> httpx2.Response:
    """An error as MediaWiki answers it, mostly with status 200."""
    body = {"error": {"code": code, "info": f"About {code}.", "docref": "See there"}}
    return httpx2.Response(status, json=body, headers=headers)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (_page(403, CHALLENGE), Refused, NOT_WORKED_AROUND),
        (_page(503, CHALLENGE), Refused, NOT_WORKED_AROUND),
        (_page(200, CHALLENGE), Refused, NOT_WORKED_AROUND),
        (
            _page(403, b"<html></html>", {"cf-mitigated": "challenge"}),
            Refused,
            NOT_WORKED_AROUND,
        ),
        (_page(403), Refused, "the wiki does not let us read it"),
        (_page(401), Refused, "the wiki does not let us read it"),
        (_page(404), Refused, NO_API),
        (_page(410), Refused, NO_API),
        (
            _page(500, b"MediaWiki API is not enabled for this site. Add ..."),
            Refused,
            "its api.php is switched off",
        ),
        (
            _page(403, b"<p>The MediaWiki API is disabled on this site"),
            Refused,
            "its api.php is switched off",
        ),
        (_page(200), Refused, "a web page (HTML) instead of JSON: check the wiki's"),
        (_page(400), Changed, "did not take the request"),
        (_error("apidisabled"), Refused, "its api.php is switched off"),
        (_error("moduledisabled"), Refused, "its api.php is switched off"),
        (
            _error("readapidenied"),
            Refused,
            "closed to readers without an account: api.php says readapidenied",
        ),
        (
            _error("readapidenied", 403),
            Refused,
            "closed to readers without an account",
        ),
        (
            _error("badcontinue"),
            Changed,
            "api.php says badcontinue ('About badcontinue.')",
        ),
        (_error("badcontinue", 400), Changed, "api.php says badcontinue"),
        (
            httpx2.Response(200, json={"error": "broken"}),
            Changed,
            "the answer has another shape",
        ),
    ],
)
async def test_a_refusal_is_named_and_asked_once(
    reply: httpx2.Response, kind: type[UpstreamError], words: str
) -> None:
    """What a moment will not mend; none of it stops a run, for no key is involved."""
    transport = Answers(reply)

    with pytest.raises(kind) as refused:
        await wiki_client(transport).site(SURVIVOR)

    assert type(refused.value) is kind
    assert not isinstance(refused.value, ConfigError)
    assert words in str(refused.value)
    assert str(refused.value).startswith("fandom: ")
    assert "at https://survivor.fandom.com/api.php" in str(refused.value)
    assert len(transport.requests) == 1


@pytest.mark.parametrize("reply", [_page(403), _page(503, CHALLENGE)])
async def test_who_says_not_who_asks_is_told_to(reply: httpx2.Response) -> None:
    """A host that sees no contact may refuse for that; with one, it is the rate."""
    with pytest.raises(Refused, match="set TRR_CONTACT, so that its host can see who"):
        await wiki_client(Answers(reply), contact=None).site(OTHER)
    with pytest.raises(Refused, match="lower TRR_FANDOM_RATE and try again tomorrow"):
        await wiki_client(Answers(reply)).site(OTHER)


@pytest.mark.parametrize(
    ("replies", "pushed"),
    [
        ([_error("maxlag", headers={"Retry-After": "5"})], 5),
        ([_error("ratelimited", headers={"Retry-After": "7"})], 7),
        ([_error("ratelimited", 429, {"Retry-After": "7"})], 7),
        ([_page(429, headers={"Retry-After": "3"})], 3),
        ([_page(429, b"<h1>Attention required</h1>")], 1),
    ],
)
async def test_a_wiki_that_asks_for_patience_gets_it(
    replies: list[httpx2.Response], pushed: float
) -> None:
    """Whatever the status: nobody asks it for as long as it says, then it is asked."""
    transport, limiter = Answers(*replies, said()), FakeLimiter()

    await wiki_client(transport, limiter).site(SURVIVOR)

    (seconds,) = limiter.pushed
    assert pushed <= 1000 * seconds <= 1.25 * pushed
    assert len(transport.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        _error("readonly"),
        _error("internal_api_error_DBQueryError"),
        _error("internal_api_error_DBConnectionError", 500),
        _page(502),
        httpx2.Response(200, content=b'{"query":'),
        httpx2.Response(200, content=b""),
    ],
)
async def test_what_heals_is_asked_again_and_then_given_up(
    reply: httpx2.Response,
) -> None:
    """A wiki that stays so is asked four times; nobody else is held off by it."""
    limiter = FakeLimiter()
    await wiki_client(Answers(reply, reply, said()), limiter).site(SURVIVOR)
    transport = Answers(reply)
    with pytest.raises(Unavailable) as failed:
        await wiki_client(transport, limiter).site(SURVIVOR)

    assert type(failed.value) is Unavailable
    assert len(transport.requests) == 4
    assert limiter.pushed == []


@pytest.mark.parametrize("headers", [{"Retry-After": "5"}, {"Retry-After": "0"}, NONE])
async def test_a_wiki_that_refuses_for_a_minute_is_waited_for(headers: Headers) -> None:
    """Whether it says how long or not; one that refuses for longer is given up."""
    limiter = FakeLimiter()
    busy = _page(429, headers=headers)

    def answer(_: Mapping[str, str]) -> object:
        return said() if 1000 * sum(limiter.pushed) > 60 else busy

    transport = Answers(answer)
    await wiki_client(transport, limiter).site(SURVIVOR)

    assert 60 < 1000 * sum(limiter.pushed) < 75
    assert len(transport.requests) < 12
    with pytest.raises(RateLimited):
        await wiki_client(Answers(busy)).site(SURVIVOR)


async def test_a_name_that_is_no_wiki_is_told() -> None:
    """Fandom leads whoever asks for it to a page of its central wiki."""
    where = "https://community.fandom.com/wiki/Community_Central:Not_a_valid_community"
    moved = httpx2.Response(302, headers={"location": where})
    transport = Answers(moved, _page(200, b"<html>Not a valid community</html>"))

    with pytest.raises(Refused, match="instead of JSON: check the wiki's name"):
        await wiki_client(transport).site(SURVIVOR)


async def test_a_wiki_with_another_name_now_is_not_followed() -> None:
    """What is kept says which wiki it is of: the new name is told."""
    where = "https://survivor2.fandom.com/api.php"
    transport = Answers(httpx2.Response(301, headers={"location": where}))

    with pytest.raises(
        Refused, match=r"the host survivor2\.fandom\.com is not allowed"
    ):
        await wiki_client(transport).site(SURVIVOR)


@pytest.mark.real
async def test_a_real_wiki_that_lags_is_waited_for() -> None:
    """MediaWiki 1.39 answers with status 200 and an error."""
    body = (real_data() / "mediawiki_portable_infobox" / "maxlag.json").read_bytes()
    lagging = httpx2.Response(200, content=body, headers={"Retry-After": "5"})
    transport, limiter = Answers(lagging, said()), FakeLimiter()

    await wiki_client(transport, limiter).site(SURVIVOR)
    with pytest.raises(RateLimited) as refused:
        await wiki_client(Answers(lagging)).site(SURVIVOR)

    assert 5 <= 1000 * limiter.pushed[0] <= 6.25
    info = json.loads(body)["error"]["info"]
    assert str(refused.value).startswith(f"fandom: api.php says maxlag ({info!r})")
