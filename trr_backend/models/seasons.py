"""Seasons, episodes and orders, as ingestion makes them and repositories store them.

`None` for a tuple means that the source said nothing about it, so what is stored
stays; an empty tuple means that the source said there is none.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """The fields of a season that sources compete for; None says nothing."""

    name: str | None = None
    overview: str | None = None
    air_date: date | None = None
    poster_path: str | None = None
    vote_average: float | None = None


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """The fields of an episode that sources compete for; None says nothing.

    `episode_type` is the source's word (standard, finale, mid_season ...).
    """

    name: str | None = None
    overview: str | None = None
    air_date: date | None = None
    runtime_minutes: int | None = None
    episode_type: str | None = None
    production_code: str | None = None
    still_path: str | None = None
    vote_average: float | None = None
    vote_count: int | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """Texts in one language (de, pt-BR); None where it has no such text.

    A show alone has a tagline and a homepage.
    """

    language: str
    name: str | None = None
    overview: str | None = None
    tagline: str | None = None
    homepage: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """One episode after precedence; numbers count from 0 or 1 as the source does."""

    tmdb_id: int
    episode_number: int
    facts: EpisodeFacts
    provenance: dict[str, str] = field(default_factory=dict)
    translations: tuple[Translation, ...] | None = None


@dataclass(frozen=True, slots=True)
class SeasonRecord:
    """One season after precedence; season_number 0 are the specials.

    `episodes` is None where the source listed the season but did not answer for it.
    `is_whole` is False where the answer holds fewer episodes than the source counts:
    it then says nothing about the ones it lacks. `counted` is how many it counts.
    """

    tmdb_id: int
    season_number: int
    facts: SeasonFacts
    provenance: dict[str, str] = field(default_factory=dict)
    translations: tuple[Translation, ...] | None = None
    episodes: tuple[EpisodeRecord, ...] | None = None
    is_whole: bool = True
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class OrderGroup:
    """A group of an order (a disc, an arc): its name and its episodes, by TMDb id."""

    name: str
    episode_tmdb_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order beside the aired one; `key` is the source's own name of it.

    `groups` is None where the source listed the order but did not answer for it.
    """

    key: str
    name: str
    type: str | None
    description: str | None
    groups: tuple[OrderGroup, ...] | None


@dataclass(frozen=True, slots=True)
class SeasonsRecord:
    """All seasons of one show and its orders, out of all its documents.

    `is_whole` is False where the source lists fewer seasons than it counts: it then
    says nothing about the ones it lacks.
    """

    seasons: tuple[SeasonRecord, ...] | None
    orders: tuple[OrderRecord, ...] | None
    is_whole: bool = True
