"""A section of a page: what stands below a heading, as text, pictures and links."""

import re
from collections.abc import Iterator
from typing import Final

from trr_backend.ingestion.wiki.markup.limits import MAX_LISTED
from trr_backend.ingestion.wiki.markup.lines import Words
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.tables import ReadTable
from trr_backend.models.wiki_page import GalleryFile, PageLink, Section, Table

_ITEM: Final = re.compile(r"[ \t]*[*#:;]+[ \t]*")
_RULE: Final = re.compile(r"[ \t]*-{4,}[ \t]*")


class SectionReading:
    """A section while it is read, line by line.

    `files` and `links` are those of its tables too; `refused` names what was too much.
    """

    def __init__(
        self,
        reader: Reader,
        heading: str = "",
        level: int = 0,
        parent: str | None = None,
    ) -> None:
        self.heading = heading
        self.level = level
        self.files: list[GalleryFile] = []
        self.links: list[PageLink] = []
        self.refused: list[str] = []
        self._reader = reader
        self._parent = parent
        self._open: list[str] = []
        self._paragraphs: list[str] = []
        self._items: list[str] = []
        self._text_links: list[PageLink] = []

    def line(self, line: str) -> None:
        """Read a line of text: an item of a list, or a part of a paragraph."""
        if item := _ITEM.match(line):
            self.end_paragraph()
            self._items += self._text(line[item.end() :])
        elif not line.strip() or _RULE.fullmatch(line):
            self.end_paragraph()
        else:
            self._open.append(line)

    def gallery(self, mark: str) -> None:
        """Read a gallery by its mark."""
        for content in self._reader.page.galleries_in(mark):
            self.files += [
                GalleryFile(picture.file, picture.caption, self.heading)
                for picture in self._reader.gallery(content)
            ]

    def table(self, read: ReadTable | str) -> Iterator[Table]:
        """Note what is in a table; yield it, unless it was too much or is empty."""
        if isinstance(read, str):
            self.refused.append(read)
            return
        for words in read.words:
            self.note(words)
        if read.table.rows:
            yield read.table

    def end_paragraph(self) -> None:
        """End the paragraph that is being read, if there is one."""
        lines, self._open = self._open, []
        if lines:
            self._paragraphs += self._text("\n".join(lines))

    def note(self, words: Words) -> None:
        """Note the pictures and links of some text, and whether it was too much."""
        self.links += words.links
        if words.refused and not words.is_unknown:
            self.refused.append(words.refused)
        self.files += [
            GalleryFile(one.file, one.caption, self.heading, in_gallery=False)
            for one in words.pictures
        ]

    def done(self) -> Section:
        """Return the section as it was read."""
        self.end_paragraph()
        return Section(
            heading=self.heading,
            level=self.level,
            parent=self._parent,
            paragraphs=tuple(self._paragraphs),
            items=tuple(self._items),
            links=tuple(dict.fromkeys(self._text_links))[:MAX_LISTED],
        )

    def _text(self, written: str) -> Iterator[str]:
        words = self._reader.read(written)
        self.note(words)
        self._text_links += words.links
        if words.lines:
            yield "\n".join(words.lines)
