"""Text as upstreams send it, made fit to keep; and slugs."""

import re

from anyascii import anyascii

_APOSTROPHES = re.compile("['\u2019]")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
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


def slugify(*parts: str | None) -> str:
    """Return parts as `lower-case-ascii-words`, transliterated; "" for no letters.

    >>> slugify("Operación Triunfo", "ES", "2001")
    'operacion-triunfo-es-2001'
    """
    words = (anyascii(_APOSTROPHES.sub("", part)) for part in parts if part)
    return _GAPS.sub("-", " ".join(words).lower()).strip("-")
