"""How a listed show was found upstream, or why it was not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """What we know of a show before it is found: at least a title or an IMDb id."""

    imdb_id: str | None
    title: str | None
    year: int | None
    original_title: str | None = None
    premiere: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A TMDb series that may be the wanted show; `score` is 0-100."""

    tmdb_id: int
    name: str
    original_name: str | None
    first_air_date: str | None
    origin_countries: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The verdict: a TMDb id, or None with the reason and who might be meant."""

    tmdb_id: int | None
    reason: str
    candidates: tuple[Candidate, ...] = ()
