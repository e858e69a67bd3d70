"""An HTML value of an infobox as lines of text and links."""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from trr_backend.ingestion.wiki.markup.limits import (
    MAX_HTML,
    MAX_TAGS,
    Budget,
    too_deep,
    too_long,
)
from trr_backend.ingestion.wiki.markup.lines import Words, Writer
from trr_backend.ingestion.wiki.markup.links import Place

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_MARKUP: Final = re.compile("[<&]")
# What the parser of MediaWiki leaves where it took something out and forgot to put it
# back: \x7f'"`UNIQ--ref-00000001-QINU`"'\x7f
_FORGOTTEN: Final = re.compile("\x7f?'\"`UNIQ-[^`]{0,100}-QINU`\"'\x7f?")
_HIDDEN_STYLE: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE
)
_HIDDEN: Final = frozenset(
    {"reference", "noprint", "mw-editsection", "mw-cite-backlink", "mw-empty-elt"}
    | {"error", "navbar", "sortkey", "mw-references-wrap"}
)
# They state a date for machines, often where nobody sees it.
_DATES: Final = ".bday, .dday, .deathdate, .dtstart, .dtend, time[datetime]"
_DROPPED: Final = frozenset(
    {"style", "script", "noscript", "template", "head", "title", "iframe", "object"}
    | {"button", "svg", "math", "audio", "video", "select", "textarea"}
)
_BLOCKS: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "center", "blockquote", "section", "figure"}
    | {"figcaption", "caption", "aside", "nav", "header", "footer", "br", "pre"}
)
# Their end may be left out, or they have none: they do not nest.
_UNNESTED: Final = frozenset(
    {"br", "hr", "img", "wbr", "input", "meta", "link", "p", "li", "dt", "dd", "tr"}
    | {"td", "th", "area", "base", "col", "embed", "source", "track"}
)
_SPACE: Final = re.compile(r"\s+")


def html_words(html: str, place: Place, budget: Budget) -> Words:
    """Return what an HTML value says; `refused` where it is too much to be read."""
    writer = Writer()
    if refused := too_long(len(html), MAX_HTML) or budget.take(0):
        return Words(refused=refused)
    text = _FORGOTTEN.sub("", html)
    if not _MARKUP.search(text):
        writer.text(_SPACE.sub(" ", text))
        return writer.done()
    if refused := _refusal(text, budget):
        return Words(refused=refused)
    parser = LexborHTMLParser(text)
    for node in parser.css(_DATES):
        writer.date(node.attributes.get("datetime") or node.text())
    for node, is_end in _steps(parser.body):
        _write(node, writer, place, is_end=is_end)
    return writer.done()


def _refusal(html: str, budget: Budget) -> str | None:
    depth = deepest = tags = 0
    for tag in _TAG.finditer(html):
        tags += 1
        if tag[2].lower() not in _UNNESTED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    if tags > MAX_TAGS:
        return f"{tags:,} tags; at most {MAX_TAGS:,} are read"
    # What is open at a block's end is opened again behind it, all of it.
    return too_deep(deepest) or budget.take(tags * (1 + deepest // 4))


def _steps(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node that is shown, and each element once more at its end."""
    stack = [(root, False)] if root else []
    while stack:
        node, is_end = stack.pop()
        if is_end or not _is_hidden(node):
            yield node, is_end
            if not is_end and node.is_element_node:
                stack.append((node, True))
                children = list(node.iter(include_text=True))
                stack.extend((child, False) for child in reversed(children))


def _is_hidden(node: LexborNode) -> bool:
    if not node.is_element_node:
        return not node.is_text_node
    said = node.attributes
    classes = set((said.get("class") or "").split())
    return (
        node.tag in _DROPPED
        or "hidden" in said
        or bool(_HIDDEN & classes)
        or bool(_HIDDEN_STYLE.search(said.get("style") or ""))
    )


def _write(node: LexborNode, writer: Writer, place: Place, *, is_end: bool) -> None:
    if node.is_text_node:
        writer.text(_SPACE.sub(" ", node.text_content or ""))
    elif node.tag in _BLOCKS:
        writer.end_line()
    elif node.tag == "a" and is_end:
        writer.close_link()
    elif node.tag == "a":
        writer.open_link(place.of_href(node.attributes.get("href")))
