r"""What IMDb says of titles and names, whichever way it came.

The non-commercial datasets and the official API give the same records. `None` is
IMDb's `\N`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# Seven digits, zeros in front, since 1990; eight since 2019. Room is left for more.
IMDB_TITLE_ID = re.compile(r"tt[0-9]{7,10}")
IMDB_NAME_ID = re.compile(r"nm[0-9]{7,10}")

ImdbSource = Literal["imdb-datasets", "imdb-api"]
# The files of the non-commercial datasets, each `<name>.tsv.gz`.
ImdbDataset = Literal[
    "name.basics",
    "title.akas",
    "title.basics",
    "title.crew",
    "title.episode",
    "title.principals",
    "title.ratings",
]
# The parts of a slice, each a table of its own.
ImdbPart = Literal[
    "titles", "episodes", "akas", "principals", "crew", "ratings", "names"
]


@dataclass(frozen=True, slots=True)
class ImdbTitle:
    """A title: type is tvSeries, tvEpisode ...; runtime in minutes."""

    id: str
    type: str | None
    name: str | None
    original_name: str | None
    adult: bool | None
    start_year: int | None
    end_year: int | None
    runtime_minutes: int | None
    genres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImdbEpisode:
    """Which series an episode is of, and its numbers where IMDb has them."""

    id: str
    series_id: str
    season_number: int | None
    episode_number: int | None


@dataclass(frozen=True, slots=True)
class ImdbAka:
    """Another title; region and language as IMDb codes them."""

    title_id: str
    ordering: int
    title: str
    region: str | None
    language: str | None
    types: tuple[str, ...]
    attributes: tuple[str, ...]
    is_original: bool | None


@dataclass(frozen=True, slots=True)
class ImdbPrincipal:
    """One of the principal cast or crew of a title, in IMDb's billing order."""

    title_id: str
    ordering: int
    name_id: str
    category: str | None
    job: str | None
    characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImdbCrewMember:
    """A director or writer of a title; position counts from 0."""

    title_id: str
    role: Literal["director", "writer"]
    name_id: str
    position: int


@dataclass(frozen=True, slots=True)
class ImdbRating:
    """The mean of all votes, 1 to 10, and how many there are."""

    title_id: str
    average_rating: float
    vote_count: int


@dataclass(frozen=True, slots=True)
class ImdbName:
    """A person."""

    id: str
    name: str | None
    birth_year: int | None
    death_year: int | None
    professions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImdbSlice:
    """All records of some titles and names: the whole of what IMDb says of them.

    `title_ids` and `name_ids` are those it answers for, whether or not anything was
    said. `unsure` are parts of a title (or a name) of which something could not be
    read: nothing is taken to be gone there. `digests` tell by id whether anything
    changed; where an id has none, it is made from the records.
    """

    title_ids: tuple[str, ...] = ()
    name_ids: tuple[str, ...] = ()
    titles: tuple[ImdbTitle, ...] = ()
    episodes: tuple[ImdbEpisode, ...] = ()
    akas: tuple[ImdbAka, ...] = ()
    principals: tuple[ImdbPrincipal, ...] = ()
    crew: tuple[ImdbCrewMember, ...] = ()
    ratings: tuple[ImdbRating, ...] = ()
    names: tuple[ImdbName, ...] = ()
    unsure: frozenset[tuple[ImdbPart, str]] = frozenset()
    digests: Mapping[str, str] = field(default_factory=dict)
