"""What TMDb is asked, and what its refusals mean."""

import logging
from collections.abc import Callable
from datetime import date

import httpx2
import pytest

from tests.trr_backend.integrations.upstream import (
    SECRET,
    FakeLimiter,
    json_reply,
    reply,
    serve,
)
from trr_backend.config import Settings
from trr_backend.errors import (
    ConfigError,
    InputError,
    NotFound,
    RateLimited,
    Refused,
    Unauthorised,
    UpstreamError,
)
from trr_backend.integrations.http import Answer
from trr_backend.integrations.tmdb.client import TmdbClient, open_tmdb
from trr_backend.integrations.tmdb.pictures import picture_url

APPENDED = (
    "aggregate_credits,alternative_titles,content_ratings,episode_groups,"
    "external_ids,images,keywords,translations,watch/providers,"
    "season/1,season/1/credits,season/1/images,"
    "season/2,season/2/credits,season/2/images,"
    "season/3,season/3/credits,season/3/images,"
    "season/0,season/0/credits"
)
GROUP = "5acf93e60e0a26346d0000ce"
Call = Callable[[TmdbClient], object]


def _settings(**values: object) -> Settings:
    return Settings.model_validate(
        {
            "tmdb_bearer_token": SECRET,
            "tmdb_api_base_url": "https://api.themoviedb.org",
            "tmdb_image_base_url": "https://image.tmdb.org/t/p",
            "contact": "me@example.org",
            "wait_scale": 0.001,
            **values,
        }
    )


async def _asked(
    method: str, *arguments: object, **settings: object
) -> tuple[httpx2.Request, Answer]:
    """Call a method against a transport that answers; return request and answer."""
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json={"id": 1})

    transport = httpx2.MockTransport(answer)
    limiter = FakeLimiter()
    async with open_tmdb(_settings(**settings), limiter, transport=transport) as client:
        answered: Answer = await getattr(client, method)(*arguments)
        host = "tmdb-images" if method == "picture" else "tmdb"
        assert (client.requests, limiter.reserved) == (1, [host])
    (request,) = requests
    return request, answered


@pytest.mark.parametrize(
    ("method", "arguments", "path", "params"),
    [
        (
            "tv",
            (10160,),
            "/3/tv/10160",
            {
                "append_to_response": APPENDED,
                "include_image_language": "en,null",
                "language": "en-US",
            },
        ),
        (
            "tv_part",
            (10160, ["season/0/images", "season/4", "season/4/credits"]),
            "/3/tv/10160",
            {
                "append_to_response": "season/0/images,season/4,season/4/credits",
                "include_image_language": "en,null",
                "language": "en-US",
            },
        ),
        (
            "episode_group",
            (GROUP,),
            f"/3/tv/episode_group/{GROUP}",
            {"language": "en-US"},
        ),
        (
            "person",
            (31,),
            "/3/person/31",
            {
                "append_to_response": "external_ids,images,combined_credits",
                "include_image_language": "null",
                "language": "en-US",
            },
        ),
        (
            "changes",
            ("person", date(2026, 1, 1), date(2026, 1, 14), 2),
            "/3/person/changes",
            {"start_date": "2026-01-01", "end_date": "2026-01-14", "page": "2"},
        ),
        (
            "find",
            ("tt0251497",),
            "/3/find/tt0251497",
            {"external_source": "imdb_id", "language": "en-US"},
        ),
        (
            "search_tv",
            ("Big Brother & co", 2000),
            "/3/search/tv",
            {
                "first_air_date_year": "2000",
                "include_adult": "false",
                "language": "en-US",
                "page": "1",
                "query": "Big Brother & co",
            },
        ),
        (
            "search_tv",
            ("Ça",),
            "/3/search/tv",
            {"include_adult": "false", "language": "en-US", "page": "1", "query": "Ça"},
        ),
        ("list_v3", ("50", 2), "/3/list/50", {"language": "en-US", "page": "2"}),
        ("list_v4", ("82963", 1), "/4/list/82963", {"language": "en-US", "page": "1"}),
        ("configuration", (), "/3/configuration", {}),
    ],
)
async def test_each_call_is_one_request_with_the_token_in_a_header(
    method: str, arguments: tuple[object, ...], path: str, params: dict[str, str]
) -> None:
    """Path and parameters are exact, and the address shows no key."""
    request, answer = await _asked(method, *arguments)
    assert (request.method, request.url.path) == ("GET", path)
    assert dict(request.url.params) == params
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    assert request.headers["user-agent"].endswith("(+me@example.org)")
    assert answer.url == str(request.url)
    assert SECRET not in answer.url


