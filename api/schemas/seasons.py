"""Seasons, episodes, and orders beside the aired one."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import INCLUDED, Answer, Attribution, ImdbRating
from api.schemas.images import Image, Thumbnail
from api.schemas.names import EpisodeName, PersonName, SeasonName, ShowSlug
from api.schemas.people import CastMember
from trr_backend.models.people import Category

_POSTER = "At TMDb's picture server."


class Season(Answer):
    """What is known of a season; the counts leave out what vanished upstream."""

    id: UUID
    season_number: int = Field(description="0 are the specials.")
    name: str | None
    overview: str | None
    air_date: date | None = Field(description="As the source says of the season.")
    poster_path: str | None = Field(description=_POSTER)
    poster: Thumbnail | None
    vote_average: float | None
    tmdb_id: int | None
    episode_count: int
    aired_count: int
    first_air_date: date | None = Field(description="Of its episodes.")
    last_air_date: date | None = Field(description="Of its episodes.")
    missing_since: AwareDatetime | None = Field(
        description="Since when the source no longer names it."
    )


class Text(Answer):
    """Name and overview in another language."""

    language: str = Field(description="ISO 639-1, with a region where there is one.")
    name: str | None
    overview: str | None


class ShortEpisode(Answer):
    """An episode within its season."""

    id: UUID
    episode_number: int
    name: str | None
    air_date: date | None
    runtime_minutes: int | None
    episode_type: str | None
    still_path: str | None
    still: Thumbnail | None


class Regular(Answer):
    """Somebody who is billed for a whole season."""

    person: PersonName
    category: Category
    role: str | None
    billing_order: int | None


class SeasonImage(Image):
    """A poster of a season, or a still of one of its episodes."""

    episode: EpisodeName | None = Field(description="Of a still.")


class SeasonIncluded(Answer):
    """What is embedded in a season: 100 of each at most, null where not asked for."""

    cast: list[CastMember] | None = Field(description="As `/cast?season=` begins.")
    images: list[SeasonImage] | None = Field(description="As `/images` begins.")


class SeasonDetail(Season):
    """Everything known of one season."""

    poster: Image | None = Field(description="The one to show; all are in `/images`.")
    show: ShowSlug
    episodes: list[ShortEpisode]
    regular_cast: list[Regular]
    translations: list[Text]
    provenance: dict[str, str] = Field(description="Which source won, per field.")
    attribution: list[Attribution]
    included: SeasonIncluded | None = Field(description=INCLUDED)


class Episode(Answer):
    """What is known of an episode."""

    id: UUID
    episode_number: int
    name: str | None
    overview: str | None
    air_date: date | None
    runtime_minutes: int | None
    episode_type: str | None = Field(
        description="The source's word: standard, finale, mid_season ..."
    )
    production_code: str | None
    still_path: str | None = Field(description=_POSTER)
    still: Thumbnail | None
    vote_average: float | None
    vote_count: int | None
    tmdb_id: int | None
    missing_since: AwareDatetime | None = Field(
        description="Since when the source no longer names it."
    )


class ShowEpisode(Episode):
    """An episode in the list of a whole show."""

    season: SeasonName


class EpisodeIds(Answer):
    """The episode's current ids elsewhere, as text; null where none is known."""

    tmdb: str | None
    imdb: str | None
    tvdb: str | None
    wikidata: str | None


class EpisodeCredit(Answer):
    """Somebody who is credited in this episode."""

    person: PersonName
    category: Category
    role: str | None = Field(description="Verbatim; the job of the crew.")
    department: str | None
    billing_order: int | None


class OrderPlace(Answer):
    """Where an episode stands in another order; places count from 0."""

    source: str
    key: str
    name: str
    type: str | None
    group_name: str
    group_position: int
    position: int


class EpisodeDetail(Episode):
    """Everything known of one episode; the season's regulars are in its cast."""

    still: Image | None
    show: ShowSlug
    season: SeasonName
    external_ids: EpisodeIds
    imdb_rating: ImdbRating | None
    guest_stars: list[EpisodeCredit]
    crew: list[EpisodeCredit]
    orders: list[OrderPlace]
    translations: list[Text]
    provenance: dict[str, str] = Field(description="Which source won, per field.")
    attribution: list[Attribution]


class OrderedEpisode(Answer):
    """An episode in a group of an order."""

    position: int = Field(description="From 0.")
    episode: EpisodeName


class OrderGroup(Answer):
    """A disc, an arc, a season of another count."""

    position: int = Field(description="From 0.")
    name: str
    episodes: list[OrderedEpisode]


class EpisodeOrder(Answer):
    """An order beside the aired one."""

    source: str
    key: str = Field(description="The source's own name of it.")
    name: str
    type: str | None = Field(
        description="original_air_date, absolute, dvd, digital, story_arc, "
        "production or tv."
    )
    description: str | None
    groups: list[OrderGroup]
