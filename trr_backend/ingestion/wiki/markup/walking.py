"""The nodes of parsed wikitext, walked in reading order into a Writer.

What is shown of a template is in `known_templates`; of one that nobody knows, nothing.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

import mwparserfromhell
from mwparserfromhell.nodes import (
    ExternalLink,
    HTMLEntity,
    Node,
    Tag,
    Template,
    Text,
    Wikilink,
)
from mwparserfromhell.wikicode import Wikicode

from trr_backend.ingestion.wiki.markup.balancing import revealed
from trr_backend.ingestion.wiki.markup.known_templates import show
from trr_backend.ingestion.wiki.markup.lines import Writer
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.markup.namespaces import Namespaces
from trr_backend.ingestion.wiki.markup.pictures import caption

_SWITCH: Final = re.compile(r"__[A-Z]{3,20}__")
# `*`, `#`, `:`, `;` at the beginning of a line, and the parts of tables.
_BLOCKS: Final = frozenset({"li", "dd", "dt", "hr", "table", "tr", "td", "th"})


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk over one piece; as deep as templates and links nest in it."""

    writer: Writer
    place: Place
    namespaces: Namespaces
    is_aside: bool = False
    """Within a caption, where no further pictures are looked for."""

    def code(self, code: Wikicode | None) -> None:
        """Write what the nodes show."""
        for node in code.nodes if code else ():
            self._node(node)

    def words(self, code: Wikicode | None) -> str:
        """Return the text of some nodes in one line, without writing it."""
        aside = Walk(Writer(), self.place, self.namespaces, is_aside=True)
        aside.code(code)
        return aside.writer.done().text

    def _node(self, node: Node) -> None:
        match node:
            case Text():
                self.writer.text(revealed(_SWITCH.sub("", node.value)))
            case HTMLEntity():
                self.writer.text(html.unescape(str(node)))
            case Wikilink():
                self._link(node)
            case ExternalLink():
                self._address(node)
            case Template():
                show(node, self)
            case Tag():
                self._tag(node)
            case _:
                pass

    def _link(self, link: Wikilink) -> None:
        written = revealed(html.unescape(str(link.title))).strip()
        if file := self.namespaces.file(written):
            self._file(file, link.text)
            return
        if self.namespaces.category(written):
            return
        closes = self.writer.open_link(self.place.of_title(written))
        if link.text is None or not str(link.text).strip():
            self.writer.text(written.lstrip(":").replace("_", " "))
        else:
            self.code(link.text)
        if closes:
            self.writer.close_link()

    def _file(self, file: str, more: Wikicode | None) -> None:
        if self.is_aside:
            return
        said = mwparserfromhell.parse(caption(str(more or "")), skip_style_tags=True)
        self.writer.picture(file, self.words(said) or None)

    def _address(self, link: ExternalLink) -> None:
        closes = self.writer.open_link(self.place.of_address(revealed(str(link.url))))
        if link.title is None or not str(link.title).strip():
            self.code(link.url)
        else:
            self.code(link.title)
        if closes:
            self.writer.close_link()

    def _tag(self, tag: Tag) -> None:
        if str(tag.tag) in _BLOCKS:
            self._block(tag.contents)
        else:
            self.code(tag.contents)

    def _block(self, content: Wikicode | None) -> None:
        self.writer.end_line()
        self.code(content)
