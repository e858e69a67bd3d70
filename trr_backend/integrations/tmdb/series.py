"""The shape of `GET /3/tv/{id}` with everything that is appended to it.

Only what this product reads is named; other keys are ignored here and stay in the
stored document. `None` means that the answer did not say (a missing or null key, a
part that was not appended); an empty list means that it said "none". Dates and paths
come as "" where there is none: see `blank_to_none`.
"""

from msgspec import Struct, field

from trr_backend.integrations.tmdb.offers import WatchProviders


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


class Creator(Struct, frozen=True, kw_only=True):
    """A person who created the series."""

    id: int
    name: str | None = None
    original_name: str | None = None
    credit_id: str | None = None
    gender: int | None = None
    profile_path: str | None = None


class Country(Struct, frozen=True, kw_only=True):
    """A production country."""

    iso_3166_1: str | None = None
    name: str | None = None


class Language(Struct, frozen=True, kw_only=True):
    """A spoken language; `name` is its own name."""

    iso_639_1: str | None = None
    english_name: str | None = None
    name: str | None = None


class Season(Struct, frozen=True, kw_only=True):
    """A season as the series lists it; season 0 holds the specials."""

    id: int | None = None
    season_number: int
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    episode_count: int | None = None
    poster_path: str | None = None
    vote_average: float | None = None


class Episode(Struct, frozen=True, kw_only=True):
    """The last or the next episode."""

    id: int
    season_number: int | None = None
    episode_number: int | None = None
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    episode_type: str | None = None
    runtime: int | None = None
    still_path: str | None = None


class AlternativeTitle(Struct, frozen=True, kw_only=True):
    """Another title; `type` is free text and mostly ""."""

    title: str | None = None
    iso_3166_1: str | None = None
    type: str | None = None


class AlternativeTitles(Struct, frozen=True, kw_only=True):
    """The appended part `alternative_titles`."""

    results: list[AlternativeTitle] | None = None


class ContentRating(Struct, frozen=True, kw_only=True):
    """An age rating in one country."""

    rating: str | None = None
    iso_3166_1: str | None = None
    descriptors: list[str] | None = None


class ContentRatings(Struct, frozen=True, kw_only=True):
    """The appended part `content_ratings`."""

    results: list[ContentRating] | None = None


class EpisodeGroup(Struct, frozen=True, kw_only=True):
    """Another order of the episodes; its id is a string."""

    id: str
    name: str | None = None
    description: str | None = None
    type: int | None = None
    group_count: int | None = None
    episode_count: int | None = None
    network: Organisation | None = None


class EpisodeGroups(Struct, frozen=True, kw_only=True):
    """The appended part `episode_groups`."""

    results: list[EpisodeGroup] | None = None


class ExternalIds(Struct, frozen=True, kw_only=True):
    """The appended part `external_ids`.

    TVDB's is a number, TVRage's (a site closed in 2015) a number or free text.
    """

    imdb_id: str | None = None
    tvdb_id: int | None = None
    tvrage_id: int | str | None = None
    wikidata_id: str | None = None
    freebase_id: str | None = None
    freebase_mid: str | None = None
    facebook_id: str | None = None
    instagram_id: str | None = None
    twitter_id: str | None = None


class Image(Struct, frozen=True, kw_only=True):
    """A picture at TMDb; `iso_639_1` is null where it carries no text."""

    file_path: str | None = None
    width: int | None = None
    height: int | None = None
    aspect_ratio: float | None = None
    iso_639_1: str | None = None
    iso_3166_1: str | None = None
    vote_average: float | None = None
    vote_count: int | None = None


class Images(Struct, frozen=True, kw_only=True):
    """The appended part `images`; `logos` is absent in answers before 2020."""

    backdrops: list[Image] | None = None
    logos: list[Image] | None = None
    posters: list[Image] | None = None


class Keywords(Struct, frozen=True, kw_only=True):
    """The appended part `keywords` (a film's has `keywords` inside, a series' not)."""

    results: list[Named] | None = None


class TranslationData(Struct, frozen=True, kw_only=True):
    """The translated texts; "" where the translation says nothing."""

    name: str | None = None
    overview: str | None = None
    tagline: str | None = None
    homepage: str | None = None


class Translation(Struct, frozen=True, kw_only=True):
    """One translation."""

    iso_639_1: str | None = None
    iso_3166_1: str | None = None
    name: str | None = None
    english_name: str | None = None
    data: TranslationData | None = None


class Translations(Struct, frozen=True, kw_only=True):
    """The appended part `translations`."""

    translations: list[Translation] | None = None


class Role(Struct, frozen=True, kw_only=True):
    """A character played, and in how many episodes."""

    credit_id: str | None = None
    character: str | None = None
    episode_count: int | None = None


class Job(Struct, frozen=True, kw_only=True):
    """A job done, and for how many episodes."""

    credit_id: str | None = None
    job: str | None = None
    episode_count: int | None = None


class Person(Struct, frozen=True, kw_only=True):
    """Someone in the credits, over all seasons."""

    id: int
    name: str | None = None
    original_name: str | None = None
    gender: int | None = None
    adult: bool | None = None
    known_for_department: str | None = None
    popularity: float | None = None
    profile_path: str | None = None
    total_episode_count: int | None = None


class CastMember(Person, frozen=True, kw_only=True):
    """A person in front of the camera."""

    roles: list[Role] | None = None
    order: int | None = None


class CrewMember(Person, frozen=True, kw_only=True):
    """A person behind the camera."""

    jobs: list[Job] | None = None
    department: str | None = None


class AggregateCredits(Struct, frozen=True, kw_only=True):
    """The appended part `aggregate_credits`."""

    cast: list[CastMember] | None = None
    crew: list[CrewMember] | None = None


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
    last_episode_to_air: Episode | None = None
    next_episode_to_air: Episode | None = None
    number_of_episodes: int | None = None
    number_of_seasons: int | None = None
    origin_country: list[str] | None = None
    languages: list[str] | None = None
    spoken_languages: list[Language] | None = None
    episode_run_time: list[int] | None = None
    popularity: float | None = None
    vote_average: float | None = None
    vote_count: int | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    created_by: list[Creator] | None = None
    genres: list[Named] | None = None
    networks: list[Organisation] | None = None
    production_companies: list[Organisation] | None = None
    production_countries: list[Country] | None = None
    seasons: list[Season] | None = None
    aggregate_credits: AggregateCredits | None = None
    alternative_titles: AlternativeTitles | None = None
    content_ratings: ContentRatings | None = None
    episode_groups: EpisodeGroups | None = None
    external_ids: ExternalIds | None = None
    images: Images | None = None
    keywords: Keywords | None = None
    translations: Translations | None = None
    watch_providers: WatchProviders | None = field(name="watch/providers", default=None)
