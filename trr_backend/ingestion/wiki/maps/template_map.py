"""A template map in use: what a parameter, a heading or a column of a wiki means."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from trr_backend.ingestion.wiki.maps.written import KINDS, FieldType, Titles
from trr_backend.models.wiki import WikiEntity

ColumnRole = Literal[
    "name", "team", "placement", "finish", "entry", "exit", "season", "tagline"
]
Word = Literal["nothing", "winner", "runner_up", "female", "male", "non_binary"]

_BETWEEN = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(.*\D)(\d{1,3})")


def key(name: str) -> str:
    """Return a parameter, label or heading as names are compared.

    >>> key("Birth_Place:"), key("Relative(s)")
    ('birthplace', 'relatives')
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name).casefold())


def keys(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as they are compared, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, map(key, names))))


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What a parameter means: the field, how it is read, whether it is of a season.

    A `numbered` one means the field only with a number behind it.
    """

    field: str
    type: FieldType = "text"
    of_season: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class SectionRule:
    """What a heading means: the field, and how its text is read."""

    field: str
    prose: bool = False
    by_season: bool = False
    of: tuple[WikiEntity, ...] = KINDS


@dataclass(frozen=True, slots=True)
class Numbered:
    """A name taken apart: Place3 is the third place; 0 where there is no number."""

    name: str
    number: int

    @classmethod
    def of(cls, text: str) -> "Numbered":
        """Take a compared name apart."""
        found = _NUMBERED.fullmatch(text)
        return cls(found[1], int(found[2])) if found else cls(text, 0)


@dataclass(frozen=True, slots=True)
class KindMarks:
    """Compared names of templates and parameters that tell a kind of infobox."""

    templates: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class TemplateMap:
    """What the words of one wiki's pages mean; all names in it are compared ones.

    `version` is of its contents and of the code that reads them.
    """

    wiki: str
    version: int
    marks: Mapping[WikiEntity, KindMarks]
    season_named_by: tuple[str, ...]
    show_named_by: tuple[str, ...]
    fields: Mapping[WikiEntity, Mapping[str, FieldRule]]
    sections: Mapping[str, SectionRule]
    columns: Mapping[str, ColumnRole]
    titles: Titles
    words: Mapping[str, frozenset[Word]]

    def rule(self, kind: WikiEntity, name: str) -> tuple[FieldRule, int] | None:
        """Return what a compared name means on pages of a kind, and its number.

        The whole name counts before the one without its digits.
        """
        rules = self.fields[kind]
        if whole := rules.get(name):
            return None if whole.numbered else (whole, 0)
        apart = Numbered.of(name)
        found = rules.get(apart.name) if apart.number else None
        return (found, apart.number) if found else None

    @property
    def infobox_templates(self) -> frozenset[str]:
        """Compared names of all templates that are infoboxes of something."""
        return frozenset().union(*(one.templates for one in self.marks.values()))

    def section(self, kind: WikiEntity, heading: str) -> SectionRule | None:
        """Return what a heading means on pages of a kind."""
        found = self.sections.get(key(heading))
        return found if found and kind in found.of else None

    def column(self, header: str) -> ColumnRole | None:
        """Return the role of a column."""
        return self.columns.get(key(header))

    def means(self, word: Word, text: str) -> bool:
        """Tell whether a text is one of the words for something."""
        return word in self.words.get(key(text) or text.strip(), frozenset())
