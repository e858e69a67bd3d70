"""The parts of a page's wikitext in their order: headings, lines, tables, galleries."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from trr_backend.ingestion.wiki.markup.spans import Masked, Span, Spans, outermost

_GALLERY: Final = re.compile("\x02\\d+\x02")
_TABLE: Final = re.compile("\x03(\\d+)\x03")
_MAX_LEVEL: Final = 6
Kind = Literal["heading", "line", "table", "gallery"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its level, a line of text, a table or the mark of a gallery."""

    kind: Kind
    text: str
    level: int = 0


def parts_of(text: str, spans: Spans, left_out: Sequence[Span]) -> Iterator[Part]:
    """Yield the parts of a stripped text without the spans that are left out.

    A template or a link over several lines is in the line that it begins on; a table
    around something that is left out only lays it out, and goes with it.
    """
    tables = [span for span in spans.tables if not _holds(span, left_out)]
    shown = {span: f"\n\x03{index}\x03\n" for index, span in enumerate(tables)}
    shown |= dict.fromkeys([*left_out, *(set(spans.tables) - set(tables))], "\n")
    every = (*spans.templates, *spans.arguments, *spans.links)
    long = [span for span in every if "\n" in text[span.start : span.end]]
    masked = Masked(text, outermost([*shown, *long]), shown)
    for line in masked.text.split("\n"):
        if table := _TABLE.fullmatch(line):
            span = tables[int(table[1])]
            yield Part("table", text[span.start : span.end])
        else:
            yield from _line(line, masked)


def _line(line: str, masked: Masked) -> Iterator[Part]:
    written = line.rstrip()
    if written.startswith("=") and (level := _level(written)):
        yield Part("heading", masked.restored(written[level:-level]).strip(), level)
        return
    for mark in _GALLERY.finditer(line):
        yield Part("gallery", mark[0])
    # The rows of a table that is never closed are no text.
    is_row = written.lstrip().startswith(("{|", "|"))
    yield Part("line", "" if is_row else masked.restored(_GALLERY.sub("", line)))


def _level(line: str) -> int:
    """Return the level of a heading, 0 for a line that is none."""
    left = len(line) - len(line.lstrip("="))
    right = len(line) - len(line.rstrip("="))
    return min(left, right, _MAX_LEVEL, (len(line) - 1) // 2)


def _holds(table: Span, spans: Sequence[Span]) -> bool:
    return any(table.start < span.start < table.end for span in spans)
