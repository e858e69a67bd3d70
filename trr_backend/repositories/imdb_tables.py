"""The tables of what IMDb says, as targets of `merge`, and the rows of each record."""

from dataclasses import dataclass

from trr_backend.models.imdb import (
    ImdbAka,
    ImdbCrewMember,
    ImdbEpisode,
    ImdbName,
    ImdbPart,
    ImdbPrincipal,
    ImdbRating,
    ImdbSource,
    ImdbTitle,
)
from trr_backend.repositories.merge import Row, Table

ImdbRecord = (
    ImdbTitle
    | ImdbEpisode
    | ImdbAka
    | ImdbPrincipal
    | ImdbCrewMember
    | ImdbRating
    | ImdbName
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a slice: its table, the column of whose it is, and the columns' fields.

    `fields` are the names that key and compared columns have in the records.
    """

    name: ImdbPart
    owner: str
    key: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table of core."""
        return Table(
            schema="core",
            name=f"imdb_{self.name}",
            key=self.key,
            compared=("source", *self.values, "missing_since"),
        )

    def row(self, record: ImdbRecord, source: ImdbSource) -> Row:
        """Return the row of a record, in the order of the table's columns."""
        return (
            *(getattr(record, name) for name in self.key),
            source,
            *(_stored(getattr(record, name)) for name in self.values),
            None,
        )

    def owner_of(self, record: ImdbRecord) -> str:
        """Return the id of the title (or name) that a record is of."""
        return str(getattr(record, self.owner))


def _stored(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


PARTS = (
    Part(
        "titles",
        "id",
        ("id",),
        (
            "type",
            "name",
            "original_name",
            "adult",
            "start_year",
            "end_year",
            "runtime_minutes",
            "genres",
        ),
    ),
    Part("episodes", "id", ("id",), ("series_id", "season_number", "episode_number")),
    Part(
        "akas",
        "title_id",
        ("title_id", "ordering"),
        ("title", "region", "language", "types", "attributes", "is_original"),
    ),
    Part(
        "principals",
        "title_id",
        ("title_id", "ordering"),
        ("name_id", "category", "job", "characters"),
    ),
    Part("crew", "title_id", ("title_id", "role", "name_id"), ("position",)),
    Part("ratings", "title_id", ("title_id",), ("average_rating", "vote_count")),
    Part("names", "id", ("id",), ("name", "birth_year", "death_year", "professions")),
)
