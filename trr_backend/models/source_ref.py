"""What a show and a person have in common as somebody names one on a command line."""

import re
from dataclasses import dataclass

# As many digits as a 64-bit integer has; Python refuses to read thousands.
_NUMBER = re.compile(r"[0-9]{1,18}")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source's id, or a name of ours where `source` is ""."""

    source: str
    value: str

    def __str__(self) -> str:
        """Return the reference as a person writes it."""
        return f"{self.source}:{self.value}" if self.source else self.value


def source_id(text: str, imdb_id: re.Pattern[str]) -> tuple[str, str] | None:
    """Read `tmdb:123`, or an IMDb id with or without `imdb:`; None: it is none."""
    source, colon, value = text.partition(":")
    if not colon:
        source, value = "imdb", text
    if source == "tmdb" and _NUMBER.fullmatch(value):
        return source, str(int(value))
    if source == "imdb" and imdb_id.fullmatch(value):
        return source, value
    return None


def shown(text: str) -> str:
    """Return what was given for an error message, cut where it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
