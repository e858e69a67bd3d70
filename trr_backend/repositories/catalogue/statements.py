"""Statements of the catalogue: queries with their fragments put in, numbered once."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from trr_backend.repositories.sql import queries

_FRAGMENT = re.compile(r"\{(\w+)\}")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
# More than are asked for in a day; include= alone has dozens of variants.
_STATEMENTS = 256
_TOPICS = (
    "admin",
    "admin_pace",
    "admin_runs",
    "catalogue",
    "catalogue_appearances",
    "catalogue_cast",
    "catalogue_entities",
    "catalogue_facts",
    "catalogue_images",
    "catalogue_included",
    "catalogue_ledger",
    "catalogue_live",
    "catalogue_page_facts",
    "catalogue_pages",
    "catalogue_listing",
    "catalogue_lists",
    "catalogue_people",
    "catalogue_schedule",
    "catalogue_search",
    "catalogue_seasons",
    "catalogue_shows",
    "catalogue_texts",
    "catalogue_topics",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A query with its placeholders numbered, and the parameter of each number.

    Numbered here, once: the driver does not keep what it makes of long queries, and
    reading them again was a tenth of the CPU of a request.
    """

    text: bytes
    names: tuple[str, ...]


@lru_cache(maxsize=_STATEMENTS)
def statement(name: str, **parts: str) -> Statement:
    """Return a query with its fragments put in.

    A fragment is one of `parts`, which come from the modules of this package only, else
    a query of any of its files.
    """
    found = _queries()

    def filled(text: str) -> str:
        return _FRAGMENT.sub(
            lambda match: filled(
                parts[match[1]] if match[1] in parts else found[match[1]]
            ),
            text,
        )

    return _numbered(filled(found[name]))


def _numbered(text: str) -> Statement:
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    numbered = _PLACEHOLDER.sub(number, text)
    return Statement(numbered.encode(), tuple(names))


@cache
def _queries() -> dict[str, str]:
    """Return all queries of the catalogue. Raises ValueError for a twin."""
    found: dict[str, str] = {}
    for topic in _TOPICS:
        for name, query in queries(topic).items():
            if name in found:
                raise ValueError(f"{topic}.sql names {name}, as another file does")
            found[name] = _body(query)
    return found


def _body(query: bytes) -> str:
    """Return a query without its comments: braces in them are prose."""
    lines = query.decode().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))