async def test_a_series_is_asked_with_its_etag() -> None:
    """A conditional request, and the same address as without."""
    request, answer = await _asked("tv", 1)
    assert "if-none-match" not in request.headers
    transport = httpx2.MockTransport(lambda _: httpx2.Response(304))
    async with open_tmdb(_settings(), FakeLimiter(), transport=transport) as client:
        again = await client.tv(1, etag='"abc"')
    assert again == Answer(answer.url, 304, b"", etag='"abc"', not_modified=True)


async def test_the_installation_s_languages_are_asked_for() -> None:
    """Texts in the first language; pictures in all, in English and without text."""
    request, _ = await _asked("tv", 1, languages="de-DE,fr")
    assert request.url.params["language"] == "de-DE"
    assert request.url.params["include_image_language"] == "de,fr,en,null"


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("textless", "de,en,null"),
        ("all", "de,en,null"),
        ("fr,de,textless,es-MX", "de,en,es,fr,null"),
        ("es,fr", "de,en,es,fr,null"),
    ],
)
async def test_pictures_that_are_kept_are_asked_for(kept: str, asked: str) -> None:
    """Fewer languages ask for no show anew, nor does another order of the same."""
    request, _ = await _asked("tv", 1, languages="de-DE", image_languages=kept)
    assert request.url.params["include_image_language"] == asked


async def test_one_language_more_asks_for_no_person_anew() -> None:
    """The address is another one only where the first language is."""
    addresses = [
        (await _asked("person", 31, languages=languages))[1].url
        for languages in ("de-DE", "de-DE,fr", "fr,de-DE")
    ]
    assert addresses[0] == addresses[1] != addresses[2]


async def test_a_part_may_be_asked_in_another_language() -> None:
    """The address without a request is the one that is asked."""
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json={"id": 1})

    transport = httpx2.MockTransport(answer)
    async with open_tmdb(_settings(), FakeLimiter(), transport=transport) as client:
        await client.tv_part(1, ["season/1"], language="pt-BR")
        address = client.tv_part_url(1, ["season/1"], language="pt-BR")
    (request,) = requests
    assert str(request.url) == address
    assert request.url.params["language"] == "pt-BR"


async def test_a_picture_is_fetched_without_the_token() -> None:
    """The picture host learns no key; the bytes come as they are."""
    request, answer = await _asked("picture", "/abc-1_2.png")
    assert str(request.url) == "https://image.tmdb.org/t/p/original/abc-1_2.png"
    assert "authorization" not in request.headers
    assert request.headers["accept-encoding"] == "identity"
    assert answer.body == b'{"id":1}'


async def test_of_an_svg_the_drawn_copy_is_fetched() -> None:
    """TMDb hands out every SVG as a PNG of the same name, too."""
    request, _ = await _asked("picture", "/abc.svg")
    assert str(request.url) == "https://image.tmdb.org/t/p/original/abc.png"
    assert str(request.url) == picture_url("/abc.svg")


async def test_a_stand_in_is_asked_and_tmdb_is_named() -> None:
    """Addresses in answers are TMDb's, whoever was asked."""
    async with serve(lambda _: json_reply({"id": 1})) as upstream:
        settings = _settings(
            tmdb_api_base_url=upstream.url, tmdb_image_base_url=f"{upstream.url}/t/p"
        )
        async with open_tmdb(settings, FakeLimiter()) as client:
            answers = [await client.configuration(), await client.picture("/a.png")]
            received = client.received_bytes
        targets = [one.target for one in upstream.asked]
    assert targets == ["/3/configuration", "/t/p/original/a.png"]
    assert [answer.url for answer in answers] == [
        "https://api.themoviedb.org/3/configuration",
        "https://image.tmdb.org/t/p/original/a.png",
    ]
    assert received == sum(len(answer.body) for answer in answers)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("tv", (0,)),
        ("tv", (-1,)),
        ("tv_part", (1, [])),
        ("tv_part", (1, [f"season/{number}" for number in range(21)])),
        ("tv_part", (1, ["season/1/videos"])),
        ("tv_part", (1, ["season/1,season/2"])),
        ("episode_group", ("../1",)),
        ("episode_group", (GROUP.upper(),)),
        ("person", (0,)),
        ("changes", ("tv", date(2026, 1, 1), date(2026, 1, 15), 1)),
        ("changes", ("tv", date(2026, 1, 2), date(2026, 1, 1), 1)),
        ("find", ("nm0000001",)),
        ("find", ("tt0251497/../..",)),
        ("list_v3", ("../account", 1)),
        ("list_v4", ("", 1)),
        ("list_v3", ("50", 0)),
        ("picture", ("abc.png",)),
        ("picture", ("/../secret",)),
        ("picture", ("/a/b.png",)),
        ("picture", ("/a.png?x=1",)),
        ("picture", ("//evil.net",)),
        ("picture", ("/a.png\n",)),
        ("picture", ("",)),
    ],
)
async def test_odd_ids_and_paths_are_not_asked(
    method: str, arguments: tuple[object, ...]
) -> None:
    """What is no id never reaches the network."""
    limiter = FakeLimiter()
    async with open_tmdb(_settings(), limiter) as client:
        with pytest.raises(InputError):
            await getattr(client, method)(*arguments)
    assert limiter.reserved == []


