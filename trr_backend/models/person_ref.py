"""A person as somebody names one on a command line."""

import re
from dataclasses import dataclass
from uuid import UUID

from trr_backend.errors import InputError
from trr_backend.models.imdb import IMDB_NAME_ID

_NUMBER = re.compile(r"[0-9]{1,18}")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Our uuid (source ""), or a source's id; nobody is named by name alone."""

    source: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "PersonRef":
        """Read `uuid`, `tmdb:123` or `imdb:nm0123456`. Raises InputError."""
        source, colon, value = text.strip().partition(":")
        if not colon and IMDB_NAME_ID.fullmatch(source):
            return cls("imdb", source)
        if not colon and _is_uuid(source):
            return cls("", source.lower())
        if source == "tmdb" and _NUMBER.fullmatch(value):
            return cls("tmdb", str(int(value)))
        if source == "imdb" and IMDB_NAME_ID.fullmatch(value):
            return cls("imdb", value)
        raise InputError(
            f"{text[:_SHOWN]!r} names no person: use a uuid, tmdb:123 or imdb:nm0123456"
        )

    def __str__(self) -> str:
        """Return the reference as a person writes it."""
        return f"{self.source}:{self.value}" if self.source else self.value


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
