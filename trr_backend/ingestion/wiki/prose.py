"""Sections of a page as facts: taglines, trivia, biography.

They are quoted, never understood: an entry is of a season only where it begins with the
name of one, stands below a heading that is one, or in a table with a column for it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from trr_backend.ingestion.wiki.maps.template_map import SectionRule, TemplateMap
from trr_backend.ingestion.wiki.seasons import SeasonKey, is_season_label
from trr_backend.ingestion.wiki.stated import LONGEST_LABEL, Label
from trr_backend.models.wiki import WikiEntity
from trr_backend.models.wiki_page import Section, Table, WikiPage

MOST_LETTERS = 2000
MOST_PARAGRAPHS = 20
MOST_ITEMS = 100

_GAP = re.compile(r"\s*:\s*|\s+[\u2013\u2014-]\s+")
_BEHIND = re.compile(r"(.*\S)\s*\(([^()]*)\)", re.DOTALL)
_CUT = "\u2026"

Known = Callable[[str], SeasonKey | None]
"""Returns the season of ours that a label means."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of a section, of a season where `season` says which."""

    field: str
    heading: str
    text: str
    season: Label | None = None


def read_sections(
    page: WikiPage, kind: WikiEntity, template_map: TemplateMap, known: Known
) -> Iterator[Entry]:
    """Yield the entries of all sections that mean a field, in the order of the page.

    At most 20 paragraphs or 100 items of a section, each of at most 2,000 letters.
    """
    reading = _Reading(template_map, known)
    for section in page.sections:
        if rule := template_map.section(kind, section.heading):
            yield from reading.section(section, rule)
        elif rule := template_map.section(kind, section.parent or ""):
            yield from reading.part(section, rule)
    for table in page.tables:
        rule = template_map.section(kind, table.heading)
        if rule and rule.by_season:
            yield from reading.table(table, rule)


class _Reading:
    """Sections as the map of the wiki understands them."""

    def __init__(self, template_map: TemplateMap, known: Known) -> None:
        self._map = template_map
        self._known = known

    def section(self, section: Section, rule: SectionRule) -> Iterator[Entry]:
        """Yield what stands right below the heading of a field."""
        for text in _texts(section, rule):
            label, said = self._split(text) if rule.by_season else (None, text)
            yield Entry(rule.field, section.heading, said, label)

    def part(self, section: Section, rule: SectionRule) -> Iterator[Entry]:
        """Yield what stands below a heading within that of a field."""
        above = section.parent or ""
        for text in _texts(section, rule):
            label, said = self._split(text) if rule.by_season else (None, text)
            if rule.by_season and label is None and self._names(section.heading):
                label = Label(section.heading)
            elif label is not None and is_season_label(label.text):
                # A number alone is one of what the heading names.
                label = Label(f"{section.heading} {label.text}")
            yield Entry(rule.field, above, said, label)

    def table(self, table: Table, rule: SectionRule) -> Iterator[Entry]:
        """Yield the taglines of a table that has columns for them and their seasons."""
        roles = [self._map.column(header) for header in table.header]
        if not {"season", "tagline"} <= set(roles):
            return
        season, tagline = roles.index("season"), roles.index("tagline")
        for row in table.rows[:MOST_ITEMS]:
            if len(row) > max(season, tagline) and row[tagline].text:
                said = row[season]
                text = said.text
                if text.isdecimal():
                    text = f"{table.header[season]} {text}"
                targets = [one.target for one in said.links if "://" not in one.target]
                label = Label(text, targets[0] if len(targets) == 1 else None)
                yield Entry(
                    rule.field,
                    table.heading,
                    _cut(row[tagline].text),
                    label if 0 < len(text) <= LONGEST_LABEL else None,
                )

    def _split(self, text: str) -> tuple[Label | None, str]:
        """Part an entry from the season before a colon or a dash, or behind it."""
        for gap in _GAP.finditer(text):
            before, after = text[: gap.start()].strip(), text[gap.end() :].strip()
            if before and after and self._names(before):
                return Label(before), after
        behind = _BEHIND.fullmatch(text)
        if behind and self._names(behind[2]):
            return Label(behind[2].strip()), behind[1]
        return None, text

    def _names(self, text: str) -> bool:
        return is_season_label(text) or self._known(text) is not None


def _texts(section: Section, rule: SectionRule) -> list[str]:
    if rule.prose:
        said: Iterable[str] = (*section.paragraphs, *section.items)
        most = MOST_PARAGRAPHS
    else:
        lines = (line for text in section.paragraphs for line in text.splitlines())
        said, most = section.items or lines, MOST_ITEMS
    return [_cut(text.strip()) for text in said if text.strip()][:most]


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + _CUT