@pytest.mark.parametrize("path", ["/..", "/."])
async def test_a_picture_path_of_dots_is_refused(path: str) -> None:
    """Dots pass as file name characters, not as a way up."""
    async with open_tmdb(_settings(), FakeLimiter()) as client:
        with pytest.raises(Refused):
            await client.picture(path)


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (None, "TMDB_BEARER_TOKEN is not set"),
        ("", "TMDB_BEARER_TOKEN is not set"),
        ("two words", "characters that no token has"),
        ("bad\r\nheader", "characters that no token has"),
        ("tökén", "characters that no token has"),
    ],
)
async def test_a_missing_or_broken_token_says_what_to_set(
    token: str | None, words: str
) -> None:
    """The setting and the page are named, the value is not, and nothing is sent."""
    limiter = FakeLimiter()
    async with open_tmdb(_settings(tmdb_bearer_token=token), limiter) as client:
        with pytest.raises(ConfigError, match=words) as caught:
            await client.tv(1)
    assert limiter.reserved == []
    assert "https://www.themoviedb.org/settings/api" in str(caught.value)
    if token:
        assert token not in str(caught.value)


async def test_a_picture_needs_no_token() -> None:
    """The picture host is sent none, so none has to be there."""
    request, _ = await _asked("picture", "/a.png", tmdb_bearer_token=None)
    assert "authorization" not in request.headers


async def test_a_token_from_a_file_may_end_with_a_line_end() -> None:
    """Blanks around a token are no part of it."""
    request, _ = await _asked("tv", 1, tmdb_bearer_token=f" {SECRET}\n")
    assert request.headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"status_code":7,"status_message":"Invalid API key"}', Unauthorised),
        (401, b"", Unauthorised),
        (403, b"<html>Forbidden</html>", Unauthorised),
        (401, b'{"status_code":39,"status_message":"private"}', NotFound),
        (404, b'{"status_code":34}', NotFound),
        (429, b'{"status_code":25}', RateLimited),
    ],
)
async def test_refusals_are_told_apart(
    status: int, body: bytes, error: type[UpstreamError]
) -> None:
    """A refused key stops the run and says what to set; a private list does not."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, content=body))
    async with open_tmdb(_settings(), FakeLimiter(), transport=transport) as client:
        with pytest.raises(UpstreamError) as caught:
            await client.list_v3("50", 1)
    assert type(caught.value) is error
    told = "set TMDB_BEARER_TOKEN to the API Read Access Token" in str(caught.value)
    assert told == (error is Unauthorised)


async def test_a_picture_that_is_not_handed_out_does_not_stop_the_run() -> None:
    """No key was sent, so no key is wrong."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(403))
    async with open_tmdb(_settings(), FakeLimiter(), transport=transport) as client:
        with pytest.raises(Refused) as caught:
            await client.picture("/a.png")
    assert not isinstance(caught.value, ConfigError)


async def test_a_picture_may_be_empty_or_a_web_page() -> None:
    """Whether bytes are a picture is judged by those who look at them."""
    for body in (b"", b"<html>"):
        answer = reply(body=body, headers={"Content-Type": "text/html"})
        async with serve(lambda _, answer=answer: answer) as upstream:  # type: ignore[misc] # a lambda's default has no type
            settings = _settings(tmdb_image_base_url=upstream.url)
            async with open_tmdb(settings, FakeLimiter()) as client:
                assert (await client.picture("/a.png")).body == body


async def test_no_log_line_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    """A whole conversation at DEBUG, the library's own loggers included."""
    caplog.set_level(logging.DEBUG)
    async with serve(lambda _: json_reply({"id": 1})) as upstream:
        settings = _settings(
            tmdb_api_base_url=upstream.url, tmdb_image_base_url=upstream.url
        )
        async with open_tmdb(settings, FakeLimiter()) as client:
            await client.tv(1)
            await client.picture("/a.png")
        sent = [one.headers.get("authorization") for one in upstream.asked]
    assert sent == [f"Bearer {SECRET}", None]
    names = {record.name for record in caplog.records}
    assert {"httpx2", "httpcore2.connection", "httpcore2.http11"} <= names
    assert SECRET not in caplog.text
