"""Which shows a command works on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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

    `airing`: only those of which an episode was or will be shown within days. `full`:
    what the lists of changes say is not asked, the documents' age decides.
    `accept_removals`: however much vanishes upstream is believed. `max_age`: what TMDb
    said of a show is asked for again once it is about so old. A part of a run
    is about `only` these of its shows, or about these `people`.
    """

    shows: tuple[ShowRef, ...] = ()
    limit: int | None = None
    since: datetime | None = None
    force: bool = False
    full: bool = False
    accept_removals: bool = False
    airing: bool = False
    max_age: timedelta | None = None
    only: tuple[UUID, ...] | None = None
    people: tuple[UUID, ...] | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows it down."""
        narrowed = self.shows or self.limit or self.since or self.airing
        return not (narrowed or self.is_part)

    @property
    def is_part(self) -> bool:
        """Whether it is a part of what its run is about."""
        return self.only is not None or self.people is not None


@dataclass(frozen=True, slots=True)
class ShowItem:
    """A selected show with the current ids that stages need."""

    id: UUID
    name: str
    tmdb_id: int | None
    imdb_id: str | None
