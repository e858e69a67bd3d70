"""A wiki over HTTP: its api.php, its pictures, its faults, and editing it."""

import io
from hashlib import sha1
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki

_JSON = "format=json&formatversion=2"
API = f"/fandom/islands/api.php?action=query&titles=Ann&{_JSON}"


@pytest.fixture
def wiki(address: str, folder: Path) -> UpstreamWiki:
    """A wiki of one page and one picture, on a running stand-in."""
    wiki = UpstreamWiki(Upstream(address, folder))
    wiki.put_site()
    wiki.put("Ann", "{{Box|name=Ann}}", id=7)
    wiki.put_template("Box", infobox=[{"title": "name"}])
    wiki.put_file("Ann.jpg", width=400, height=600, text="{{Fairuse}}")
    return wiki


async def get(client: httpx2.AsyncClient, path: str) -> Any:
    """Return the JSON of an answer."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_test_edits_a_page(
    client: httpx2.AsyncClient, wiki: UpstreamWiki
) -> None:
    """Every deed is seen at once; a deed that cannot be done is refused."""
    wiki.move("Ann", "Anna")
    edited = wiki.edit("Anna", "text", at="2026-11-01T00:00:00Z")
    wiki.redirect("Annie", "Anna")
    wiki.edit("Bob", "text")
    wiki.delete("Bob")

    answer = await client.post(
        f"/fandom/islands/api.php?{_JSON}",
        data={"action": "query", "redirects": "1", "titles": "Ann|Annie|Bob"},
    )
    refused = await client.post("/standin/wikis/islands/delete", json={"title": "Bob"})
    nowhere = await client.post("/standin/wikis/nope/delete", json={"title": "Bob"})

    assert edited["pageid"] == 7
    assert answer.json()["query"]["pages"] == [
        {"ns": 0, "title": "Bob", "missing": True},
        {"pageid": 7, "ns": 0, "title": "Anna"},
    ]
    assert (refused.status_code, nowhere.status_code) == (400, 404)
    assert wiki.restore("Bob")["title"] == "Bob"


async def test_infoboxes_may_be_given(
    client: httpx2.AsyncClient, wiki: UpstreamWiki
) -> None:
    """They are then noted as they are, whatever the text says; also as a text."""
    asked = f"{API}&prop=pageprops"
    derived = await get(client, asked)
    wiki.edit("Ann", "{{Box|name=Ann}}", infoboxes="not JSON at all")

    said = await get(client, asked)

    noted = derived["query"]["pages"][0]["pageprops"]["infoboxes"]
    assert noted.startswith('[{"parser_tag_version":5,')
    assert said["query"]["pages"][0]["pageprops"] == {"infoboxes": "not JSON at all"}


async def test_an_unknown_wiki_leads_to_a_page_of_fandom(
    client: httpx2.AsyncClient, wiki: UpstreamWiki
) -> None:
    """As Fandom does: a redirect to HTML, not an error of the API."""
    unknown = await client.get(f"/fandom/nowhere/api.php?action=query&{_JSON}")
    page = await client.get(unknown.headers["location"])
    other = await client.get("/fandom/islands/api.php?action=query")
    long = await client.get(f"{API}{'|x' * 4000}")

    assert unknown.status_code == 302
    assert unknown.headers["location"].endswith("?from=nowhere.fandom.com")
    for answer in (page, other):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert long.status_code == 414
    assert wiki.name == "islands"


async def test_a_picture_is_what_imageinfo_says(
    client: httpx2.AsyncClient, wiki: UpstreamWiki
) -> None:
    """Size and SHA-1 are those of the original; scaled it is narrower."""
    asked = f"/fandom/{wiki.name}/api.php?action=query&titles=File:Ann.jpg&{_JSON}"
    said = await get(
        client, f"{asked}&prop=imageinfo&iiprop=url|size|sha1&iiurlwidth=100"
    )
    (info,) = said["query"]["pages"][0]["imageinfo"]
    public = "https://static.wikia.nocookie.net/"
    assert info["url"].startswith(f"{public}islands/images/")
    assert "/scale-to-width-down/100?cb=" in info["thumburl"]

    whole = await client.get(f"/wikia/{info['url'].removeprefix(public)}")
    small = await client.get(f"/wikia/{info['thumburl'].removeprefix(public)}")
    known = await client.get(
        f"/wikia/{info['url'].removeprefix(public)}",
        headers={"If-None-Match": whole.headers["etag"]},
    )
    wrong = await client.get("/wikia/islands/images/0/00/Ann.jpg/revision/latest")

    assert len(whole.content) == info["size"]
    assert sha1(whole.content).hexdigest() == info["sha1"]
    assert Image.open(io.BytesIO(whole.content)).size == (400, 600)
    assert Image.open(io.BytesIO(small.content)).size == (100, 150)
    assert (known.status_code, wrong.status_code) == (304, 404)


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (
            {"kind": "maxlag", "retry_after": 7},
            200,
            {"retry-after": "7", "mediawiki-api-error": "maxlag"},
        ),
        (
            {"kind": "api_error", "text": "readapidenied"},
            200,
            {"mediawiki-api-error": "readapidenied"},
        ),
        ({"kind": "challenge"}, 403, {"cf-mitigated": "challenge"}),
        ({"kind": "api_disabled"}, 500, {"content-type": "text/html; charset=utf-8"}),
    ],
)
async def test_a_wiki_can_refuse(
    client: httpx2.AsyncClient,
    wiki: UpstreamWiki,
    fault: dict[str, object],
    status: int,
    said: dict[str, str],
) -> None:
    """Once, and then it answers."""
    wiki.upstream.fail({"match": "api.php", "times": 1, **fault})

    refused, fine = await client.get(API), await client.get(API)

    assert refused.status_code == status
    assert {name: refused.headers[name] for name in said} == said
    if code := said.get("mediawiki-api-error"):
        assert refused.json()["error"]["code"] == code
    assert fine.json()["query"]["pages"][0]["pageid"] == 7
