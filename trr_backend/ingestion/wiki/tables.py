"""Tables of wikitext, with every cell in each row and column that it spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, takewhile, zip_longest
from typing import Final

from trr_backend.ingestion.wiki.markup.limits import MAX_CELLS
from trr_backend.ingestion.wiki.markup.lines import Words
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.markup.spans import Masked, gaps, scan
from trr_backend.models.wiki_page import Cell, Table

_ROWSPAN: Final = re.compile(r"rowspan\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_COLSPAN: Final = re.compile(r"colspan\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CELLS: Final = re.compile(r"\|\|")
_HEADERS: Final = re.compile(r"\|\||!!")
_ATTRIBUTE: Final = re.compile(
    r"\s*+(?:(?:rowspan|colspan|style|class|align|width|bgcolor|scope)"
    r"\s*+=\s*+(?:\"[^\"\n]*+\"|\w++)\s*+)++(?=\x05|$)",
    re.IGNORECASE,
)
# So much of what a cell says before its text is looked at.
_ATTRIBUTES: Final = 1_000
_MAX_ROWS: Final = 1_000
_MAX_COLUMNS: Final = 100


# Two cells that say the same are still two.
@dataclass(slots=True, eq=False)
class _Written:
    """A cell as it is written, and how many rows and columns it spans."""

    text: str
    is_header: bool
    rows: int = 1
    columns: int = 1


_Rows = list[list[_Written]]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table, and what its cells say one by one."""

    table: Table
    words: tuple[Words, ...]


def table_of(written: str, heading: str, reader: Reader) -> ReadTable | str:
    """Return a table, or why it is not read; tables within it are passed over."""
    caption, rows = _rows(written)
    grid = _expanded(rows)
    if sum(map(len, grid)) > MAX_CELLS:
        return f"a table of more than {MAX_CELLS:,} cells"
    said: dict[int, Words] = {}
    for one in chain.from_iterable(rows):
        said[id(one)] = words = reader.read(one.text.strip())
        # A table with holes would say what the page does not.
        if words.refused and not words.is_unknown:
            return f"a table: {words.refused}"
    cells = {key: Cell(one.text, one.lines, one.links) for key, one in said.items()}
    titles, headers, others = _parted(grid)
    above = caption or " ".join(row[0].text for row in titles)
    table = Table(
        heading=heading,
        header=_joined([[cells[id(one)].text for one in row] for row in headers]),
        rows=tuple(tuple(cells[id(one)] for one in row) for row in others),
        caption=reader.read(above).text or None,
    )
    return ReadTable(table, tuple(said.values()))


def _rows(written: str) -> tuple[str, _Rows]:
    """Return the caption and the cells as they are written, at most one too many."""
    inner = written[2:-2]
    text = " ".join(gaps(inner, scan(inner).tables))
    masked = Masked(text, scan(text).outermost())
    caption, rows, count = "", _Rows([[]]), 0
    # What stands behind `{|` is about the table as a whole.
    for line in masked.text.split("\n")[1:]:
        start = line.lstrip()
        if start.startswith("|+"):
            caption = masked.restored(start[2:].rpartition("|")[2])
        elif start.startswith("|-"):
            rows.append([])
        elif start.startswith(("|", "!")):
            cells = list(_cells(start, masked))
            rows[-1] += cells
            count += len(cells)
        elif rows[-1]:
            rows[-1][-1].text += "\n" + masked.restored(line)
        if count > MAX_CELLS:
            break
    return caption, [row for row in rows if row]


def _cells(line: str, masked: Masked) -> Iterator[_Written]:
    is_header = line[0] == "!"
    for part in (_HEADERS if is_header else _CELLS).split(line[1:]):
        how, bar, content = part.partition("|")
        if not bar:
            # A template may follow that would bring the bar with it.
            said = _ATTRIBUTE.match(part)
            how, content = said[0] if said else "", part[said.end() if said else 0 :]
        how = how[:_ATTRIBUTES]
        if not _HIDDEN.search(how):
            yield _Written(
                text=masked.restored(content),
                is_header=is_header,
                rows=_spanned(_ROWSPAN, how, _MAX_ROWS),
                columns=_spanned(_COLSPAN, how, _MAX_COLUMNS),
            )


def _spanned(attribute: re.Pattern[str], how: str, most: int) -> int:
    found = attribute.search(how)
    return min(max(int(found[1]), 1), most) if found else 1


def _expanded(rows: _Rows) -> _Rows:
    """Return each row with the cells that span it, until there are too many."""
    grid: _Rows = []
    open_cells: dict[int, tuple[_Written, int]] = {}
    count = 0
    for row in rows:
        grid.append(list(islice(_across(row, open_cells), MAX_CELLS + 1)))
        count += len(grid[-1])
        if count > MAX_CELLS:
            break
    return grid


def _across(
    row: list[_Written], open_cells: dict[int, tuple[_Written, int]]
) -> Iterator[_Written]:
    """Yield a row's cells among those that began above; note which go on below."""
    column, waiting = 0, [cell for one in row for cell in [one] * one.columns]
    waiting.reverse()
    while waiting or any(at >= column for at in open_cells):
        if column in open_cells:
            cell, left = open_cells.pop(column)
        elif waiting:
            cell = waiting.pop()
            left = cell.rows
        else:
            column += 1
            continue
        if left > 1:
            open_cells[column] = (cell, left - 1)
        yield cell
        column += 1


def _parted(grid: _Rows) -> tuple[_Rows, _Rows, _Rows]:
    """Return title rows, header rows and the others; a title is one wide cell."""
    heads = list(takewhile(lambda row: all(one.is_header for one in row), grid))
    if len(heads) == len(grid):
        heads = heads[:1]
    titles = [row for row in heads if len(row) > 1 and row.count(row[0]) == len(row)]
    headers = [row for row in heads if row not in titles]
    return titles, headers, grid[len(heads) :]


def _joined(rows: list[list[str]]) -> tuple[str, ...]:
    """Return what stands above each column, from top to bottom, each text once."""
    columns = zip_longest(*rows, fillvalue="")
    return tuple(" ".join(filter(None, dict.fromkeys(texts))) for texts in columns)
