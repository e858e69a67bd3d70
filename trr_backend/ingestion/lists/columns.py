"""Which column of a CSV says what, told by the header's names alone.

IMDb moved and renamed columns in 2017, 2020 and 2024 and spreadsheets save with other
delimiters, so neither the order nor the delimiter is assumed.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from trr_backend.ingestion.lists.rows import DELIMITERS, split_line

Field: TypeAlias = Literal[
    "imdb_id",
    "tmdb_id",
    "url",
    "title",
    "original_title",
    "kind",
    "year",
    "release_date",
    "note",
    "season",
    "episode",
]

_FIELDS: dict[str, Field] = {
    "const": "imdb_id",
    "tconst": "imdb_id",
    "imdb id": "imdb_id",
    "imdbid": "imdb_id",
    "imdb": "imdb_id",
    "tmdb id": "tmdb_id",
    "tmdbid": "tmdb_id",
    "tmdb": "tmdb_id",
    "url": "url",
    "title": "title",
    "name": "title",
    "original title": "original_title",
    "title type": "kind",
    "type": "kind",
    "year": "year",
    "release date": "release_date",
    "release date (month/day/year)": "release_date",
    "description": "note",
    "season number": "season",
    "season": "season",
    "episode number": "episode",
    "episode": "episode",
}
_ID_FIELDS = frozenset[Field]({"imdb_id", "tmdb_id"})


@dataclass(frozen=True, slots=True)
class Header:
    """The delimiter, how many columns there are and where each field stands."""

    delimiter: str
    width: int
    index_of: dict[Field, int]

    def cell(self, cells: tuple[str, ...], field: Field) -> str:
        """Return the trimmed cell of `field`; "" where there is no such column."""
        index = self.index_of.get(field)
        return "" if index is None else cells[index].strip()


def read_header(line: str) -> Header | None:
    """Return the header in `line`; None where it names no column of ids."""
    headers = [_header(line, delimiter) for delimiter in DELIMITERS]
    best = max(headers, key=lambda header: len(header.index_of))
    return best if _ID_FIELDS & best.index_of.keys() else None


def _header(line: str, delimiter: str) -> Header:
    cells = split_line(line, delimiter) or ()
    index_of: dict[Field, int] = {}
    for index, cell in enumerate(cells):
        field = _FIELDS.get(" ".join(cell.replace("_", " ").lower().split()))
        if field:
            index_of.setdefault(field, index)
    return Header(delimiter, len(cells), index_of)
