"""A person as somebody names one on a command line."""

from dataclasses import dataclass
from uuid import UUID

from trr_backend.errors import InputError
from trr_backend.models.imdb import IMDB_NAME_ID
from trr_backend.models.source_ref import SourceRef, shown, source_id


@dataclass(frozen=True, slots=True)
class PersonRef(SourceRef):
    """Our uuid (source ""), or a source's id; nobody is named by name alone."""

    @classmethod
    def parse(cls, text: str) -> "PersonRef":
        """Read `uuid`, `tmdb:123` or `imdb:nm0123456`. Raises InputError."""
        named = text.strip()
        if found := source_id(named, IMDB_NAME_ID):
            return cls(*found)
        if _is_uuid(named):
            return cls("", named.lower())
        raise InputError(
            f"{shown(text)} names no person: use a uuid, tmdb:123 or imdb:nm0123456"
        )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
