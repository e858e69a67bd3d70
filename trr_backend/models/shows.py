"""Records about shows, as ingestion makes them and repositories store them.

`None` for a tuple means that the source said nothing about it, so what is stored
stays; an empty tuple means that the source said there is none.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from trr_backend.models.seasons import Translation

Entity = Literal[
    "show",
    "season",
    "episode",
    "person",
    "credit",
    "network",
    "production_company",
    "watch_provider",
    "genre",
    "keyword",
    "list",
]


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An id that its issuer (tmdb, imdb, tvdb, wikidata) gives to one show alone."""

    source: str
    id: str

    def __str__(self) -> str:
        """Return the id as a person writes it."""
        return f"{self.source}:{self.id}"


@dataclass(frozen=True, slots=True)
class AlternativeTitle:
    """Another name of a show; region is ISO 3166-1 or "", type the source's word."""

    title: str
    region: str
    type: str


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A genre or keyword: TMDb id and name."""

    tmdb_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """A network or production company; logo_path is TMDb's, with a leading slash."""

    tmdb_id: int
    name: str
    origin_country: str | None
    logo_path: str | None


@dataclass(frozen=True, slots=True)
class ShowFacts:
    """The fields of a show that sources compete for; None says nothing.

    Paths are TMDb's, with a leading slash; run times are minutes; countries are
    ISO 3166-1, languages ISO 639-1.
    """

    name: str | None = None
    original_name: str | None = None
    original_language: str | None = None
    overview: str | None = None
    tagline: str | None = None
    homepage: str | None = None
    status: str | None = None
    type: str | None = None
    in_production: bool | None = None
    adult: bool | None = None
    first_air_date: date | None = None
    last_air_date: date | None = None
    next_air_date: date | None = None
    origin_countries: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    episode_run_times: tuple[int, ...] | None = None
    popularity: float | None = None
    vote_average: float | None = None
    vote_count: int | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    facebook_handle: str | None = None
    instagram_handle: str | None = None
    twitter_handle: str | None = None


@dataclass(frozen=True, slots=True)
class ShowRecord:
    """One show after precedence; `provenance` names the winning source a field."""

    tmdb_id: int
    name: str
    slug: str
    facts: ShowFacts
    provenance: dict[str, str] = field(default_factory=dict)
    external_ids: tuple[ExternalId, ...] = ()
    genres: tuple[NamedRecord, ...] | None = None
    keywords: tuple[NamedRecord, ...] | None = None
    alternative_titles: tuple[AlternativeTitle, ...] | None = None
    translations: tuple[Translation, ...] | None = None


@dataclass(frozen=True, slots=True)
class EntitiesRecord:
    """The organisations behind one show, in the source's order."""

    networks: tuple[OrganisationRecord, ...] | None
    production_companies: tuple[OrganisationRecord, ...] | None
