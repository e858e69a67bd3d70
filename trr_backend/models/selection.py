"""Which shows a command works on."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trr_backend.errors import InputError
from trr_backend.models.imdb import IMDB_TITLE_ID

# As many digits as a 64-bit integer has; Python refuses to read thousands.
_NUMBER = re.compile(r"[0-9]{1,18}")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ShowRef:
    """A show as a person names it: our uuid or slug (source ""), or a source's id."""

    source: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "ShowRef":
        """Read `uuid`, `slug`, `tmdb:123` or `imdb:tt0123456`. Raises InputError."""
        source, colon, value = text.strip().partition(":")
        if not colon:
            if IMDB_TITLE_ID.fullmatch(source):
                return cls("imdb", source)
            return cls("", source.lower())
        if source == "tmdb" and _NUMBER.fullmatch(value):
            return cls("tmdb", str(int(value)))
        if source == "imdb" and IMDB_TITLE_ID.fullmatch(value):
            return cls("imdb", value)
        raise InputError(
            f"{_shown(text)} names no show: use a uuid, a slug, tmdb:123 or "
            "imdb:tt0123456"
        )

    def __str__(self) -> str:
        """Return the reference as a person writes it."""
        return f"{self.source}:{self.value}" if self.source else self.value


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


@dataclass(frozen=True, slots=True)
class Selection:
    """The shows named, or all tracked ones; `since` is when they were added.

    `full`: what the lists of changes say is not asked, the documents' age decides.
    `accept_removals`: however much vanishes upstream is believed.
    """

    shows: tuple[ShowRef, ...] = ()
    limit: int | None = None
    since: datetime | None = None
    force: bool = False
    full: bool = False
    accept_removals: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows it down."""
        return not self.shows and self.limit is None and self.since is None


@dataclass(frozen=True, slots=True)
class ShowItem:
    """A selected show with the current ids that stages need."""

    id: UUID
    name: str
    tmdb_id: int | None
    imdb_id: str | None
