"""What the words on a file's page mean: which licence, and whether it is a free one.

The words are in licences.toml. What it does not know says nothing; where nothing is
said, a picture is not free.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_GAPS = re.compile(r"[\s_/-]+")
_VERSIONED = re.compile(
    r"(?P<name>.+?)-(?P<version>[1-4]\.[0-9])(?:-[a-z-]+|(?:,[0-9.]+)+)?"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms as a file's page states them; `own_work`: of whoever uploaded the file."""

    licence: str
    is_free: bool
    url: str | None = None
    own_work: bool = False


def named_terms(name: str) -> Terms | None:
    """Return what the name of a template or licence means, None where that is unknown.

    >>> named_terms("Cc-by-sa-3.0-de").url
    'https://creativecommons.org/licenses/by-sa/3.0/'
    """
    folded = _folded(name)
    known = _known()
    if found := known.get(folded):
        return found.terms
    parts = _VERSIONED.fullmatch(folded)
    found = known.get(parts["name"]) if parts else None
    if parts is None or found is None or not found.versioned:
        return None
    terms, version = found.terms, parts["version"]
    url = f"{terms.url}{version}/" if terms.url else None
    return Terms(f"{terms.licence} {version}", terms.is_free, url)


def category_terms(name: str) -> Terms | None:
    """Return what a category of files says (without namespace), None where nothing.

    >>> category_terms("Files under the CC-BY-SA license").licence
    'CC BY-SA'
    """
    said = _said()["categories"]
    folded = _folded(name)
    for before in said["before"]:
        if folded.startswith(f"{before}-"):
            folded = folded.removeprefix(f"{before}-")
            break
    for after in said["after"]:
        if folded.endswith(f"-{after}"):
            folded = folded.removesuffix(f"-{after}")
            break
    return named_terms(folded)


def decided(stated: Iterable[Terms]) -> Terms | None:
    """Return what holds where a page states several: that it is not free, if any does.

    Of the others one with a text of its own goes before a mere word for it.
    """
    found = list(stated)
    unfree = [one for one in found if not one.is_free]
    with_text = [one for one in found if one.url]
    return next(iter(unfree or with_text or found), None)


def is_placeholder(stem: str) -> bool:
    """Tell whether a file (without its ending) stands where there is no picture."""
    return _folded(stem) in _said()["placeholders"]["names"]


def _folded(name: str) -> str:
    return _GAPS.sub("-", name.strip().lower()).strip("-")


@dataclass(frozen=True, slots=True)
class _Licence:
    terms: Terms
    versioned: bool


@cache
def _said() -> Mapping[str, Any]:
    path = Path(__file__).with_name("licences.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def _known() -> Mapping[str, _Licence]:
    """Return the licences by each of their names. Raises ValueError for a twin."""
    found: dict[str, _Licence] = {}
    for said in _said()["licence"]:
        own_work = said.get("own_work", False)
        terms = Terms(said["name"], said["free"], said.get("url"), own_work)
        licence = _Licence(terms, said.get("versioned", False))
        for name in said["names"]:
            if name in found:
                raise ValueError(f"licences.toml names {name} twice")
            found[name] = licence
    return MappingProxyType(found)
