"""What wikis are asked, where, how often, and how the parts of an answer come."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.trr_backend.integrations.upstream import FakeLimiter
from tests.wiki_answers import OTHER, SURVIVOR, Answers, said, wiki_client
from trr_backend.errors import InputError, Refused
from trr_backend.integrations.fandom.client import MAX_CONTINUED, FandomClient
from trr_backend.models.wiki import Wiki

EVERY = {
    "action": "query",
    "format": "json",
    "formatversion": "2",
    "maxlag": "5",
    "continue": "",
}
TEXT = {"rvprop": "ids|timestamp|content|size", "rvslots": "main"}
PAGES = {
    **EVERY,
    **TEXT,
    "prop": "revisions|pageprops|pageimages|images|categories|redirects|info",
    "ppprop": "infoboxes|disambiguation|wikibase_item",
    "piprop": "name|original",
    "pilimit": "max",
    "imlimit": "max",
    "cllimit": "max",
    "rdprop": "title",
    "rdshow": "!fragment",
    "rdlimit": "max",
}
SINCE = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
PICTURE = "https://static.wikia.nocookie.net/survivor/images/2/2f/Rob_(1).png"


@pytest.mark.parametrize(
    ("method", "argument", "params"),
    [
        (
            "pages_by_title",
            ["Rob Mariano", "José"],
            {**PAGES, "redirects": "1", "converttitles": "1"}
            | {"titles": "Rob Mariano|José"},
        ),
        ("pages_by_number", [5, 9], {**PAGES, "pageids": "5|9"}),
        ("revisions", [5], {**EVERY, "prop": "info", "pageids": "5"}),
        (
            "recent_changes",
            SINCE,
            {
                **EVERY,
                "list": "recentchanges",
                "rctype": "edit|new|log",
                "rcprop": "ids|title|timestamp|loginfo",
                "rclimit": "max",
                "rcdir": "newer",
                "rcstart": "2026-11-01T08:30:00Z",
                "curtimestamp": "1",
            },
        ),
        (
            "files",
            ["Rob.png"],
            {
                **EVERY,
                **TEXT,
                "redirects": "1",
                "converttitles": "1",
                "prop": "imageinfo|categories|revisions",
                "iiprop": "url|size|sha1|mime|user|extmetadata",
                "iiextmetadatafilter": "LicenseShortName|LicenseUrl|UsageTerms|Artist",
                "cllimit": "max",
                "titles": "File:Rob.png",
            },
        ),
    ],
)
async def test_each_question_asks_for_all_that_is_read(
    method: str, argument: object, params: dict[str, str]
) -> None:
    """In one request to api.php, with a name and a contact, in the wiki's own turn."""
    transport, limiter = Answers(said()), FakeLimiter()
    client = wiki_client(transport, limiter)

    (answer,) = [one async for one in _call(client, method, argument)]

    (request,) = transport.requests
    assert transport.asked == [params]
    assert str(request.url).startswith("https://survivor.fandom.com/api.php?")
    assert answer.url == str(request.url)
    assert request.headers["user-agent"].endswith(" (+me@example.org)")
    assert limiter.reserved == ["wiki:survivor"]
    assert client.requests == 1


async def test_a_site_is_asked_in_one_request() -> None:
    """Its licence and the names of its namespaces included."""
    transport = Answers(said())

    await wiki_client(transport).site(SURVIVOR)

    assert transport.asked == [
        {**EVERY, "meta": "siteinfo", "siprop": "general|rightsinfo|namespaces"}
    ]


