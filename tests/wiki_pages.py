"""Documents of wiki pages, made of wikitext and page properties written by hand."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import msgspec

from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.wiki import Wiki

REVISED = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
RETRIEVED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
LICENCE = "CC BY-SA 3.0"


def page_document(  # noqa: PLR0913 - what a page has, each with a default
    title: str = "Rob Mariano",
    wikitext: str | None = "",
    *,
    wiki: str = "survivor",
    number: int = 5,
    revision: int = 41,
    infoboxes: str | Sequence[Mapping[str, object]] | None = None,
    pageprops: Mapping[str, str] | None = None,
    categories: Sequence[str] = (),
    images: Sequence[str] = (),
    redirects: Sequence[str] = (),
    url: str | None = None,
    more: Mapping[str, object] | None = None,
) -> Document:
    """Return the document of one page, as `fetch_pages` cuts it out of an answer.

    `infoboxes` are those of pageprops (a list, or the JSON text of one); categories and
    images are titles with their namespace; `more` overrides any member of the page.
    """
    named = Wiki.parse(wiki)
    address = url or f"{named.url}/wiki/{quote(title.replace(' ', '_'), safe='/:,()')}"
    if infoboxes is not None and not isinstance(infoboxes, str):
        infoboxes = json.dumps(infoboxes)
    props = {
        **(pageprops or {}),
        **({} if infoboxes is None else {"infoboxes": infoboxes}),
    }
    page = {
        "pageid": number,
        "ns": 0,
        "title": title,
        "contentmodel": "wikitext",
        "pagelanguage": "en",
        "lastrevid": revision,
        "length": len((wikitext or "").encode()),
        "fullurl": address,
        "revisions": [_revision(wikitext, revision)],
        **({"pageprops": props} if props else {}),
        **({"categories": _titles(14, categories)} if categories else {}),
        **({"images": _titles(6, images)} if images else {}),
        **(more or {}),
    }
    return Document(
        key=DocumentKey(named.source, "page", f"{named.name}:{number}"),
        url=address,
        body=msgspec.json.encode({"page": page, "redirects": sorted(redirects)}),
        fetched_at=RETRIEVED,
        licence=LICENCE,
        keep=timedelta(days=3650),
    )


def infobox(*nodes: Mapping[str, object], version: int = 5) -> dict[str, object]:
    """Return one infobox of pageprops made of its nodes."""
    return {"parser_tag_version": version, "data": list(nodes), "metadata": []}


def data(source: str | None, value: object, label: str = "") -> dict[str, object]:
    """Return a `data` node: one value with its label, both HTML."""
    said = {"label": label, "value": value, "source": source, "item-name": None}
    return {"type": "data", "data": said}


def header(value: str) -> dict[str, object]:
    """Return a `header` node."""
    return {"type": "header", "data": {"value": value, "item-name": None}}


def title(value: str, source: str = "name") -> dict[str, object]:
    """Return a `title` node."""
    return {"type": "title", "data": {"value": value, "source": source}}


def group(*nodes: Mapping[str, object]) -> dict[str, object]:
    """Return a `group` node."""
    return {"type": "group", "data": {"value": list(nodes), "layout": None}}


def image(name: str, url: str | None, caption: str | None = None) -> dict[str, object]:
    """Return an `image` node with one picture, as Fandom says it."""
    key = name.replace(" ", "_")
    said = {"url": url, "name": name, "key": key, "caption": caption, "isVideo": False}
    return {"type": "image", "data": [said]}


def _revision(wikitext: str | None, revision: int) -> dict[str, object]:
    said: dict[str, object] = {
        "revid": revision,
        "parentid": revision - 1,
        "timestamp": REVISED.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if wikitext is not None:
        slot = {"contentmodel": "wikitext", "contentformat": "text/x-wiki"}
        said["slots"] = {"main": {**slot, "content": wikitext}}
    return said


def _titles(namespace: int, titles: Sequence[str]) -> list[dict[str, object]]:
    return [{"ns": namespace, "title": named} for named in titles]
