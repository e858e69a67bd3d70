"""Our episodes and people beside IMDb's: what is compared, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OurEpisode:
    """An episode of ours; `imdb_id` where it has one already."""

    id: UUID
    season_id: UUID
    season_number: int
    episode_number: int
    name: str | None
    air_date: date | None
    imdb_id: str | None = None


@dataclass(frozen=True, slots=True)
class TheirEpisode:
    """An episode as IMDb has it; `names` are its titles, the main one first."""

    id: str
    season_number: int | None
    episode_number: int | None
    names: tuple[str, ...]
    start_year: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An episode of IMDb that one of ours may be; confidence 0-1, with the reason."""

    episode: TheirEpisode
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class EpisodeMatch:
    """One of ours that is one of theirs."""

    episode_id: UUID
    imdb_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class EpisodeDoubt:
    """One of ours that may be one of theirs: a person decides. The likeliest first."""

    episode: OurEpisode
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """IMDb's numbers in a season may be ours + `by`; so many `episodes` get ids by it.

    Confidence 0-1, with the reason.
    """

    by: int
    episodes: int
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class SeasonDoubt:
    """A season of which numbers alone tell, and they do not agree: a person decides.

    `numbers` says what they are on both sides. The likeliest shift first.
    """

    season_id: UUID
    season_number: int
    numbers: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class EpisodeCrosswalk:
    """All episodes of a show compared."""

    matches: tuple[EpisodeMatch, ...]
    doubts: tuple[EpisodeDoubt, ...]
    seasons: tuple[SeasonDoubt, ...] = ()


@dataclass(frozen=True, slots=True)
class OurPerson:
    """A person credited in a show, of whom no IMDb id is known."""

    id: UUID
    name: str
    birth_year: int | None


@dataclass(frozen=True, slots=True)
class TheirPerson:
    """A person whom IMDb names in the same show, and whom none of ours is."""

    id: str
    name: str
    birth_year: int | None


@dataclass(frozen=True, slots=True)
class PersonDoubt:
    """A person of ours who may be one of theirs: a name is never proof."""

    person: OurPerson
    theirs: TheirPerson
    confidence: float


@dataclass(frozen=True, slots=True)
class BothSides:
    """What is known of one show here and at IMDb.

    `shifts` are what a person said by which seasons are counted differently there.
    """

    ours: Sequence[OurEpisode]
    theirs: Sequence[TheirEpisode]
    our_people: Sequence[OurPerson]
    their_people: Sequence[TheirPerson]
    shifts: Mapping[UUID, int]
