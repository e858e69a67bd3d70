"""Bytes of a list file to text: encodings as exports and spreadsheets write them.

UTF-8 and UTF-16 are told by their byte order mark or by their pattern; what is not
valid UTF-8 is taken as cp1252, which older exports used. Binary files, pages and
files that are too large are refused in one line.
"""

import codecs
import re

from trr_backend.errors import InputError

MAX_BYTES = 50 * 1024 * 1024
EXPECTED = (
    "expected an IMDb list, watchlist or ratings export (CSV with a Const column), "
    "a tracker's CSV with a TMDb ID or IMDb ID column, or plain text with one "
    "tt0000000, tmdb:N or address a line"
)

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Tab, line feed, form feed and carriage return are text; no list holds the others.
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SAMPLE_BYTES = 4096


def decode(body: bytes) -> str:
    """Return the text of a list file. Raises InputError saying what was expected."""
    if len(body) > MAX_BYTES:
        limit = MAX_BYTES // 1024**2
        raise InputError(f"larger than {limit} MB; {EXPECTED}")
    text = _text(body)
    if text is None or _BINARY.search(text):
        raise InputError(f"a binary file; {EXPECTED}")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise InputError(f"the file is empty; {EXPECTED}")
    if text.lstrip().startswith("<"):
        raise InputError(f"an HTML or XML page; {EXPECTED}")
    return text


def _text(body: bytes) -> str | None:
    for encoding in _encodings(body):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(body: bytes) -> tuple[str, ...]:
    if body.startswith(_UTF16_MARKS):
        return ("utf-16",)
    unmarked = _unmarked_utf16(body[:_SAMPLE_BYTES])
    return (unmarked,) if unmarked else ("utf-8", "cp1252")


def _unmarked_utf16(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark: mostly-ASCII text has a zero in every other byte."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.6 and not sample[::2].count(0):
        return "utf-16-le"
    if half and sample[::2].count(0) > half * 0.6 and not sample[1::2].count(0):
        return "utf-16-be"
    return None
