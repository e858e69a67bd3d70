"""Recorded pages of wikis as page documents, and the HTML parts of others.

What was recorded is of many shapes: answers of api.php of both format versions, bare
wikitext, and HTML of pages. Rendered infoboxes become `pageprops.infoboxes` again,
node by node, with the HTML of their values as it stands.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.real_data import read_cassette, real_data
from tests.wiki_pages import page_document
from trr_backend.models.documents import Document

_PORTABLE, _FANDOM = "mediawiki_portable_infobox", "mediawiki_fandom"


@cache
def real_pages() -> Mapping[str, Document]:
    """Return every recorded page as a document, by `<file>` or `<file>#<title>`.

    Keys are relative to `mediawiki_fandom`, or start with `mediawiki_portable_infobox`.
    """
    folder = real_data() / _FANDOM
    found = dict(_portable())
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix == ".txt":
            title = path.stem.replace("-", " ").title()
            found[name] = page_document(title, path.read_text(), wiki="dijs")
        elif path.suffix == ".wikitext":
            found[name] = _section(path)
        elif path.suffix == ".yml":
            found |= {f"{name}#{title}": page for title, page in _recorded(path)}
        elif path.parent.name == "articlesContent":
            said = json.loads(path.read_text())
            found[name] = page_document(
                said["title"],
                wiki="kimetsu-no-yaiba",
                number=said["pageid"],
                infoboxes=json.dumps(rendered_infoboxes(said["html"])),
                categories=[f"Category:{one['*']}" for one in said["categories"]],
            )
    return found


def rendered_infoboxes(html: str) -> list[dict[str, object]]:
    """Return the portable infoboxes of a rendered page as pageprops has them."""
    boxes = LexborHTMLParser(html).css("aside.portable-infobox")
    return [
        {"parser_tag_version": 5, "data": list(_nodes(box)), "metadata": []}
        for box in boxes
    ]


def _nodes(parent: LexborNode) -> Iterator[dict[str, object]]:
    for node in parent.iter():
        classes = (node.attributes.get("class") or "").split()
        source = node.attributes.get("data-source")
        if "pi-title" in classes or "pi-header" in classes:
            kind = "title" if "pi-title" in classes else "header"
            yield {
                "type": kind,
                "data": {"value": node.inner_html or "", "source": source},
            }
        elif "pi-data" in classes:
            yield {"type": "data", "data": _labelled(node, source)}
        elif "pi-image" in classes or "pi-image-collection" in classes:
            images = [_image(one) for one in node.css("a.image")]
            yield {"type": "image", "data": images}
        elif "pi-group" in classes or "pi-panel" in classes:
            yield {"type": "group", "data": {"value": list(_nodes(node))}}


def _labelled(node: LexborNode, source: str | None) -> dict[str, object]:
    label, value = node.css_first(".pi-data-label"), node.css_first(".pi-data-value")
    return {
        "label": label.inner_html if label else None,
        "value": value.inner_html if value else None,
        "source": source,
    }


def _image(link: LexborNode) -> dict[str, object]:
    picture = link.css_first("img")
    said: Mapping[str, str | None] = picture.attributes if picture else {}
    name = said.get("data-image-name")
    return {"url": link.attributes.get("href"), "name": name, "key": name}


def _section(path: Path) -> Document:
    """Section 0 of a page, with its rendered infobox where that was recorded too."""
    title = path.name.removesuffix(".section0.wikitext").replace("_", " ")
    rendered = path.with_name(path.name.replace(".section0.wikitext", ".head.html"))
    boxes = rendered_infoboxes(rendered.read_text()) if rendered.exists() else None
    return page_document(title, path.read_text(), wiki="bigbrother", infoboxes=boxes)


def _portable() -> Iterator[tuple[str, Document]]:
    folder = real_data() / _PORTABLE
    for name in ("pageprops_infoboxes.json", "redirects.json"):
        answer = json.loads((folder / name).read_text())
        said = answer["query"]["pages"][0]
        moved = [one["from"] for one in answer["query"].get("redirects", ())]
        document = page_document(said["title"], None, redirects=moved, more=said)
        yield f"{_PORTABLE}/{name}", document
    said = json.loads((folder / "parse.json").read_text())["parse"]
    yield (
        f"{_PORTABLE}/parse.json",
        page_document(
            said["title"],
            said["wikitext"],
            pageprops=said["properties"],
            categories=[f"Category:{one['category']}" for one in said["categories"]],
            images=[f"File:{name}" for name in said["images"]],
        ),
    )


def _recorded(path: Path) -> Iterator[tuple[str, Document]]:
    for recorded in read_cassette(path):
        host = urlsplit(recorded.url).netloc
        answer: dict[str, Any] = json.loads(recorded.body)
        for said in answer["query"]["pages"].values():
            revision = said["revisions"][0]
            yield (
                said["title"],
                page_document(
                    said["title"],
                    revision["*"],
                    wiki=f"https://{host}/w",
                    number=said["pageid"],
                    url=said["fullurl"],
                ),
            )
