"""The seven files: which columns of each are read, and whose rows they hold."""

from dataclasses import dataclass

from trr_backend.models.imdb import ImdbDataset, ImdbPart


@dataclass(frozen=True, slots=True)
class Layout:
    """One file. The first of `columns` is the id its rows are selected by.

    `prefix` is that of the id, `part` what its rows become; `people` are those of the
    columns that name people, by their place.
    """

    dataset: ImdbDataset
    part: ImdbPart
    prefix: bytes
    columns: tuple[str, ...]
    people: tuple[int, ...] = ()


EPISODES = Layout(
    "title.episode",
    "episodes",
    b"tt",
    ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
)
TITLES = Layout(
    "title.basics",
    "titles",
    b"tt",
    (
        "tconst",
        "titleType",
        "primaryTitle",
        "originalTitle",
        "isAdult",
        "startYear",
        "endYear",
        "runtimeMinutes",
        "genres",
    ),
)
AKAS = Layout(
    "title.akas",
    "akas",
    b"tt",
    (
        "titleId",
        "ordering",
        "title",
        "region",
        "language",
        "types",
        "attributes",
        "isOriginalTitle",
    ),
)
PRINCIPALS = Layout(
    "title.principals",
    "principals",
    b"tt",
    ("tconst", "ordering", "nconst", "category", "job", "characters"),
    people=(2,),
)
CREW = Layout(
    "title.crew", "crew", b"tt", ("tconst", "directors", "writers"), people=(1, 2)
)
RATINGS = Layout(
    "title.ratings", "ratings", b"tt", ("tconst", "averageRating", "numVotes")
)
NAMES = Layout(
    "name.basics",
    "names",
    b"nm",
    # knownForTitles says nothing about what is tracked.
    ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession"),
)
OF_TITLES = (TITLES, AKAS, PRINCIPALS, CREW, RATINGS)
LAYOUTS = (EPISODES, *OF_TITLES, NAMES)
