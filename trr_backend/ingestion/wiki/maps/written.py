"""A template map as its file holds it, and how strictly that is checked.

A file that says anything we do not know is refused with its name and the field, because
a misspelt word would silently lose what it was to find.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from trr_backend.errors import ConfigError
from trr_backend.models.wiki import WikiEntity

FieldType = Literal[
    "text", "list", "date", "number", "handle", "accounts", "link", "gender"
]
"""How the value of a parameter is read; `accounts` gives a handle for each link."""

KINDS: tuple[WikiEntity, ...] = ("person", "season", "show")

_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_Checked = TypeVar("_Checked")


class WrittenField(Struct, frozen=True, forbid_unknown_fields=True):
    """Which parameters or labels mean a field, and how it is read."""

    names: tuple[str, ...] = ()
    type: FieldType | None = None
    of_season: bool | None = None
    numbered: bool | None = None


class WrittenSection(Struct, frozen=True, forbid_unknown_fields=True):
    """Which headings mean a field, on pages of which kinds.

    `prose` keeps paragraphs, else it is a list; one `by_season` is split by the seasons
    that its items name.
    """

    headings: tuple[str, ...] = ()
    prose: bool | None = None
    by_season: bool | None = None
    of: tuple[WikiEntity, ...] | None = None


class Marks(Struct, frozen=True, forbid_unknown_fields=True):
    """What tells the infobox of a kind: its template, or parameters and labels."""

    templates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class WrittenMarks(Struct, frozen=True, forbid_unknown_fields=True):
    """The marks of each kind of page."""

    person: Marks = Marks()
    season: Marks = Marks()
    show: Marks = Marks()


class NamedBy(Struct, frozen=True, forbid_unknown_fields=True):
    """Which parameters of a person name a season or a show; the best ones first."""

    season: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


class Columns(Struct, frozen=True, forbid_unknown_fields=True):
    """Headers of tables, in which each role of a contestants' table stands.

    A `finish` holds a placement, or how and when somebody left.
    """

    name: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    placement: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    season: tuple[str, ...] = ()
    tagline: tuple[str, ...] = ()


class Titles(Struct, frozen=True, forbid_unknown_fields=True):
    """Patterns of the titles that pages may have, the likeliest first."""

    show: tuple[str, ...] = ()
    season: tuple[str, ...] = ()
    gallery: tuple[str, ...] = ()


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Words by which values are understood; `nothing` is what says nothing."""

    nothing: tuple[str, ...] = ()
    winner: tuple[str, ...] = ()
    runner_up: tuple[str, ...] = ()
    female: tuple[str, ...] = ()
    male: tuple[str, ...] = ()
    non_binary: tuple[str, ...] = ()


class Ignored(Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters that mean no field here although they do elsewhere."""

    person: tuple[str, ...] = ()
    season: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


class WrittenMap(Struct, frozen=True, forbid_unknown_fields=True):
    """One file; what it leaves out is as the map below it says."""

    marks: WrittenMarks = WrittenMarks()
    named_by: NamedBy = NamedBy()
    person: dict[str, WrittenField] = {}
    season: dict[str, WrittenField] = {}
    show: dict[str, WrittenField] = {}
    ignored: Ignored = Ignored()
    sections: dict[str, WrittenSection] = {}
    columns: Columns = Columns()
    titles: Titles = Titles()
    words: Words = Words()


_BY_FIELD: dict[str, type[Struct]] = {
    "person": WrittenField,
    "season": WrittenField,
    "show": WrittenField,
    "sections": WrittenSection,
}
_PLACEHOLDERS = {
    "show": frozenset({"show", "country"}),
    "season": frozenset({"show", "number", "name", "country", "year"}),
    "gallery": frozenset({"title"}),
}


def read_map(path: Path) -> WrittenMap:
    """Return the map in a file. Raises ConfigError, naming file and field."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"{path}: this template map cannot be read: {error}"
        ) from None
    # One by one: msgspec does not name the key of a dict in its errors.
    for part, kind in _BY_FIELD.items():
        fields = table.get(part)
        if isinstance(fields, dict):
            for name, field in fields.items():
                _check_name(path, part, name)
                _checked(path, f"{part}.{name}", field, kind)
    written = _checked(path, "", table, WrittenMap)
    _check_patterns(path, written.titles)
    return written


def placeholders(pattern: str) -> set[str]:
    """Return the names in braces of a pattern."""
    return set(_PLACEHOLDER.findall(pattern))


def _checked(path: Path, where: str, value: Any, kind: type[_Checked]) -> _Checked:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        said, _, below = str(error).partition(" - at `$")
        field = (where + below.rstrip("`")).lstrip(".") or "the file"
        raise ConfigError(f"{path}: {field}: {said}") from None


def _check_name(path: Path, part: str, name: str) -> None:
    if not _FIELD.fullmatch(name):
        raise ConfigError(
            f"{path}: {part}.{name}: a field is named in lower case with _, "
            "such as place_of_birth"
        )


def _check_patterns(path: Path, titles: Titles) -> None:
    for part, known in _PLACEHOLDERS.items():
        for number, pattern in enumerate(getattr(titles, part)):
            found = placeholders(pattern)
            if not found or found - known:
                may = ", ".join(f"{{{one}}}" for one in sorted(known))
                raise ConfigError(
                    f"{path}: titles.{part}[{number}]: a pattern is made of {may}"
                )
