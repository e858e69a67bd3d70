"""People: cast, one of them, their credits and works."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import INCLUDED, Answer, Attribution
from api.schemas.facts import PersonFact
from api.schemas.images import Image, Thumbnail
from api.schemas.names import EpisodeName, PersonName, SeasonName, ShowSlug
from trr_backend.models.people import Category

_VERBATIM = "Verbatim: a character, what somebody was, or the job of the crew."


class RoleCount(Answer):
    """What somebody was, and in how many episodes; null where nobody counted."""

    category: Category
    role: str | None = Field(description=_VERBATIM)
    department: str | None
    episode_count: int | None


class CastRole(RoleCount):
    """The same with its place in the billing: the lower, the earlier."""

    billing_order: int | None


class CastMember(Answer):
    """A person of the cast of a show, a season or an episode."""

    person: PersonName
    roles: list[CastRole]
    episode_count: int | None = Field(
        description="Of what was asked for. Who is billed for a season counts for all "
        "its episodes."
    )
    is_regular: bool = Field(
        description="Billed for a whole season, not only for single episodes."
    )


class ListedPerson(Answer):
    """A person in a list."""

    id: UUID
    name: str
    tmdb_id: int | None
    profile_path: str | None = Field(description="At TMDb's picture server.")
    photo: Thumbnail | None
    known_for_department: str | None
    show_count: int
    updated_at: AwareDatetime


class CategoryCount(Answer):
    """In how many episodes somebody was what; null where nobody counted."""

    category: Category
    episode_count: int | None


class PersonShow(Answer):
    """A show of a person."""

    show: ShowSlug
    first_air_date: date | None
    poster_path: str | None
    poster: Thumbnail | None
    categories: list[CategoryCount]
    roles: list[str] = Field(description=_VERBATIM)


class PersonIds(Answer):
    """The person's current ids elsewhere, as text; null where none is known."""

    tmdb: str | None
    imdb: str | None
    wikidata: str | None


class Credit(Answer):
    """One credit: of an episode, else of a season, else of the whole show."""

    id: UUID
    show: ShowSlug
    season: SeasonName | None
    episode: EpisodeName | None
    category: Category
    role: str | None = Field(description=_VERBATIM)
    department: str | None
    billing_order: int | None
    episode_count: int | None = Field(description="Of a credit of the whole show.")
    source: str
    missing_since: AwareDatetime | None = Field(
        description="Since when the source no longer names it."
    )


class PersonIncluded(Answer):
    """What is embedded in a person: 100 of each at most, null where not asked for."""

    credits: list[Credit] | None = Field(description="As `/credits` begins.")
    images: list[Image] | None = Field(description="As `/photos` begins.")


class PersonDetail(Answer):
    """Everything known of one person."""

    id: UUID
    name: str
    aliases: list[str]
    gender: str | None = Field(description="female, male or non_binary.")
    birthday: date | None
    deathday: date | None
    place_of_birth: str | None
    biography: str | None
    homepage: str | None
    known_for_department: str | None
    popularity: float | None
    adult: bool | None
    profile_path: str | None = Field(description="At TMDb's picture server.")
    photo: Image | None = Field(description="The one to show; all are in `/photos`.")
    facebook_handle: str | None
    instagram_handle: str | None
    twitter_handle: str | None
    tiktok_handle: str | None
    youtube_handle: str | None
    external_ids: PersonIds
    shows: list[PersonShow] = Field(description="Newest first.")
    facts: list[PersonFact] = Field(
        description="What wikis state now: always, then by season, the newest first. "
        "`/facts` has what they stated before as well."
    )
    provenance: dict[str, str] = Field(description="Which source won, per field.")
    attribution: list[Attribution]
    details_at: AwareDatetime | None = Field(
        description="Null while all that is known is what credits say."
    )
    missing_since: AwareDatetime | None = Field(
        description="Since when the source no longer knows the person."
    )
    created_at: AwareDatetime
    updated_at: AwareDatetime
    included: PersonIncluded | None = Field(description=INCLUDED)


class EpisodeRole(Answer):
    """What somebody was in an episode, by itself or because of the season."""

    category: Category
    role: str | None = Field(description=_VERBATIM)
    department: str | None
    is_regular: bool


class Appearance(Answer):
    """An episode with somebody in it."""

    episode: EpisodeName
    roles: list[EpisodeRole]


class SeasonAppearances(Answer):
    """A season with somebody in it."""

    season: SeasonName
    is_regular: bool
    episode_count: int
    episodes: list[Appearance]


class Appearances(Answer):
    """One person in one show."""

    person: PersonName
    show: ShowSlug
    roles: list[RoleCount] = Field(description="As often as the source counts them.")
    episode_count: int = Field(description="Of the episodes below.")
    seasons: list[SeasonAppearances]
    attribution: list[Attribution]


class PersonWork(Answer):
    """What the source lists of a person, in our shows and elsewhere."""

    source: str
    media_type: str = Field(description="tv or movie.")
    tmdb_id: int | None = Field(description="Of the series or film.")
    title: str | None
    role: str | None = Field(description=_VERBATIM)
    department: str | None
    is_crew: bool
    released_on: date | None
    episode_count: int | None
    show: ShowSlug | None = Field(description="Where it is one of ours.")
