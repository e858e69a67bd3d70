r"""A dataset's row as records: its columns as text, in the layout's order.

Quotes are text like any other. `\N` is None; what a column cannot hold is a ValueError
that says which one it is.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from trr_backend.ingestion.datasets import layout
from trr_backend.models.imdb import (
    IMDB_NAME_ID,
    IMDB_TITLE_ID,
    ImdbAka,
    ImdbCrewMember,
    ImdbDataset,
    ImdbEpisode,
    ImdbName,
    ImdbPrincipal,
    ImdbRating,
    ImdbTitle,
)
from trr_backend.utils.text import clean

Fields = Sequence[str]
Record = (
    ImdbTitle
    | ImdbEpisode
    | ImdbAka
    | ImdbPrincipal
    | ImdbCrewMember
    | ImdbRating
    | ImdbName
)

_NOTHING = "\\N"
_WHOLE = re.compile(r"-?[0-9]{1,10}")
_HIGHEST = 2**31 - 1
_FLAGS = {"0": False, "1": True, _NOTHING: None}
# Between several types of an alternative title.
_BETWEEN_TYPES = "\x02"
_list_of_text = msgspec.json.Decoder(list[str])


def title(fields: Fields) -> Iterable[ImdbTitle]:
    """Return the title in a row of title.basics."""
    yield ImdbTitle(
        id=fields[0],
        type=_text(fields[1]),
        name=_text(fields[2]),
        original_name=_text(fields[3]),
        adult=_flag("isAdult", fields[4]),
        start_year=_number("startYear", fields[5]),
        end_year=_number("endYear", fields[6]),
        runtime_minutes=_number("runtimeMinutes", fields[7]),
        genres=_several(fields[8], ","),
    )


def episode(fields: Fields) -> Iterable[ImdbEpisode]:
    """Return the episode in a row of title.episode."""
    yield ImdbEpisode(
        id=fields[0],
        series_id=_id("parentTconst", fields[1], IMDB_TITLE_ID),
        season_number=_number("seasonNumber", fields[2]),
        episode_number=_number("episodeNumber", fields[3]),
    )


def aka(fields: Fields) -> Iterable[ImdbAka]:
    """Return the other title in a row of title.akas."""
    yield ImdbAka(
        title_id=fields[0],
        ordering=_needed("ordering", fields[1]),
        title=_text(fields[2]) or "",
        region=_text(fields[3]),
        language=_text(fields[4]),
        types=_several(fields[5], _BETWEEN_TYPES),
        attributes=_several(fields[6], _BETWEEN_TYPES),
        is_original=_flag("isOriginalTitle", fields[7]),
    )


def principal(fields: Fields) -> Iterable[ImdbPrincipal]:
    """Return the person in a row of title.principals."""
    yield ImdbPrincipal(
        title_id=fields[0],
        ordering=_needed("ordering", fields[1]),
        name_id=_id("nconst", fields[2], IMDB_NAME_ID),
        category=_text(fields[3]),
        job=_text(fields[4]),
        characters=_characters(fields[5]),
    )


def crew(fields: Fields) -> Iterable[ImdbCrewMember]:
    """Return the directors and writers in a row of title.crew, each once a role."""
    roles: tuple[tuple[Literal["director", "writer"], str, str], ...] = (
        ("director", "directors", fields[1]),
        ("writer", "writers", fields[2]),
    )
    for role, column, text in roles:
        for position, one in enumerate(dict.fromkeys(_several(text, ","))):
            name_id = _id(column, one, IMDB_NAME_ID)
            yield ImdbCrewMember(fields[0], role, name_id, position)


def rating(fields: Fields) -> Iterable[ImdbRating]:
    """Return the rating in a row of title.ratings."""
    try:
        average = float(fields[1])
    except ValueError:
        average = math.nan
    if not math.isfinite(average):
        raise ValueError(_wrong("averageRating", fields[1]))
    yield ImdbRating(fields[0], average, _needed("numVotes", fields[2]))


def name(fields: Fields) -> Iterable[ImdbName]:
    """Return the person in a row of name.basics."""
    yield ImdbName(
        id=fields[0],
        name=_text(fields[1]),
        birth_year=_number("birthYear", fields[2]),
        death_year=_number("deathYear", fields[3]),
        professions=_several(fields[4], ","),
    )


PARSERS: dict[ImdbDataset, Callable[[Fields], Iterable[Record]]] = {
    layout.TITLES.dataset: title,
    layout.EPISODES.dataset: episode,
    layout.AKAS.dataset: aka,
    layout.PRINCIPALS.dataset: principal,
    layout.CREW.dataset: crew,
    layout.RATINGS.dataset: rating,
    layout.NAMES.dataset: name,
}


def _text(field: str) -> str | None:
    return None if field == _NOTHING else clean(field)


def _number(column: str, field: str) -> int | None:
    return None if field == _NOTHING else _needed(column, field)


def _needed(column: str, field: str) -> int:
    number = int(field) if _WHOLE.fullmatch(field) else _HIGHEST + 1
    if abs(number) > _HIGHEST:
        raise ValueError(_wrong(column, field))
    return number


def _flag(column: str, field: str) -> bool | None:
    if field not in _FLAGS:
        raise ValueError(_wrong(column, field))
    return _FLAGS[field]


def _id(column: str, field: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(field):
        raise ValueError(_wrong(column, field))
    return field


def _several(field: str, between: str) -> tuple[str, ...]:
    if field == _NOTHING:
        return ()
    return tuple(part for one in field.split(between) if (part := clean(one)))


def _characters(field: str) -> tuple[str, ...]:
    if field == _NOTHING:
        return ()
    try:
        found = _list_of_text.decode(field.encode())
    except msgspec.DecodeError:
        raise ValueError(_wrong("characters", field)) from None
    return tuple(part for one in found if (part := clean(one)))


def _wrong(column: str, field: str) -> str:
    return f"{column} cannot be {field[:40]!r}"
