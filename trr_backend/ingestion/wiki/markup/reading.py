"""One piece of wikitext (a value, a paragraph, a cell) as lines and links.

It has been stripped (`stripping`), and is balanced (`balancing`) before
mwparserfromhell sees it.
"""

import re
from dataclasses import dataclass
from typing import Final

import mwparserfromhell

from trr_backend.ingestion.wiki.markup.balancing import balanced
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
# So many of them cost as much as a mark.
_CHARACTERS: Final = 100


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
        if refused := too_long(len(piece)) or self.budget.take(0):
            return Words(refused=refused)
        if not _MARKUP.search(piece):
            writer.text(piece)
            return writer.done()
        for content in self.page.galleries_in(piece):
            for picture in self.gallery(content):
                writer.picture(picture.file, picture.caption)
        text, spans = _untabled(without_marks(piece).strip())
        # What is nested is read once by each template around it.
        marks = len(_MARK.findall(text))
        marks += (marks + len(text) // _CHARACTERS) * (spans.depth // 4)
        if refused := too_deep(spans.depth) or self.budget.take(marks):
            return Words(refused=refused)
        code = mwparserfromhell.parse(balanced(text, spans), skip_style_tags=True)
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
