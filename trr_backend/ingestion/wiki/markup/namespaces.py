"""Namespaces of files and categories, in English and as wikis of other languages say.

A wiki takes the English name beside its own. What the wiki itself or the answer names
is added by the caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from trr_backend.ingestion.wiki.markup.lines import tidy
from trr_backend.ingestion.wiki.markup.words import WORDS, folded


@dataclass(frozen=True, slots=True)
class Namespaces:
    """Folded names of the namespaces that matter here."""

    files: frozenset[str] = WORDS["files"]
    categories: frozenset[str] = WORDS["categories"]

    def with_files(self, names: Iterable[str]) -> "Namespaces":
        """Return these with further names of the namespace of files."""
        return Namespaces(self.files | {folded(name) for name in names})

    def file(self, title: str) -> str | None:
        """Return the name of a file with its namespace, or None for anything else.

        >>> Namespaces().file("Datei:Rob_M.png"), Namespaces().file("Rob: a life")
        ('Rob M.png', None)
        """
        return _within(self.files, title)

    def category(self, title: str) -> str | None:
        """Return the name of a category with its namespace, or None."""
        return _within(self.categories, title)


def file_name(name: str) -> str:
    """Return a file's name as titles are written, with blanks and without namespace."""
    return tidy(name.rpartition(":")[2].replace("_", " "))


def _within(names: frozenset[str], title: str) -> str | None:
    namespace, colon, name = title.partition(":")
    if not colon or folded(namespace) not in names:
        return None
    return tidy(name.replace("_", " ")) or None
