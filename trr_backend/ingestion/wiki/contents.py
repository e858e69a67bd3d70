"""The contents of a page below its headings: sections, tables, pictures, links."""

from collections.abc import Sequence
from dataclasses import dataclass

from trr_backend.ingestion.wiki.markup.layout import parts_of
from trr_backend.ingestion.wiki.markup.limits import MAX_LISTED
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.markup.spans import Span, Spans
from trr_backend.ingestion.wiki.sections import SectionReading
from trr_backend.ingestion.wiki.tables import table_of
from trr_backend.models.wiki_page import GalleryFile, PageLink, Section, Table


@dataclass(frozen=True, slots=True)
class Contents:
    """What a page holds beside its infoboxes; `refused` names what was passed over."""

    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    files: tuple[GalleryFile, ...]
    links: tuple[PageLink, ...]
    refused: tuple[str, ...]


def contents_of(
    text: str, spans: Spans, left_out: Sequence[Span], reader: Reader
) -> Contents:
    """Return the contents of a page without the spans that are left out."""
    below = [SectionReading(reader)]
    tables: list[Table] = []
    above: list[tuple[int, str]] = []
    for part in parts_of(text, spans, left_out):
        section = below[-1]
        if part.kind == "heading":
            section.end_paragraph()
            said = reader.read(part.text)
            parent = _parent(above, part.level, said.text)
            below.append(SectionReading(reader, said.text, part.level, parent))
            below[-1].note(said)
        elif part.kind == "gallery":
            section.end_paragraph()
            section.gallery(part.text)
        elif part.kind == "table":
            section.end_paragraph()
            tables += section.table(table_of(part.text, section.heading, reader))
        else:
            section.line(part.text)
    return _gathered(below, tables)


def _parent(above: list[tuple[int, str]], level: int, heading: str) -> str | None:
    """Return the heading that this one is below; `above` are those it may be below."""
    while above and above[-1][0] >= level:
        above.pop()
    parent = above[-1][1] if above else None
    above.append((level, heading))
    return parent


def _gathered(below: Sequence[SectionReading], tables: list[Table]) -> Contents:
    sections = tuple(one.done() for one in below)
    files = (file for one in below for file in one.files)
    links: dict[str, PageLink] = {}
    for one in below:
        for link in one.links:
            links.setdefault(link.target, link)
    refused = (
        f"{one.heading or 'the beginning'}: {why}"
        for one in below
        for why in one.refused
    )
    return Contents(
        sections=sections,
        tables=tuple(tables),
        files=tuple(dict.fromkeys(files))[:MAX_LISTED],
        links=tuple(links.values())[:MAX_LISTED],
        refused=tuple(dict.fromkeys(refused))[:MAX_LISTED],
    )
