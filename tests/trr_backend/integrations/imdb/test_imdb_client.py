"""The client of IMDb's API, before the stand-in and before single answers."""

import json
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from standin.app import create_app
from tests.imdb_api import SECRETS, SERIES, licensed
from tests.imdb_files import series_rows, write_files
from tests.standin.serving import serving
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.errors import (
    Changed,
    ConfigError,
    InputError,
    NotFound,
    RateLimited,
    Unauthorised,
    Unavailable,
    UpstreamError,
)
from trr_backend.integrations.imdb.client import ImdbClient, open_imdb
from trr_backend.integrations.imdb.queries import PageKind
from trr_backend.integrations.imdb.wire import decode_names, decode_title

TOKEN = "a-session-token"
SHOWN_TO_NOBODY = (*SECRETS, TOKEN)
BARE = Settings(_env_file=None, wait_scale=0.001)
ADDRESS = "https://api-fulfill.dataexchange.us-east-1.amazonaws.com/v1"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a stand-in that knows one small series."""
    write_files(tmp_path / "imdb", series_rows())
    with serving(create_app(tmp_path)) as url:
        yield url


@asynccontextmanager
async def answering(
    *replies: httpx2.Response, limiter: FakeLimiter | None = None
) -> AsyncIterator[tuple[ImdbClient, list[httpx2.Request]]]:
    """Open a client whose upstream answers this, in turn, the last for ever."""
    asked: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return replies[min(len(asked), len(replies)) - 1]

    settings = licensed(BARE, "https://graph.example.org").model_copy(
        update={"aws_session_token": SecretStr(TOKEN)}
    )
    transport = httpx2.MockTransport(handle)
    limiter = limiter or FakeLimiter()
    async with open_imdb(settings, limiter, transport=transport) as client:
        yield client, asked


def failed(message: str, code: str | None = None, **more: Any) -> httpx2.Response:
    """Return a good answer that holds an error."""
    error = {"message": message, "extensions": {"code": code}, **more}
    return httpx2.Response(200, json={"data": {"title": None}, "errors": [error]})


def refused(status: int, name: str, message: str = "") -> httpx2.Response:
    """Return a refusal as AWS words it."""
    headers = {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/"}
    return httpx2.Response(status, json={"message": message}, headers=headers)


async def test_every_question_is_answered_by_the_stand_in(address: str) -> None:
    """It takes the signature, knows each field, and the answers have our shapes."""
    settings = licensed(BARE, address)
    limiter = FakeLimiter()
    kinds: tuple[PageKind, ...] = ("akas", "credits", "episodes", "images")
    async with open_imdb(settings, limiter) as client:
        title = decode_title((await client.title(SERIES)).body)
        pages = [await client.page(kind, SERIES) for kind in kinds]
        names = decode_names((await client.names(["nm0000003", "nm0000002"])).body)
        sent, received = client.requests, client.received_bytes

    akas, credits_, episodes, images = (decode_title(page.body) for page in pages)
    assert title is not None
    assert title.title_text is not None
    assert title.title_text.text == 'The "Show'
    assert akas is not None
    assert akas.akas is not None
    assert akas.akas.total == 2
    assert credits_ is not None
    assert credits_.credits is not None
    assert [one and one.name.id for one in credits_.credits.nodes] == [
        "nm0000001",
        "nm0000004",
    ]
    assert episodes is not None
    assert episodes.episodes is not None
    assert episodes.episodes.episodes is not None
    assert episodes.episodes.episodes.total == 2
    assert images is not None
    assert [name and name.id for name in names] == ["nm0000003", None]
    assert {page.url for page in pages} == {ADDRESS}
    assert limiter.reserved == ["imdb-api"] * sent == ["imdb-api"] * 6
    assert received > sum(len(page.body) for page in pages)


async def test_a_request_carries_key_ids_and_signature() -> None:
    """And the question with its variables, as JSON."""
    good = httpx2.Response(200, json={"data": {"title": None}})
    async with answering(good) as (client, asked):
        await client.page("credits", SERIES, "a-cursor")

    (request,) = asked
    sent = json.loads(request.content)
    assert request.method == "POST"
    assert request.headers["x-api-key"] == "standin-api-key"
    assert request.headers["x-amzn-dataexchange-data-set-id"] == "standin-data-set"
    assert request.headers["x-amzn-dataexchange-revision-id"] == "standin-revision"
    assert request.headers["x-amzn-dataexchange-asset-id"] == "standin-asset"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["authorization"].startswith(
        "AWS4-HMAC-SHA256 Credential=AKIDSTANDIN/"
    )
    assert "/us-east-1/dataexchange/aws4_request" in request.headers["authorization"]
    assert sent["operationName"] == "Credits"
    assert sent["query"].lstrip().startswith("query Credits(")
    assert sent["variables"] == {"id": SERIES, "first": 250, "after": "a-cursor"}


async def test_a_temporary_key_sends_its_token() -> None:
    """Signed like the rest."""
    good = httpx2.Response(200, json={"data": {"title": None}})
    settings = licensed(BARE, "https://graph.example.org").model_copy(
        update={"aws_session_token": SecretStr("a-session-token")}
    )
    asked: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return good

    transport = httpx2.MockTransport(handle)
    async with open_imdb(settings, FakeLimiter(), transport=transport) as client:
        await client.title(SERIES)

    assert asked[0].headers["x-amz-security-token"] == "a-session-token"
    assert "x-amz-security-token" in asked[0].headers["authorization"]


async def test_missing_settings_are_named_at_the_first_question() -> None:
    """Each variable, and the way that needs none; opening costs nothing."""
    async with open_imdb(BARE, FakeLimiter()) as client:
        assert (client.requests, client.received_bytes) == (0, 0)
        with pytest.raises(ConfigError) as caught:
            await client.title(SERIES)

    assert str(caught.value).startswith(
        "IMDb's API needs IMDB_API_KEY, IMDB_DATA_SET_ID, IMDB_REVISION_ID, "
        "IMDB_ASSET_ID, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: "
    )
    assert "trr import imdb-datasets" in str(caught.value)


@pytest.mark.parametrize("bad", ["", "7", "tt1", "nm0000001", 'tt0000001") { id }'])
async def test_what_is_no_id_is_not_asked(bad: str) -> None:
    """Neither as a title nor as a name; nor too many names, nor none."""
    async with open_imdb(BARE, FakeLimiter()) as client:
        for question in (
            client.title(bad),
            client.page("akas", bad),
            client.names(["nm0000001", bad.replace("nm", "tt")]),
            client.names([]),
            client.names(["nm0000001"] * 101),
        ):
            with pytest.raises(InputError):
                await question


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (refused(403, "InvalidSignatureException"), Unauthorised, "AWS_SECRET_ACCESS"),
        (
            refused(403, "InvalidSignatureException", "Signature expired: now"),
            Unauthorised,
            "set the clock",
        ),
        (
            refused(403, "InvalidSignatureException", "Signature not yet current: x"),
            Unauthorised,
            "set the clock",
        ),
        (
            refused(403, "UnrecognizedClientException"),
            Unauthorised,
            "AWS_ACCESS_KEY_ID",
        ),
        (refused(403, "ExpiredTokenException"), Unauthorised, "AWS_SESSION_TOKEN"),
        (refused(403, "AccessDeniedException"), Unauthorised, "its subscription"),
        (refused(403, "ForbiddenException"), Unauthorised, "set IMDB_API_KEY"),
        (refused(403, ""), Unauthorised, "its subscription"),
        (refused(404, "ResourceNotFoundException"), Unauthorised, "IMDB_ASSET_ID"),
        (refused(404, ""), Unauthorised, "IMDB_ASSET_ID"),
        (
            httpx2.Response(400, json={"__type": "com.amazon#ExpiredTokenException"}),
            Unauthorised,
            "AWS_SESSION_TOKEN",
        ),
        (refused(400, "ValidationException"), Changed, "did not take the request"),
        (refused(500, "InternalServerException"), Unavailable, "HTTP 500"),
        (httpx2.Response(503, text="<html>"), Unavailable, "HTTP 503"),
        (refused(429, "ThrottlingException"), RateLimited, "HTTP 429"),
        (refused(400, "ThrottlingException"), RateLimited, "HTTP 400"),
        (
            httpx2.Response(400, json={"errors": [{"message": "Cannot query field"}]}),
            Changed,
            "Cannot query field",
        ),
        (failed("slow down", "THROTTLED"), RateLimited, "slow down"),
        (failed("no entitlement", "FORBIDDEN"), Unauthorised, "no entitlement"),
        (failed("no such title", "NOT_FOUND"), NotFound, "no such title"),
        (
            failed("bad cursor", "BAD_USER_INPUT", path=["title", "akas", 0]),
            Changed,
            "field title.akas.0",
        ),
        (failed("it broke", "INTERNAL_SERVER_ERROR"), Unavailable, "it broke"),
        (failed("", None), Unavailable, "nothing but error"),
        (
            httpx2.Response(200, json={"errors": "all of them"}),
            Changed,
            "field errors",
        ),
        (httpx2.Response(200, text="<html>"), Changed, "a web page"),
        (httpx2.Response(200, text=""), Unavailable, "an empty answer"),
        (httpx2.Response(302, headers={"location": "/v2"}), UpstreamError, "redirects"),
    ],
)
async def test_what_is_refused_says_what_to_do(
    answer: httpx2.Response, kind: type[UpstreamError], said: str
) -> None:
    """AWS's refusals, the graph's errors, and what is no answer at all."""
    async with answering(answer) as (client, _asked):
        with pytest.raises(kind, match=said) as caught:
            await client.title(SERIES)

    assert isinstance(caught.value, UpstreamError)
    assert (caught.value.source, caught.value.url) == ("imdb-api", ADDRESS)


async def test_throttling_inside_an_answer_is_waited_for() -> None:
    """Everybody is held back, then the question is asked again."""
    good = httpx2.Response(200, json={"data": {"title": {"id": SERIES}}})
    limiter = FakeLimiter()
    slow = failed("slow down", "THROTTLED")
    async with answering(slow, slow, good, limiter=limiter) as (client, asked):
        answer = await client.title(SERIES)

    assert answer.body == good.content
    assert len(asked) == 3
    assert len(limiter.pushed) == 2


@pytest.mark.parametrize(
    "echo",
    [
        failed(" ".join(SHOWN_TO_NOBODY), "BAD_USER_INPUT"),
        failed("", "BAD_USER_INPUT", path=[*SHOWN_TO_NOBODY]),
        failed("", " ".join(SHOWN_TO_NOBODY)),
        refused(403, " ".join(SHOWN_TO_NOBODY), " ".join(SHOWN_TO_NOBODY)),
        httpx2.Response(200, json={"data": {"title": None}, "key": TOKEN}),
        httpx2.Response(500, text="", headers={"x-echo": " ".join(SHOWN_TO_NOBODY)}),
    ],
    ids=["message", "path", "code", "refusal", "answer", "header"],
)
async def test_no_secret_is_shown(
    caplog: pytest.LogCaptureFixture, echo: httpx2.Response
) -> None:
    """Not by the library that signs, not by what quotes what came back."""
    caplog.set_level(logging.DEBUG)
    async with answering(echo) as (client, asked):
        with pytest.raises(UpstreamError) as caught:
            await client.title(SERIES)

    shown = "".join(traceback.format_exception(caught.value)) + repr(client)
    shown += str(vars(caught.value))
    shown += "".join(str(vars(record)) for record in caplog.records)
    assert "CanonicalRequest" in shown
    sent = asked[0].headers
    assert {sent["x-api-key"], sent["x-amz-security-token"]} < {*SHOWN_TO_NOBODY}
    assert [secret for secret in SHOWN_TO_NOBODY if secret in shown] == []