@pytest.mark.parametrize(
    ("wiki", "template", "asked", "called"),
    [
        ("survivor/de", None, "https://survivor.fandom.com/de", None),
        (
            "survivor/de",
            "http://127.0.0.1:9/fandom/{wiki}",
            "http://127.0.0.1:9/fandom/survivor/de",
            "https://survivor.fandom.com/de",
        ),
        (
            "http://127.0.0.1:8/w",
            "http://127.0.0.1:9/{wiki}",
            "http://127.0.0.1:8/w",
            None,
        ),
    ],
)
async def test_a_wiki_is_asked_where_it_is(
    wiki: str, template: str | None, asked: str, called: str | None
) -> None:
    """Fandom's by the template, others at their own address; what is told is public."""
    transport = Answers(said())
    template = template or "https://{wiki}.fandom.com"
    client = wiki_client(transport, fandom_url_template=template)

    answer = await client.site(Wiki.parse(wiki))

    assert str(transport.requests[0].url).startswith(f"{asked}/api.php?")
    assert answer.url.startswith(f"{called or asked}/api.php?")


async def test_an_answer_goes_on_until_it_ends() -> None:
    """Each part is asked for with what the last one said, and nothing else changes."""
    transport = Answers(
        {"continue": {"clcontinue": "5|Castaways", "continue": "||info"}},
        {"continue": {"rdcontinue": 7, "continue": "||info|categories"}},
        said(),
    )

    parts = [one async for one in wiki_client(transport).pages_by_number(SURVIVOR, [5])]

    first = {**PAGES, "pageids": "5"}
    assert len(parts) == 3
    assert transport.asked == [
        first,
        {**first, "clcontinue": "5|Castaways", "continue": "||info"},
        {**first, "rdcontinue": "7", "continue": "||info|categories"},
    ]


async def test_an_answer_without_an_end_is_given_up() -> None:
    """After so many parts it is refused by the name of the wiki."""
    transport = Answers({"continue": {"clcontinue": "5|A", "continue": "||"}})

    with pytest.raises(Refused, match="goes on after 30 parts"):
        _ = [one async for one in wiki_client(transport).pages_by_number(SURVIVOR, [5])]

    assert len(transport.requests) == MAX_CONTINUED == 30


@pytest.mark.parametrize(
    ("method", "argument"),
    [
        ("pages_by_title", []),
        ("pages_by_title", ["A"] * 51),
        ("pages_by_title", ["A|B"]),
        ("pages_by_title", [" "]),
        ("pages_by_title", ["\x1fA"]),
        ("pages_by_number", [0]),
        ("revisions", list(range(1, 52))),
        ("files", ["a|b.png"]),
    ],
)
async def test_what_would_ask_something_else_is_not_asked(
    method: str, argument: object
) -> None:
    """A title cannot become two, and no question is longer than wikis take."""
    transport = Answers(said())

    with pytest.raises(InputError):
        _ = [one async for one in _call(wiki_client(transport), method, argument)]

    assert transport.requests == []


async def test_a_wiki_has_one_request_at_a_time_and_another_does_not_wait() -> None:
    """However many ask: etiquette is one after the other, wiki by wiki."""
    under_way: dict[str, int] = {}
    most: dict[str, int] = {}
    both = asyncio.Event()

    class Slow(httpx2.AsyncBaseTransport):
        async def handle_async_request(
            self, request: httpx2.Request
        ) -> httpx2.Response:
            host = request.url.host
            under_way[host] = under_way.get(host, 0) + 1
            most[host] = max(most.get(host, 0), under_way[host])
            if len(under_way) == 2:
                both.set()
            await asyncio.wait_for(both.wait(), 5)
            under_way[host] -= 1
            return httpx2.Response(200, json=said())

    client = wiki_client(Slow())
    await asyncio.gather(*(client.site(one) for one in (SURVIVOR, OTHER) * 3))

    assert most == {"survivor.fandom.com": 1, "wiki.example.org": 1}


