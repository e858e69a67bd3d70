"""The data of portable infoboxes, as the extension notes it of a page.

`templates.json` says what a template's infobox is made of. What Fandom notes looks like
what the extension for other wikis does, but for pictures: `image` with `key` and a
whole address instead of `media`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mwparserfromhell.nodes import Template

from standin.files import Json
from standin.wiki.addresses import Addresses
from standin.wiki.media import Picture, picture_of
from standin.wiki.pages import Page
from standin.wiki.rendering import Rendering, given, template_said
from standin.wiki.state import Wiki
from standin.wiki.titles import CATEGORY, FILE, Title
from standin.wiki.wikitext import files_of, templates_of

_FILE_LINK = re.compile(r"\[\[(?:File|Image):([^\]|]+)", re.IGNORECASE)


def infoboxes(wiki: Wiki, page: Page, addresses: Addresses) -> str | None:
    """Return a page's infoboxes as JSON, None where it has none."""
    if page.infoboxes is not None:
        return page.infoboxes
    found = [
        _Box(wiki, page, addresses, Rendering(wiki, page, given(one))).noted(nodes)
        for one in templates_of(page.text)
        if (nodes := template_said(wiki, str(one.name)).get("infobox"))
    ]
    if not found:
        return None
    # PHP escapes slashes and whatever is not ASCII.
    return json.dumps(found, separators=(",", ":")).replace("/", "\\/")


def shown_files(wiki: Wiki, text: str, *, galleries: bool = True) -> list[Title]:
    """Return the files that a text shows, those of its infoboxes first."""
    named = [
        wiki.names.title(FILE, name)
        for template in templates_of(text)
        for name in _image_names(wiki, template)
    ]
    others = files_of(text, wiki.names, galleries=galleries)
    return list(dict.fromkeys([*named, *others]))


def added_categories(wiki: Wiki, text: str) -> set[Title]:
    """Return the categories that a text's templates add."""
    return {
        wiki.names.title(CATEGORY, name)
        for template in templates_of(text)
        for name in template_said(wiki, str(template.name)).get("categories") or []
    }


@dataclass(frozen=True, slots=True)
class _Box:
    """One infobox: nodes of `templates.json` become nodes of the extension's data."""

    wiki: Wiki
    page: Page
    addresses: Addresses
    rendering: Rendering

    def noted(self, nodes: list[Json]) -> Json:
        noted = [one for node in nodes for one in self._node(node)]
        metadata = [one for node in nodes for one in self._metadata(node)]
        version = 5 if self.addresses.is_fandom else 2
        return {"parser_tag_version": version, "data": noted, "metadata": metadata}

    def _node(self, node: Json) -> Iterator[Json]:
        kind = next(iter(node))
        if kind == "title":
            value = self._value(node[kind], "") or self.page.title.text
            said = {"value": value, "source": node[kind], "item-name": None}
            yield {"type": "title", "data": said}
        elif kind == "image":
            yield from self._image(node)
        elif kind == "data":
            yield from self._data(node)
        elif kind in {"header", "navigation"}:
            value = self.rendering.html(node[kind])
            yield {"type": kind, "data": {"value": value, "item-name": None}}
        elif kind in {"group", "panel", "section"}:
            yield from self._group(kind, node)

    def _data(self, node: Json) -> Iterator[Json]:
        source = node["data"]
        value = self._value(source, node.get("format") or "")
        if value:
            label = self.rendering.html(node.get("label") or "")
            said = {"label": label, "value": value, "span": 1, "layout": None}
            said |= {"source": source, "item-name": None}
            yield {"type": "data", "data": said}

    def _group(self, kind: str, node: Json) -> Iterator[Json]:
        for nodes in _numbered(node, node[kind]):
            inner = [one for below in nodes for one in self._node(below)]
            if all(one["type"] == "header" for one in inner):
                continue
            said: Json = {"value": inner}
            if kind == "group":
                said |= {"layout": node.get("layout"), "collapse": None}
                said["row-items"] = None
            if kind == "section":
                said["label"] = node.get("label") or ""
            yield {"type": kind, "data": {**said, "item-name": None}}

    def _image(self, node: Json) -> Iterator[Json]:
        source = node["image"]
        names = _files_in(self.rendering.params.get(source, ""))
        caption = self._value(node.get("caption") or "", "") or None
        pictures = [picture_of(self.wiki, name) for name in names]
        said = [
            {**self._pictured(picture, caption), "source": source}
            for picture in pictures
            if picture is not None
        ]
        if said:
            kind = "image" if self.addresses.is_fandom else "media"
            yield {"type": kind, "data": said}

    def _pictured(self, picture: Picture, caption: str | None) -> Json:
        name, url = picture.key.replace("_", " "), self._url(picture)
        if self.addresses.is_fandom:
            named: Json = {"url": url, "name": name, "key": picture.key, "alt": None}
            return {**named, "caption": caption, "isVideo": False, "item-name": None}
        path = url.removeprefix(self.addresses.server)
        thumbs = path.replace("/images/", "/images/thumb/")
        width, height = picture.drawing.full
        return {
            "url": path,
            "name": name,
            "alt": name,
            "caption": caption,
            "isImage": True,
            "isVideo": False,
            "isAudio": False,
            "item-name": None,
            "height": height,
            "width": width,
            "thumbnail": f"{thumbs}/300px-{picture.key}",
            "thumbnail2x": f"{thumbs}/600px-{picture.key}",
        }

    def _url(self, picture: Picture) -> str:
        return self.addresses.picture(picture.key, picture.timestamp)

    def _value(self, source: str, form: str) -> str:
        text = self.rendering.params.get(source, "")
        return self.rendering.html(form or text) if text else ""

    def _metadata(self, node: Json) -> Iterator[Json]:
        kind = next(iter(node))
        if kind in {"group", "panel", "section"}:
            for nodes in _numbered(node, node[kind]):
                inner = [one for below in nodes for one in self._metadata(below)]
                yield {"type": kind, "metadata": inner}
        elif kind in {"header", "navigation"}:
            yield {"type": kind, "sources": []}
        else:
            label = {"label": node.get("label") or "", "primary": True}
            more = {node["caption"]: {"label": ""}} if "caption" in node else {}
            noted = (
                "media" if kind == "image" and not self.addresses.is_fandom else kind
            )
            yield {"type": noted, "sources": {node[kind]: label, **more}}


def _numbered(node: Json, nodes: list[Json]) -> Iterator[list[Json]]:
    """Yield a group's nodes, for a numbered one as often, # its number in them."""
    if not node.get("numbered"):
        yield nodes
        return
    for number in range(1, node["numbered"] + 1):
        # The first has no number where the wiki's template has none there.
        sign = "" if number == 1 and node.get("first_bare") else str(number)
        yield json.loads(json.dumps(nodes).replace("#", sign))


def _image_names(wiki: Wiki, template: Template) -> Iterator[str]:
    params = given(template)
    for node in template_said(wiki, str(template.name)).get("infobox") or []:
        if "image" in node:
            yield from _files_in(params.get(node["image"], ""))


def _files_in(text: str) -> list[str]:
    """Return the files that a value names: bare, as links, or a gallery of them."""
    if linked := _FILE_LINK.findall(text):
        return [name.strip() for name in linked]
    lines = re.sub(r"</?gallery[^>]*>", "\n", text).splitlines()
    names = (line.partition("|")[0].strip() for line in lines)
    return [re.sub(r"^(File|Image):", "", name) for name in names if name]
