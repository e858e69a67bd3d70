"""Rows of a CSV list to entries: IMDb's exports and the trackers' layout alike."""

from trr_backend.ingestion.lists.builder import ListBuilder
from trr_backend.ingestion.lists.columns import Field, Header
from trr_backend.ingestion.lists.ids import (
    MalformedIdError,
    MalformedTimeError,
    OtherKindError,
    check_year,
    parse_date,
    parse_imdb_id,
    parse_tmdb_id,
    parse_year,
)
from trr_backend.ingestion.lists.kinds import SHOW, kind_of
from trr_backend.ingestion.lists.plain import Named, parse_word
from trr_backend.ingestion.lists.rows import BrokenRow, Row, read_rows
from trr_backend.models.lists import ListEntry

_TIMES: tuple[Field, Field] = ("year", "release_date")


def read_table(
    lines: list[str], header: Header, builder: ListBuilder, *, start: int
) -> None:
    """Put every row from line index `start` into `builder`."""
    for row in read_rows(lines, header.delimiter, start=start):
        if isinstance(row, BrokenRow):
            builder.spoil(row.line, f"not CSV: {row.reason}")
        elif len(row.cells) != header.width and not _is_padded(row, header):
            builder.spoil(
                row.line, f"{len(row.cells)} columns where {header.width} are named"
            )
        elif any(cell.strip() for cell in row.cells):
            _read_row(row, header, builder)


def _is_padded(row: Row, header: Header) -> bool:
    """Whether a spreadsheet only added empty cells at the end."""
    extra = row.cells[header.width :]
    return bool(extra) and not any(cell.strip() for cell in extra)


def _read_row(row: Row, header: Header, builder: ListBuilder) -> None:
    kind = _kind(row, header)
    if kind != SHOW:
        builder.leave_out(kind)
        return
    try:
        entry = _entry(row, header)
    except OtherKindError as other:
        builder.leave_out(other.kind)
    except (MalformedIdError, MalformedTimeError) as error:
        builder.spoil(row.line, str(error))
    else:
        if entry.tmdb_id is None and not entry.imdb_id and not entry.title:
            builder.spoil(row.line, "neither an id nor a title")
        else:
            builder.add(row.line, entry)


def _kind(row: Row, header: Header) -> str:
    kind = kind_of(header.cell(row.cells, "kind"))
    # Trackers say "tv" of an episode too; its numbers tell.
    if kind == SHOW and header.cell(row.cells, "episode"):
        return "episode"
    if kind == SHOW and header.cell(row.cells, "season"):
        return "season"
    return kind


def _entry(row: Row, header: Header) -> ListEntry:
    cells = row.cells
    ids = _ids(cells, header)
    year, released = (header.cell(cells, name) for name in _TIMES)
    premiere = parse_date(released)
    for text in (year, released):
        check_year(text)
    return ListEntry(
        position=0,
        tmdb_id=ids.tmdb_id,
        imdb_id=ids.imdb_id,
        title=header.cell(cells, "title") or None,
        original_title=header.cell(cells, "original_title") or None,
        year=parse_year(year, released),
        premiere=premiere,
        note=header.cell(cells, "note") or None,
    )


def _ids(cells: tuple[str, ...], header: Header) -> Named:
    """Return the ids of the id columns, or of the address where they are empty."""
    tmdb_id = parse_tmdb_id(header.cell(cells, "tmdb_id"))
    imdb_id = parse_imdb_id(header.cell(cells, "imdb_id"))
    url = header.cell(cells, "url")
    if tmdb_id is None and imdb_id is None and url:
        return parse_word(url)
    return Named(tmdb_id=tmdb_id, imdb_id=imdb_id)
