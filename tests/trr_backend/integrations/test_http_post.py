"""Questions that are sent, not addressed: what `Http.post` has besides `get`."""

import json
from collections.abc import Mapping

import httpx2
import pytest

from tests.trr_backend.integrations.upstream import FakeLimiter, opened
from trr_backend.errors import (
    NotFound,
    RateLimited,
    Refused,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.exchange import Reply
from trr_backend.integrations.http import Answer

BASE = "https://graph.example.org/v1"


class Graph(httpx2.AsyncBaseTransport):
    """Answers in turn with these replies (the last for ever) and keeps the requests."""

    def __init__(self, *replies: httpx2.Response) -> None:
        self.replies = list(replies)
        self.asked: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        self.asked.append(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def said(value: object, status: int = 200, **headers: str) -> httpx2.Response:
    """Return a reply of JSON."""
    return httpx2.Response(status, json=value, headers=headers)


def sign(url: httpx2.URL, content: bytes) -> Mapping[str, str]:
    """Return a header that shows what was signed."""
    return {"Authorization": f"{url} {content.decode()}"}


async def test_a_question_goes_to_the_base_url() -> None:
    """It is a POST of these bytes; the answer comes under the public address."""
    graph, limiter = Graph(said({"data": 1})), FakeLimiter()
    async with opened(BASE, transport=graph, limiter=limiter) as http:
        answer = await http.post(b'{"query":"{a}"}')

    (asked,) = graph.asked
    assert (asked.method, str(asked.url)) == ("POST", BASE)
    assert asked.content == b'{"query":"{a}"}'
    assert answer == Answer(
        "https://api.example.org",
        200,
        b'{"data":1}',
        content_type="application/json",
    )
    assert limiter.reserved == ["example"]


async def test_each_try_is_signed_anew() -> None:
    """A signature holds a time, so the one of the first try is no use for the next."""
    signed: list[bytes] = []

    def counted(_url: httpx2.URL, content: bytes) -> Mapping[str, str]:
        signed.append(content)
        return {"X-Signature": str(len(signed))}

    graph = Graph(said({}, 503), said({"data": 1}))
    async with opened(BASE, transport=graph, sign=counted) as http:
        await http.post(b"{}")

    assert [one.headers["x-signature"] for one in graph.asked] == ["1", "2"]
    assert signed == [b"{}", b"{}"]


async def test_a_signature_covers_address_and_content() -> None:
    """The signer is given what is sent, and its headers win over the fixed ones."""
    graph = Graph(said({"data": 1}))
    async with opened(BASE, transport=graph, sign=sign) as http:
        await http.post(b"{}")

    assert graph.asked[0].headers["authorization"] == f"{BASE} {{}}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    """What was sent is meant for one address, even on the same host."""
    graph = Graph(said({}, status, location="/v2"))
    async with opened(BASE, transport=graph) as http:
        with pytest.raises(Refused, match="more than 0 redirects"):
            await http.post(b"{}")

    assert len(graph.asked) == 1


async def test_an_error_inside_a_good_answer_is_treated_like_any() -> None:
    """Throttling is waited for, what heals is tried again, the rest is raised."""

    def examine(reply: Reply, _: str) -> UpstreamError | None:
        kinds: dict[str, type[UpstreamError]] = {
            "busy": RateLimited,
            "broken": Unavailable,
            "unknown": NotFound,
        }
        kind = kinds.get(json.loads(reply.body)["said"])
        return kind(source="example", status=200) if kind else None

    graph = Graph(
        said({"said": "busy"}), said({"said": "broken"}), said({"said": "good"})
    )
    limiter = FakeLimiter()
    async with opened(BASE, transport=graph, limiter=limiter, examine=examine) as http:
        answer = await http.post(b"{}")
        graph.replies = [said({"said": "unknown"})]
        with pytest.raises(NotFound):
            await http.post(b"{}")

    assert json.loads(answer.body) == {"said": "good"}
    assert len(limiter.pushed) == 1
    assert len(graph.asked) == 4
