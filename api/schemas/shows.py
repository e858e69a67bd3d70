"""Shows: one line of a list, and everything about one of them."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import INCLUDED, Answer, Attribution, ImdbRating
from api.schemas.entities import Organisation, Term
from api.schemas.images import Image, Thumbnail
from api.schemas.included import ShowIncluded
from api.schemas.names import EpisodeName
from api.schemas.offers import OfferGroup


class ListedNetworkName(Answer):
    """The network of a listed show."""

    id: UUID
    name: str
    logo_url: str | None
    logo_srcset: str | None


class ListedShow(Answer):
    """A show in a list."""

    id: UUID
    slug: str = Field(description="The show's name in an address.")
    name: str
    original_name: str | None
    status: str | None
    type: str | None
    first_air_date: date | None
    last_air_date: date | None
    origin_countries: list[str]
    popularity: float | None
    poster_path: str | None
    poster: Thumbnail | None
    tmdb_id: int | None
    imdb_id: str | None
    genres: list[str]
    networks: list[ListedNetworkName]
    offer_count: int = Field(description="Open offers over all regions.")
    updated_at: AwareDatetime
    included: ShowIncluded | None = Field(description=INCLUDED)


class AlternativeName(Answer):
    """Another name of a show; region and type where the source gives them."""

    title: str
    region: str | None
    type: str | None


class ExternalIds(Answer):
    """The show's current ids elsewhere, as text; null where none is known."""

    tmdb: str | None
    imdb: str | None
    tvdb: str | None
    wikidata: str | None


class ShowDetail(Answer):
    """Everything known of one show."""

    id: UUID
    slug: str = Field(description="The show's name in an address.")
    name: str
    original_name: str | None
    original_language: str | None
    alternative_names: list[AlternativeName]
    overview: str | None
    tagline: str | None
    homepage: str | None
    status: str | None
    type: str | None
    in_production: bool | None
    adult: bool | None
    first_air_date: date | None
    last_air_date: date | None
    next_air_date: date | None = Field(description="Never a day that has passed.")
    season_count: int = Field(description="Without the specials, season 0.")
    episode_count: int = Field(description="Without the specials.")
    special_count: int
    latest_episode: EpisodeName | None = Field(description="Aired, no special.")
    next_episode: EpisodeName | None = Field(description="Announced, no special.")
    origin_countries: list[str]
    languages: list[str]
    episode_run_times: list[int] = Field(description="In minutes.")
    popularity: float | None
    vote_average: float | None
    vote_count: int | None
    imdb_rating: ImdbRating | None
    poster_path: str | None = Field(description="At TMDb's picture server.")
    backdrop_path: str | None = Field(description="At TMDb's picture server.")
    poster: Image | None = Field(description="The one to show; all are in `/images`.")
    backdrop: Image | None
    logo: Image | None
    genres: list[Term]
    keywords: list[Term]
    networks: list[Organisation]
    production_companies: list[Organisation]
    watch_providers: list[OfferGroup]
    external_ids: ExternalIds
    facebook_handle: str | None = Field(description="Shows may share an account.")
    instagram_handle: str | None
    twitter_handle: str | None
    provenance: dict[str, str] = Field(description="Which source won, per field.")
    attribution: list[Attribution]
    missing_since: AwareDatetime | None = Field(
        description="Since when the source no longer knows the show."
    )
    created_at: AwareDatetime
    updated_at: AwareDatetime
    included: ShowIncluded | None = Field(description=INCLUDED)
