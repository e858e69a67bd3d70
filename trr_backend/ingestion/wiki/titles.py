"""Titles that the pages of people, shows, seasons and galleries may have.

Each costs a fiftieth of a request, so only likely ones are asked for: a person's name
first, other names only where that led nowhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from trr_backend.ingestion.wiki.contestants import is_page_title
from trr_backend.ingestion.wiki.maps import TemplateMap
from trr_backend.ingestion.wiki.maps.written import placeholders
from trr_backend.ingestion.wiki.seasons import is_season_label, without_qualifier
from trr_backend.ingestion.wiki.writing import is_latin, is_written_in
from trr_backend.models.wiki import KnownPerson, KnownSeason, KnownShow
from trr_backend.models.wiki_page import WikiPage
from trr_backend.utils.countries import country_names
from trr_backend.utils.folding import fold
from trr_backend.utils.names import ALIKE, name_likeness, words_of

_MOST_ALIASES = 5
_MOST_OTHERS = 10
_MOST_TITLES_OF_SHOW = 3
_MOST_LINKED = 100
_MOST_BYTES = 255
_NO_TITLE = re.compile(r"[#<>\[\]{}|\x00-\x1f\x7f]|~~~|^:|^\.{1,2}$|^$|%[0-9A-Fa-f]{2}")
_BLANKS = re.compile(r"[\s_]+")
# Marks of direction, which a wiki leaves out of titles.
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e]+")
_GAP = re.compile(r"^\s*[:\u2013-]?\s*")


def person_titles(person: KnownPerson) -> list[str]:
    """Return the title that a person's page has most likely."""
    return _titles([person.name])


def alias_titles(
    person: KnownPerson, disambiguation: WikiPage | None, language: str = "en"
) -> list[str]:
    """Return further titles, for a person whose name led to no page of theirs.

    `disambiguation` is the page that it led to, if it lists what the name may mean.
    Other names come first as the wiki's language is written, then as the name is; those
    in a third script are other countries' wikis.
    """
    links = disambiguation.links if disambiguation else ()
    listed = (one.target for one in links if _may_be(one.target, person))
    latin = is_latin(person.name)
    aliases = (
        *(one for one in person.aliases if is_written_in(one, language)),
        *(one for one in person.aliases if is_latin(one) == latin),
    )
    asked = set(person_titles(person))
    if disambiguation:
        asked.add(disambiguation.title)
    further = [
        *_titles(listed)[:_MOST_OTHERS],
        *_titles(aliases)[:_MOST_ALIASES],
    ]
    return [one for one in dict.fromkeys(further) if one not in asked]


def show_titles(
    show: KnownShow, template_map: TemplateMap, language: str = "en"
) -> list[str]:
    """Return the titles that a show's page may have: by the map's patterns, others."""
    others = [
        one for one in show.titles if one != show.name and is_written_in(one, language)
    ]
    patterned = _filled(template_map.titles.show, show, {})
    return _titles([*patterned, *others[:_MOST_TITLES_OF_SHOW]])


def season_titles(
    show: KnownShow, season: KnownSeason, template_map: TemplateMap
) -> list[str]:
    """Return the titles that a season's page may have, by the map's patterns."""
    said = {
        "number": str(season.number or ""),
        "name": _own_name(show, season),
        "year": str(season.year or ""),
    }
    return _titles(_filled(template_map.titles.season, show, said))


def linked_season_titles(show: KnownShow, page: WikiPage) -> list[str]:
    """Return the titles of seasons that a page about the show links to, at most 100.

    They begin with a title of the show, or name a season by number.
    """
    begins = tuple(f"{fold(one)} " for one in (show.name, *show.titles) if fold(one))
    boxes = (one for box in page.infoboxes for one in box.all_values)
    links = (*(link for value in boxes for link in value.links), *page.links)
    found = (
        link.target
        for link in links
        if is_page_title(link.target)
        and (fold(link.target).startswith(begins) or is_season_label(link.target))
    )
    return _titles(found)[:_MOST_LINKED]


def gallery_titles(page_title: str, template_map: TemplateMap) -> list[str]:
    """Return the titles that the gallery of a page may have, by the map's patterns."""
    patterns = template_map.titles.gallery
    return _titles(pattern.format_map({"title": page_title}) for pattern in patterns)


def _filled(
    patterns: Iterable[str], show: KnownShow, more: Mapping[str, str]
) -> Iterator[str]:
    """Yield patterns with their values; those that lack one are left out."""
    usual = [names[0] for one in show.countries if (names := country_names(one))]
    for pattern, country in product(patterns, usual or [""]):
        values = {"show": show.name, "country": country, **more}
        if all(values[one] for one in placeholders(pattern)):
            yield pattern.format_map(values)


def _own_name(show: KnownShow, season: KnownSeason) -> str:
    """Return a season's name without its show's before it, "" where it is a number."""
    name = season.name or ""
    if name.casefold().startswith(show.name.casefold()):
        name = _GAP.sub("", name[len(show.name) :])
    return "" if is_season_label(name) or name.isdecimal() else name


def _may_be(title: str, person: KnownPerson) -> bool:
    if "://" in title:
        return False
    name = without_qualifier(title)
    return name_likeness(name, person.name) >= ALIKE or words_of(
        person.name
    ) <= words_of(name)


def _titles(texts: Iterable[str]) -> list[str]:
    """Return texts as titles, each once, without what no page can be called."""
    plain = (_BLANKS.sub(" ", _UNSEEN.sub("", text)).strip() for text in texts)
    return list(
        dict.fromkeys(
            text[0].upper() + text[1:]
            for text in plain
            if not _NO_TITLE.search(text) and len(text.encode()) <= _MOST_BYTES
        )
    )