@pytest.mark.parametrize(
    ("wiki", "url", "asked", "limited_as"),
    [
        (
            SURVIVOR,
            f"{PICTURE}/revision/latest?cb=20200101",
            f"{PICTURE}/revision/latest?format=original",
            "wiki-images",
        ),
        (
            SURVIVOR,
            f"{PICTURE}é/revision/latest?path-prefix=de&cb=1",
            f"{PICTURE}%C3%A9/revision/latest?format=original&path-prefix=de",
            "wiki-images",
        ),
        (
            OTHER,
            "https://wiki.example.org/images/2/2f/Rob%27s,_one.png",
            "https://wiki.example.org/images/2/2f/Rob%27s,_one.png",
            "wiki:wiki.example.org/w",
        ),
    ],
)
async def test_a_picture_comes_as_it_was_uploaded(
    wiki: Wiki, url: str, asked: str, limited_as: str
) -> None:
    """From Fandom's host of pictures, in its own turn, or from the wiki's own host."""
    transport = Answers(httpx2.Response(200, content=b"bytes", headers={"etag": '"1"'}))
    limiter = FakeLimiter()

    answer = await wiki_client(transport, limiter).picture(wiki, url, etag='"0"')

    (request,) = transport.requests
    assert (str(request.url), answer.url) == (asked, asked)
    assert request.headers["if-none-match"] == '"0"'
    assert (answer.body, answer.etag, limiter.reserved) == (
        b"bytes",
        '"1"',
        [limited_as],
    )


async def test_pictures_of_fandom_are_asked_where_the_setting_says() -> None:
    """And called by their public address."""
    transport = Answers(httpx2.Response(200, content=b"bytes"))
    client = wiki_client(transport, fandom_image_base_url="http://127.0.0.1:9/wikia")

    answer = await client.picture(SURVIVOR, f"{PICTURE}/revision/latest")

    assert str(transport.requests[0].url) == (
        "http://127.0.0.1:9/wikia/survivor/images/2/2f/Rob_(1).png/revision/latest"
        "?format=original"
    )
    assert answer.url.startswith(PICTURE)


@pytest.mark.parametrize(
    ("wiki", "url"),
    [
        (SURVIVOR, "https://evil.example.org/survivor/images/Rob.png"),
        (SURVIVOR, "http://static.wikia.nocookie.net/survivor/images/Rob.png"),
        (SURVIVOR, "https://me@static.wikia.nocookie.net/survivor/images/Rob.png"),
        (SURVIVOR, "https://static.wikia.nocookie.net:8443/survivor/images/Rob.png"),
        (SURVIVOR, "https://static.wikia.nocookie.net/%2e%2e/Rob.png"),
        (SURVIVOR, "https://static.wikia.nocookie.net/a%2fb/Rob.png"),
        (SURVIVOR, "https://static.wikia.nocookie.net"),
        (OTHER, "https://static.wikia.nocookie.net/survivor/images/Rob.png"),
        (OTHER, "http://169.254.169.254/latest/meta-data"),
        (OTHER, "nonsense"),
        (OTHER, "https://[::1"),
    ],
)
async def test_a_picture_elsewhere_is_not_fetched(wiki: Wiki, url: str) -> None:
    """What a page names can be any address: only two hosts are ever asked."""
    transport = Answers(httpx2.Response(200, content=b"bytes"))

    with pytest.raises(Refused):
        await wiki_client(transport).picture(wiki, url)

    assert transport.requests == []


async def test_a_picture_that_is_not_handed_out_is_refused_alone() -> None:
    """No key is involved, so no run is stopped by it."""
    transport = Answers(httpx2.Response(403, content=b"no"))

    with pytest.raises(Refused, match="the picture is not handed out"):
        await wiki_client(transport).picture(SURVIVOR, f"{PICTURE}/revision/latest")


async def test_all_connections_are_closed() -> None:
    """Of each wiki, and of each host of pictures."""
    transport = Answers(said())
    closed: list[bool] = []

    async def aclose() -> None:
        closed.append(True)

    # The transport counts: each Http closes the one that it was given.
    transport.aclose = aclose  # type: ignore[method-assign]
    client = wiki_client(transport)
    await client.site(SURVIVOR)
    await client.site(OTHER)
    await client.site(SURVIVOR)
    await client.picture(SURVIVOR, f"{PICTURE}/revision/latest")
    await client.aclose()

    assert closed == [True] * 3


def _call(client: FandomClient, method: str, argument: object) -> AsyncIterator[Any]:
    called: AsyncIterator[Any] = getattr(client, method)(SURVIVOR, argument)
    return called
