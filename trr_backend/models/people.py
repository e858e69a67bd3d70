"""People and their credits, as ingestion makes them and repositories store them.

`None` for a tuple means that the source said nothing about it, so what is stored
stays; an empty tuple means that the source said there is none.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from trr_backend.models.shows import ExternalId

Category = Literal["host", "judge", "contestant", "self", "guest", "cast", "crew"]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The fields of a person that sources compete for; None says nothing.

    `gender` is female, male or non_binary; handles are accounts, not ids.
    """

    name: str | None = None
    gender: str | None = None
    birthday: date | None = None
    deathday: date | None = None
    place_of_birth: str | None = None
    biography: str | None = None
    homepage: str | None = None
    known_for_department: str | None = None
    popularity: float | None = None
    adult: bool | None = None
    profile_path: str | None = None
    facebook_handle: str | None = None
    instagram_handle: str | None = None
    twitter_handle: str | None = None
    tiktok_handle: str | None = None
    youtube_handle: str | None = None


SAID_BY_WIKIS: Final = (
    "gender",
    "birthday",
    "deathday",
    "place_of_birth",
    "homepage",
    "facebook_handle",
    "instagram_handle",
    "twitter_handle",
    "tiktok_handle",
    "youtube_handle",
)
"""The fields of `PersonFacts` that wikis fill where nobody else does.

Neither what a person is called and ranked by here, nor a wiki's prose: that stays among
its facts, with the licence that it comes under.
"""


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """A credit of a person in any work, as the source lists it.

    `source_key` is the source's id of the credit; `media_type` tv or movie; `role` the
    character or the job, verbatim.
    """

    source_key: str
    media_type: str
    work_tmdb_id: int
    title: str | None
    role: str | None
    department: str | None
    is_crew: bool
    released_on: date | None
    episode_count: int | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person after precedence; `external_ids` may hold imdb and wikidata."""

    tmdb_id: int
    name: str
    facts: PersonFacts
    provenance: dict[str, str] = field(default_factory=dict)
    external_ids: tuple[ExternalId, ...] = ()
    aliases: tuple[str, ...] | None = None
    works: tuple[WorkRecord, ...] | None = None


@dataclass(frozen=True, slots=True)
class CreditedPerson:
    """What a credit says of its person: enough until the person's own answer."""

    tmdb_id: int
    name: str
    gender: str | None = None
    known_for_department: str | None = None
    profile_path: str | None = None


@dataclass(frozen=True, slots=True)
class CreditScope:
    """What a credit is of: an episode, else a season, else the show; TMDb ids.

    Both None: the show itself, counted over its episodes.
    """

    season_tmdb_id: int | None = None
    episode_tmdb_id: int | None = None


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """The fields of a credit that a person may decide otherwise; None says nothing."""

    category: Category | None = None
    role: str | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """One credit; `role` is verbatim (a character or a job).

    `source_key` is the source's id of the credit, or a digest where it has none.
    """

    scope: CreditScope
    source_key: str
    person_tmdb_id: int
    category: Category
    role: str | None
    department: str | None
    billing_order: int | None
    episode_count: int | None


@dataclass(frozen=True, slots=True)
class CreditsRecord:
    """The credits of one show, its seasons and episodes.

    `scopes` are those that the source answered for; a scope that is not among them
    keeps what is stored. `nameless` counts credits left out because they name a person
    without an id or without a name.
    """

    scopes: tuple[CreditScope, ...]
    people: tuple[CreditedPerson, ...]
    credits: tuple[CreditRecord, ...]
    nameless: int = 0
