"""The shape of `GET /3/tv/{id}` with everything that is appended to it.

Only what ingestion reads is named. Decoding is the gate to storing, so a part that
nobody reads may hold anything. So may the lists of pictures: they stay as they came in
the stored document, and `images` has the shapes by which they are read from there.
Appended seasons are no fixed fields (`entries`).

`None` means that the answer did not say (a missing or null key, a part that was not
appended); an empty list means that it said "none". Dates and paths come as "" where
there is none.
"""

from msgspec import Struct, field

from trr_backend.integrations.tmdb.offers import WatchProviders
from trr_backend.integrations.tmdb.orders import EpisodeGroups
from trr_backend.integrations.tmdb.seasons import ListedSeason
from trr_backend.integrations.tmdb.translations import Translations


class Named(Struct, frozen=True, kw_only=True):
    """A genre or a keyword."""

    id: int
    name: str | None = None


class Organisation(Struct, frozen=True, kw_only=True):
    """A network or a production company; `origin_country` is "" where unknown."""

    id: int
    name: str | None = None
    logo_path: str | None = None
    origin_country: str | None = None


class Episode(Struct, frozen=True, kw_only=True):
    """The next episode: when it is aired."""

    air_date: str | None = None


class AlternativeTitle(Struct, frozen=True, kw_only=True):
    """Another title; `type` is free text and mostly ""."""

    title: str | None = None
    iso_3166_1: str | None = None
    type: str | None = None


class AlternativeTitles(Struct, frozen=True, kw_only=True):
    """The appended part `alternative_titles`."""

    results: list[AlternativeTitle] | None = None


class ExternalIds(Struct, frozen=True, kw_only=True):
    """The appended part `external_ids`; TVDB's is a number."""

    imdb_id: str | None = None
    tvdb_id: int | None = None
    wikidata_id: str | None = None
    facebook_id: str | None = None
    instagram_id: str | None = None
    twitter_id: str | None = None


class Keywords(Struct, frozen=True, kw_only=True):
    """The appended part `keywords` (a film's has `keywords` inside, a series' not)."""

    results: list[Named] | None = None


class TvDetails(Struct, frozen=True, kw_only=True):
    """One series as TMDb sends it, with the parts that were appended."""

    id: int
    name: str | None = None
    original_name: str | None = None
    original_language: str | None = None
    overview: str | None = None
    tagline: str | None = None
    homepage: str | None = None
    status: str | None = None
    type: str | None = None
    adult: bool | None = None
    in_production: bool | None = None
    first_air_date: str | None = None
    last_air_date: str | None = None
    next_episode_to_air: Episode | None = None
    origin_country: list[str] | None = None
    languages: list[str] | None = None
    episode_run_time: list[int] | None = None
    number_of_seasons: int | None = None
    seasons: list[ListedSeason] | None = None
    popularity: float | None = None
    vote_average: float | None = None
    vote_count: int | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    genres: list[Named] | None = None
    networks: list[Organisation] | None = None
    production_companies: list[Organisation] | None = None
    alternative_titles: AlternativeTitles | None = None
    episode_groups: EpisodeGroups | None = None
    external_ids: ExternalIds | None = None
    keywords: Keywords | None = None
    translations: Translations | None = None
    watch_providers: WatchProviders | None = field(name="watch/providers", default=None)
