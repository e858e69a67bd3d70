"""Lines become records; lines that cannot are named, with whose they are."""

from collections.abc import Callable, Iterable
from operator import attrgetter

from trr_backend.ingestion.datasets.ids import id_text
from trr_backend.ingestion.datasets.layout import Layout
from trr_backend.ingestion.datasets.lines import Line, Lines
from trr_backend.ingestion.datasets.records import PARSERS, Record
from trr_backend.ingestion.datasets.spoiled import SpoiledRow
from trr_backend.models.imdb import ImdbPart

# What one row only may say something of.
_KEYS: dict[ImdbPart, Callable[[Record], object]] = {
    "titles": attrgetter("id"),
    "episodes": attrgetter("id"),
    "akas": attrgetter("title_id", "ordering"),
    "principals": attrgetter("title_id", "ordering"),
    "crew": attrgetter("title_id", "role", "name_id"),
    "ratings": attrgetter("title_id"),
    "names": attrgetter("id"),
}


def parse(
    layout: Layout, file: Lines, lines: Iterable[Line], spoiled: list[SpoiledRow]
) -> tuple[Record, ...]:
    """Return the records of lines; what cannot be one is added to `spoiled`.

    IMDb repeats rows: a row that is there twice counts once, and one that contradicts
    an earlier one is spoiled.
    """
    key = _KEYS[layout.part]
    found: dict[object, Record] = {}
    for line in lines:
        owner = id_text(layout.prefix.decode(), line.owner)
        try:
            for record in PARSERS[layout.dataset](_fields(file, line, owner)):
                if found.setdefault(key(record), record) != record:
                    raise ValueError("it contradicts an earlier row")  # noqa: TRY301 -- as all that is wrong with a row
        except ValueError as error:
            row = SpoiledRow(file.file, line.number, str(error), layout.part, owner)
            spoiled.append(row)
    return tuple(found.values())


def _fields(file: Lines, line: Line, owner: str) -> list[str]:
    """Return the columns that are read, the id as we write it. Raises ValueError."""
    try:
        columns = line.text.decode().split("\t")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    if len(columns) != file.width:
        raise ValueError(f"it has {len(columns)} columns instead of {file.width}")
    if file.is_plain:
        columns[0] = owner
        return columns
    _, *rest = file.places
    return [owner, *(columns[place] for place in rest)]
