"""Lists of shows, as people keep them elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One show named in a list; at least one of the ids or the title is known.

    `position` counts from 1 in the list's own order, `year` is the first year and
    `premiere` the first day, where the list gives a whole date.
    """

    position: int
    tmdb_id: int | None = None
    imdb_id: str | None = None
    title: str | None = None
    original_title: str | None = None
    year: int | None = None
    premiere: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SpoiledRow:
    """A row that could not be read: its line (from 1) and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A whole list.

    `key` names it at its source (TMDb list id, or the file's whole path), `left_out`
    counts what is no show, by kind (movie, episode, game ...).
    """

    source: str
    key: str
    name: str
    url: str | None
    entries: tuple[ListEntry, ...]
    left_out: dict[str, int]
    spoiled: tuple[SpoiledRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TmdbListRef:
    """A list kept at TMDb; `version` of its API where the reference says it."""

    id: str
    version: Literal[3, 4] | None = None
