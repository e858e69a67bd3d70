"""CSV text to rows that know their line, surviving rows that are not CSV.

One row may hold line breaks inside quotes, so a row's number is not its line. A quote
that is never closed would swallow the rest of a file: such a row is given up and
reading goes on at the line after its first.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from trr_backend.errors import InputError

MAX_LINES = 200_000
DELIMITERS = (",", ";", "\t")
# IMDb's descriptions hold some dozen lines; more than this is an unclosed quote.
_MAX_LINES_A_ROW = 100


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and its first line (from 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that is not CSV, and the line (from 1) it begins in."""

    line: int
    reason: str


def split_lines(text: str) -> list[str]:
    """Return the lines with their ends, as an editor counts them.

    Raises InputError for more than MAX_LINES.
    """
    # Not str.splitlines: that also splits at form feeds and Unicode separators.
    lines = list(islice(io.StringIO(text, newline=""), MAX_LINES + 1))
    if len(lines) > MAX_LINES:
        raise InputError(f"more than {MAX_LINES:,} lines; split the list")
    return lines


def read_rows(
    lines: list[str], delimiter: str, *, start: int
) -> Iterator[Row | BrokenRow]:
    """Yield the rows from line index `start`; blank lines are passed over."""
    index = start
    while index < len(lines):
        if not lines[index].strip():
            index += 1
            continue
        row, length = _read_row(lines, index, delimiter)
        yield row
        index += length


def split_line(line: str, delimiter: str) -> tuple[str, ...] | None:
    """Return the cells of one line by itself; None where it is not CSV."""
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return None


def _read_row(
    lines: list[str], index: int, delimiter: str
) -> tuple[Row | BrokenRow, int]:
    """Return the row at line `index` and how many lines it took."""
    window = lines[index : index + _MAX_LINES_A_ROW]
    reader = csv.reader(window, delimiter=delimiter, strict=True)
    try:
        cells = tuple(next(reader))
    except csv.Error as error:
        return _read_loosely(lines[index], index, delimiter, str(error)), 1
    return Row(index + 1, cells), reader.line_num


def _read_loosely(line: str, index: int, delimiter: str, why: str) -> Row | BrokenRow:
    """Take the line alone: badly escaped quotes may leave its cells countable."""
    cells = split_line(line, delimiter)
    return BrokenRow(index + 1, why) if cells is None else Row(index + 1, cells)
