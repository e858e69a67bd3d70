"""What can be read off a page's wikitext: links, categories, templates, a redirect."""

import re
from dataclasses import dataclass
from functools import lru_cache

import mwparserfromhell
from mwparserfromhell.nodes import Template

from standin.wiki.titles import CATEGORY, FILE, TEMPLATE, Namespaces, Title, TitleError

_COMMENT = re.compile(r"<!--.*?-->|<nowiki>.*?</nowiki>", re.DOTALL)
# Of a template this is on the pages that use it, not on its own.
_ELSEWHERE = re.compile(r"<includeonly>.*?</includeonly>", re.DOTALL)
_LINK = re.compile(r"\[\[(:?)([^\[\]|{}\n]+)")
_REDIRECT = re.compile(r"\s*#redirect\s*:?\s*\[\[([^\[\]|\n]+)", re.IGNORECASE)
_GALLERY = re.compile(r"<gallery[^>]*>(.*?)</gallery>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a redirect leads; `fragment` is a heading there or ""."""

    title: Title
    fragment: str


def redirect_of(text: str, names: Namespaces) -> Target | None:
    """Return where a page leads, None where it is no redirect."""
    found = _REDIRECT.match(text)
    if found is None:
        return None
    place, _, fragment = found[1].partition("#")
    try:
        return Target(names.parse(place), fragment.strip())
    except TitleError:
        return None


def categories_of(text: str, names: Namespaces) -> set[Title]:
    """Return the categories that a text names itself, in no order."""
    return {title for title in _linked(text, names) if title.namespace == CATEGORY}


def files_of(text: str, names: Namespaces, *, galleries: bool = True) -> list[Title]:
    """Return the files that a text shows, in its order, galleries last."""
    shown = [title for title in _linked(text, names) if title.namespace == FILE]
    if not galleries:
        return list(dict.fromkeys(shown))
    lines = [line for found in _GALLERY.findall(text) for line in found.splitlines()]
    for line in lines:
        name = line.partition("|")[0].strip()
        bare = name.partition(":")[2] or name
        if title := _title(f"File:{bare}", names) if name else None:
            shown.append(title)
    return list(dict.fromkeys(shown))


@lru_cache(maxsize=4096)
def templates_of(text: str) -> tuple[Template, ...]:
    """Return the templates of a text, those within others included."""
    return tuple(mwparserfromhell.parse(_COMMENT.sub("", text)).filter_templates())


def template_titles(text: str, names: Namespaces) -> set[Title]:
    """Return the pages of the templates that a text uses, in no order."""
    used = (_title(f"Template:{one.name.strip()}", names) for one in templates_of(text))
    return {title for title in used if title and title.namespace == TEMPLATE}


def _linked(text: str, names: Namespaces) -> list[Title]:
    """Return what a text links to without a colon before it or leading there."""
    leading = _REDIRECT.match(text)
    rest = text[leading.end() :] if leading else text
    found = _LINK.findall(_ELSEWHERE.sub("", _COMMENT.sub("", rest)))
    titles = (_title(target, names) for colon, target in found if not colon)
    return [title for title in titles if title is not None]


def _title(text: str, names: Namespaces) -> Title | None:
    try:
        return names.parse(text)
    except TitleError:
        return None
