"""The table of contestants on the page of a season, row by row.

It is the first one with a column of names and one that says how somebody took part;
further tables count where their columns are the same, as where each team has its own.
Others may be about earlier seasons of those who returned.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trr_backend.ingestion.wiki.maps.template_map import ColumnRole, TemplateMap
from trr_backend.ingestion.wiki.places import place_of
from trr_backend.ingestion.wiki.values import says
from trr_backend.models.wiki_page import Cell, Table

MOST_LETTERS = 200
_TELLING: frozenset[ColumnRole] = frozenset(
    {"team", "placement", "finish", "entry", "exit"}
)
_AGE = re.compile(r"(?:\s*\(\d{1,3}\)|,\s*\d{1,3})$")
_NO_PAGES = ("File:", "Image:", "Category:", "Template:")


@dataclass(frozen=True, slots=True)
class Part:
    """How somebody took part, as a row says it; texts are verbatim."""

    name: str
    page_title: str | None = None
    placement: str | None = None
    place: int | None = None
    entry: str | None = None
    exit: str | None = None
    teams: tuple[str, ...] = ()


def contestants(tables: Sequence[Table], template_map: TemplateMap) -> list[Part]:
    """Return what the contestants' tables of a page say, in the order of the page."""
    first = next((one for one in tables if _is_telling(one, template_map)), None)
    if first is None:
        return []
    alike = [one for one in tables if one.header == first.header]
    return [part for one in alike for part in _Rows(one, template_map)]


def name_in(cell: Cell) -> tuple[str, str | None]:
    """Return a name, and the title of the page that it links to."""
    pages = [one for one in cell.links if is_page_title(one.target)]
    line = cell.lines[0] if cell.lines else cell.text
    name = (pages[0].text if pages else "") or _AGE.sub("", line)
    return name.strip(), pages[0].target if pages else None


def is_page_title(target: str) -> bool:
    """Tell whether a link leads to an article of the same wiki."""
    return "://" not in target and not target.startswith(_NO_PAGES)


def _is_telling(table: Table, template_map: TemplateMap) -> bool:
    roles = {template_map.column(header) for header in table.header}
    return "name" in roles and "season" not in roles and not _TELLING.isdisjoint(roles)


class _Rows:
    """The rows of one table; those over its whole width part it and name nobody."""

    def __init__(self, table: Table, template_map: TemplateMap) -> None:
        self._table = table
        self._map = template_map
        self._roles = [template_map.column(header) for header in table.header]

    def __iter__(self) -> Iterator[Part]:
        for row in self._table.rows:
            texts = {cell.text for cell in row}
            if len(texts) > 1 and (part := self._part(row)):
                yield part

    def _part(self, row: Sequence[Cell]) -> Part | None:
        names = [name_in(cell) for cell, _ in self._cells(row, "name") if cell.text]
        names.sort(key=lambda one: one[1] is None)
        name, page_title = names[0] if names else ("", None)
        is_header = self._map.column(name) == "name"
        if is_header or len(name) > MOST_LETTERS or not says(name, self._map):
            return None
        finish = [
            line
            for cell, _ in self._cells(row, "finish")
            for line in cell.lines
            if says(line, self._map)
        ]
        placements = [*self._texts(row, "placement")]
        placements += [line for line in finish if place_of(line, self._map)]
        exits = [line for line in finish if place_of(line, self._map) is None]
        places = (place_of(one, self._map) for one in placements)
        return Part(
            name=name,
            page_title=page_title,
            placement=_joined(placements),
            place=next((one for one in places if one), None),
            entry=_joined(self._texts(row, "entry")),
            exit=_joined([*exits, *self._texts(row, "exit")]),
            teams=tuple(dict.fromkeys(self._texts(row, "team"))),
        )

    def _cells(
        self, row: Sequence[Cell], role: ColumnRole
    ) -> Iterator[tuple[Cell, str]]:
        for cell, own, header in zip(
            row, self._roles, self._table.header, strict=False
        ):
            if own == role:
                yield cell, header

    def _texts(self, row: Sequence[Cell], role: ColumnRole) -> list[str]:
        """Return what the columns of a role say; "Day" and "3" are "Day 3"."""
        found: list[str] = []
        for cell, header in self._cells(row, role):
            bare = role in {"entry", "exit"} and cell.text.isdecimal()
            text = f"{header} {cell.text}" if bare else cell.text
            if says(text, self._map) and text not in found:
                found.append(text)
        return found


def _joined(texts: Sequence[str]) -> str | None:
    """Return texts as one, None where they say nothing or too much."""
    whole = ", ".join(dict.fromkeys(texts))
    return whole if 0 < len(whole) <= MOST_LETTERS else None
