"""One piece of wikitext (a value, a paragraph, a cell) as lines and links.

It has been stripped (`stripping`). Brackets that are not closed are made plain text
before mwparserfromhell sees it: its time is quadratic in those.
"""

import re
from dataclasses import dataclass
from typing import Final

import mwparserfromhell

from trr_backend.ingestion.wiki.markup.limits import (
    MAX_LISTED,
    Budget,
    too_deep,
    too_long,
)
from trr_backend.ingestion.wiki.markup.lines import Picture, Words, Writer
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.markup.namespaces import Namespaces
from trr_backend.ingestion.wiki.markup.pictures import gallery_lines
from trr_backend.ingestion.wiki.markup.spans import Spans, gaps, scan
from trr_backend.ingestion.wiki.markup.stripping import Stripped, strip, without_marks
from trr_backend.ingestion.wiki.markup.walking import Walk

_MARKUP: Final = re.compile(r"[\[\]{}&\n\x02]|//|__")
_MARK: Final = re.compile(r"\[\[|\{\{|\n[*#:;]|//|&")
_ADDRESS: Final = re.compile(r"\[(?=(?:https?:)?//)")
_PARTS: Final = (
    ("[[", "&#91;&#91;"),
    ("]]", "&#93;&#93;"),
    ("{", "&#123;"),
    ("}", "&#125;"),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the pieces of one page, as many as the page's budget admits."""

    page: Stripped
    place: Place
    namespaces: Namespaces
    budget: Budget

    def read(self, piece: str) -> Words:
        """Return what a piece says; `refused` where it is too much to be read."""
        writer = Writer()
        if refused := too_long(len(piece)):
            return Words(refused=refused)
        if not _MARKUP.search(piece):
            writer.text(piece)
            return writer.done()
        for content in self.page.galleries_in(piece):
            for picture in self.gallery(content):
                writer.picture(picture.file, picture.caption)
        text, spans = _untabled(without_marks(piece).strip())
        marks = len(_MARK.findall(text))
        if refused := too_deep(spans.depth) or self.budget.take(marks):
            return Words(refused=refused)
        code = mwparserfromhell.parse(_balanced(text, spans), skip_style_tags=True)
        Walk(writer, self.place, self.namespaces).code(code)
        return writer.done()

    def gallery(self, content: str) -> list[Picture]:
        """Return the pictures of a gallery's content, which is not stripped yet."""
        found = []
        for name, caption in gallery_lines(content):
            # A gallery within a caption is none.
            said = self.read(without_marks(strip(caption).text))
            found.append(Picture(name, said.text or None))
            if len(found) == MAX_LISTED:
                break
        return found


def _untabled(text: str) -> tuple[str, Spans]:
    """Return the text without the tables in it, and its spans."""
    spans = scan(text)
    if not spans.tables:
        return text, spans
    untabled = " ".join(gaps(text, spans.tables))
    return untabled, scan(untabled)


def _balanced(text: str, spans: Spans) -> str:
    """Return the text with each bracket that is not closed as plain text."""
    plain = map(_plain, gaps(text, spans.delimiters))
    kept = [text[one.start : one.end] for one in spans.delimiters]
    balanced = "".join(
        part for pair in zip(plain, [*kept, ""], strict=True) for part in pair
    )
    return _ADDRESS.sub(_address, balanced)


def _plain(gap: str) -> str:
    for bracket, written in _PARTS:
        gap = gap.replace(bracket, written)
    return gap


def _address(found: re.Match[str]) -> str:
    """Return `[` before an address, as plain text where the line has no `]`."""
    end = found.string.find("\n", found.end())
    until = end if end >= 0 else len(found.string)
    return "[" if found.string.find("]", found.end(), until) >= 0 else "&#91;"
