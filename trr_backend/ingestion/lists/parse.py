"""Tells the layout of a list file and reads it."""

from pathlib import PurePath

from trr_backend.errors import InputError
from trr_backend.ingestion.lists.builder import ListBuilder
from trr_backend.ingestion.lists.columns import Header, read_header
from trr_backend.ingestion.lists.decode import EXPECTED, decode
from trr_backend.ingestion.lists.plain import read_plain
from trr_backend.ingestion.lists.rows import split_lines
from trr_backend.ingestion.lists.table import read_table
from trr_backend.models.lists import ListRecord

SOURCE = "file"


def parse_list(body: bytes, *, name: str, key: str | None = None) -> ListRecord:
    """Return the shows of a list file, whatever its layout.

    `name` is the file's name, `key` what tells it from others of that name. Rows that
    cannot be read are named in `spoiled`; raises InputError where the file is no list
    at all, or holds nothing but a header: it may have been cut off.
    """
    lines = split_lines(decode(body))
    builder = ListBuilder()
    found = _find_header(lines)
    if found:
        header, index = found
        read_table(lines, header, builder, start=index + 1)
    else:
        read_plain(lines, builder)
    if builder.is_empty:
        why = "no row below the header" if found else "no known column and no known id"
        raise InputError(f"{why}; {EXPECTED}")
    return builder.record(
        source=SOURCE, key=key or name, name=PurePath(name).stem or name, url=None
    )


def _find_header(lines: list[str]) -> tuple[Header, int] | None:
    """Return the header and its index: the first line that says something."""
    for index, line in enumerate(lines):
        # Spreadsheets write "sep=;" above the header, people write comments there.
        if line.strip() and not line.lower().startswith(("sep=", "#")):
            header = read_header(line)
            return (header, index) if header else None
    return None
