"""Which shows a command works on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trr_backend.errors import InputError
from trr_backend.models.imdb import IMDB_TITLE_ID
from trr_backend.models.source_ref import SourceRef, shown, source_id


@dataclass(frozen=True, slots=True)
class ShowRef(SourceRef):
    """A show as a person names it: our uuid or slug (source ""), or a source's id."""

    @classmethod
    def parse(cls, text: str) -> "ShowRef":
        """Read `uuid`, `slug`, `tmdb:123` or `imdb:tt0123456`. Raises InputError."""
        named = text.strip()
        if found := source_id(named, IMDB_TITLE_ID):
            return cls(*found)
        if ":" not in named:
            return cls("", named.lower())
        raise InputError(
            f"{shown(text)} names no show: use a uuid, a slug, tmdb:123 or "
            "imdb:tt0123456"
        )


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
