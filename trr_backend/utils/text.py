"""Text as upstreams send it, made fit to keep; and slugs."""

import re
import unicodedata

from anyascii import anyascii

_APOSTROPHES = re.compile("['\u2019]")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
# They turn the direction of what stands behind them.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PICTURE = re.compile(r"/[A-Za-z0-9_-]{1,200}\.[A-Za-z0-9]{2,5}")
_GAPS = re.compile(r"[^a-z0-9]+")


def clean(text: str | None) -> str | None:
    """Return the text without NUL and outer blanks, or None where nothing is left."""
    return (text or "").replace("\x00", "").strip() or None


def verbatim(text: str | None) -> str | None:
    """Return the text as it is but for NUL, or None where it is blank."""
    kept = (text or "").replace("\x00", "")
    return kept if kept.strip() else None


def web_address(text: str | None) -> str | None:
    """Return an http(s) address, or None for what no link may lead to.

    >>> web_address("javascript:alert(1)")
    """
    address = clean(text)
    return address if address and _WEB.fullmatch(address) else None


def picture_path(text: str | None) -> str | None:
    """Return the path by which a source names a picture, or None where it is none.

    >>> picture_path("/abc123.jpg"), picture_path("/../abc123.jpg")
    ('/abc123.jpg', None)
    """
    path = clean(text)
    return path if path and _PICTURE.fullmatch(path) else None


def one_line(text: str) -> str:
    r"""Return the text for a line of output: no character of it moves a terminal.

    Gaps of any kind become a blank, other control characters their escape.

    >>> one_line("Two\nlines\x1b[2J")
    'Two lines\\x1b[2J'
    """
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cc" or character in _TURNS:
        return character.encode("unicode_escape").decode("ascii")
    return character


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its word in the right number; `many` is else `one` with s.

    >>> counted(1, "person", "people"), counted(2, "document")
    ('1 person', '2 documents')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def slugify(*parts: str | None) -> str:
    """Return parts as `lower-case-ascii-words`, transliterated; "" for no letters.

    >>> slugify("Operación Triunfo", "ES", "2001")
    'operacion-triunfo-es-2001'
    """
    words = (anyascii(_APOSTROPHES.sub("", part)) for part in parts if part)
    return _GAPS.sub("-", " ".join(words).lower()).strip("-")
