"""TMDb's host of pictures: what is asked there, where it may lead, how much at once."""

import asyncio
import socket

import httpx2
import pytest

from tests.trr_backend.integrations.upstream import (
    SECRET,
    Asked,
    FakeLimiter,
    reply,
    serve,
)
from trr_backend.config import Settings
from trr_backend.errors import InputError, Refused
from trr_backend.integrations.tmdb.client import open_tmdb
from trr_backend.integrations.tmdb.pictures import picture_url
from trr_backend.utils.room import ByteRoom

PUBLIC = "https://image.tmdb.org/t/p/original/a.png"


def _settings(image_base_url: str) -> Settings:
    return Settings.model_validate(
        {
            "tmdb_bearer_token": SECRET,
            "tmdb_image_base_url": image_base_url,
            "wait_scale": 0.001,
        }
    )


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/aB-1_2.jpg", "https://image.tmdb.org/t/p/original/aB-1_2.jpg"),
        ("/logo.svg", "https://image.tmdb.org/t/p/original/logo.png"),
        ("/logo.SVG", "https://image.tmdb.org/t/p/original/logo.png"),
        ("/svg.png", "https://image.tmdb.org/t/p/original/svg.png"),
    ],
)
def test_the_address_of_a_picture_is_tmdb_s_own(path: str, url: str) -> None:
    """The original size; of an SVG the PNG of the same name."""
    assert picture_url(path) == url


def test_what_is_no_path_has_no_address() -> None:
    """Nothing can be put below the host of pictures."""
    with pytest.raises(InputError, match="is no picture path"):
        picture_url("/../secret")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1:22/a.png", "port 22 is not allowed"),
        ("http://localhost/a.png", "host localhost is not allowed"),
        ("http://10.0.0.7/a.png", "host 10.0.0.7 is not allowed"),
        ("http://169.254.169.254/latest/meta-data", "host 169.254.169.254 is not"),
        ("http://[::1]/a.png", "host ::1 is not allowed"),
        ("https://example.org/a.png", "host example.org is not allowed"),
        ("file:///etc/passwd", "it is not https"),
        ("//evil.example.org/a.png", "host evil.example.org is not allowed"),
    ],
)
async def test_a_redirect_elsewhere_is_not_followed(location: str, reason: str) -> None:
    """One request in all, without the token; the picture is refused and named."""
    room = ByteRoom(1000)
    answer = reply(302, headers={"Location": location})
    async with (
        serve(lambda _: answer) as upstream,
        open_tmdb(_settings(upstream.url), FakeLimiter()) as client,
    ):
        with pytest.raises(Refused, match=reason) as caught:
            await client.picture("/a.png", room=room)
        asked = [(one.target, "authorization" in one.headers) for one in upstream.asked]
    assert (asked, client.requests) == ([("/original/a.png", False)], 1)
    assert (caught.value.url, room.taken) == (PUBLIC, 0)


async def test_a_redirect_on_the_host_is_followed_without_the_token() -> None:
    """Another path of the same host is no other place; a key goes nowhere."""
    answers = [reply(301, headers={"Location": "/t/p/b.png"}), reply(body=b"PNG")]
    async with (
        serve(lambda _: answers.pop(0)) as upstream,
        open_tmdb(_settings(upstream.url), FakeLimiter()) as client,
    ):
        answer = await client.picture("/a.png")
        asked = [(one.target, "authorization" in one.headers) for one in upstream.asked]
    assert asked == [("/original/a.png", False), ("/t/p/b.png", False)]
    assert (answer.url, answer.body) == (PUBLIC, b"PNG")


async def test_a_name_that_leads_inside_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the resolver says at the moment of connecting is what is checked."""
    async with serve(lambda _: reply()) as inside:
        port = int(inside.url.rpartition(":")[2])

        async def getaddrinfo(*_: object, **__: object) -> list[object]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
        settings = _settings(f"http://image.tmdb.org:{port}/t/p")
        async with open_tmdb(settings, FakeLimiter()) as client:
            with pytest.raises(Refused, match=r"leads to 127\.0\.0\.1"):
                await client.picture("/a.png")
        assert (client.requests, inside.asked) == (1, [])


async def test_the_host_sees_sixteen_requests_at_once() -> None:
    """Its vendor bears about twenty connections an address; the API is asked beside."""
    now = most = 0

    async def answer(asked: Asked) -> bytes:
        nonlocal now, most
        assert asked.target.startswith("/original/")
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return reply(body=b"PNG")

    async with (
        serve(answer) as upstream,
        open_tmdb(_settings(upstream.url), FakeLimiter()) as client,
    ):
        await asyncio.gather(*(client.picture(f"/{n}.png") for n in range(50)))
    assert most == 16


async def test_both_validators_are_sent_and_an_unchanged_picture_is_told() -> None:
    """304 brings what is known of the picture, and its new date where there is one."""
    date = "Wed, 01 Jan 2025 00:00:00 GMT"
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(304, headers={"Last-Modified": date})

    transport = httpx2.MockTransport(answer)
    settings = _settings("https://image.tmdb.org/t/p")
    async with open_tmdb(settings, FakeLimiter(), transport=transport) as client:
        told = await client.picture("/a.png", etag='"1"', last_modified="yesterday")
        with_date = await client.picture("/a.png", last_modified=date)
    sent = [
        (one.headers.get("if-none-match"), one.headers.get("if-modified-since"))
        for one in requests
    ]
    assert sent == [('"1"', "yesterday"), (None, date)]
    assert (told.not_modified, told.etag, told.last_modified) == (True, '"1"', date)
    assert (with_date.not_modified, with_date.etag) == (True, None)
