"""What a page says of whom it is about: names, ids, birthday, seasons, kind.

Only by its structure: titles, infoboxes, categories. Prose is not read for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from trr_backend.ingestion.wiki.dates import parse_date
from trr_backend.ingestion.wiki.kinds import infobox_kind, rules_of
from trr_backend.ingestion.wiki.maps import TemplateMap
from trr_backend.ingestion.wiki.named_seasons import named_seasons, season_called
from trr_backend.ingestion.wiki.season_boxes import premiere_year, season_number
from trr_backend.ingestion.wiki.seasons import (
    SeasonKey,
    show_before,
    without_qualifier,
)
from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import PageIdentity, PageKind, Roster
from trr_backend.models.wiki_page import Infobox, InfoboxValue, WikiPage
from trr_backend.utils.names import ALIKE, first_word, name_likeness

_LONGEST_NAME: Final = 100
_SEVERAL: Final = re.compile(r"\s(?:&|\+|/|and|und|et)\s", re.IGNORECASE)
_FORMERLY: Final = re.compile(r"\b(?:n[\u00e9e]e|born|formerly|geb)\b", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*[,;/]\s*")
_AROUND: Final = "\"'\u2018\u2019\u201c\u201d\u201e "


def identify(page: WikiPage, template_map: TemplateMap, roster: Roster) -> PageIdentity:
    """Return what a page says of whom or what it is about."""
    kinds = [(box, infobox_kind(box, template_map)) for box in page.infoboxes]
    kind: PageKind = next((one for _, one in kinds if one != "other"), "other")
    boxes = [box for box, one in kinds if one == kind]
    name = without_qualifier(page.title)
    qualifier = page.title.strip()[len(name) :].strip(" ()") or None
    named = named_seasons(page, boxes, template_map, roster, qualifier)
    before = show_before(page.title, roster) if kind == "season" else None
    of_season = boxes if kind == "season" else []
    return PageIdentity(
        title=page.title,
        name=name,
        kind=kind,
        is_single=kind != "person" or _is_one_person(name, kinds, template_map),
        qualifier=qualifier,
        redirects=tuple(dict.fromkeys(map(without_qualifier, page.redirects))),
        said_names=tuple(dict.fromkeys(_said_names(boxes, template_map))),
        external_ids=tuple(_external_ids(page, kind)),
        birthday=_birthday(boxes, template_map),
        seasons=named.seasons,
        shows=named.shows | ({before} if before else set()),
        own_season=_own_season(page, kind, roster, named.shows),
        season_number=season_number(of_season, template_map),
        premiere_year=premiere_year(of_season, template_map),
        title_show=before,
        is_foreign=named.is_foreign,
        is_disambiguation=page.is_disambiguation or page.redirects_to is not None,
    )


def _values(
    boxes: Iterable[Infobox], template_map: TemplateMap, field: str
) -> Iterator[tuple[InfoboxValue, int]]:
    """Yield the values that mean a field of a person, with the number behind them."""
    for box in boxes:
        for value in box.all_values:
            for rule, number in rules_of(value, template_map, "person"):
                if rule.field == field:
                    yield value, number
                    break


def _said_names(boxes: Sequence[Infobox], template_map: TemplateMap) -> Iterator[str]:
    full = (
        value.lines
        for field in ("full_name", "birth_name")
        for value, _ in _values(boxes, template_map, field)
    )
    nick = (v.lines for v, _ in _values(boxes, template_map, "nickname"))
    said = [box.title for box in boxes if box.title]
    said += [line for lines in full for line in lines]
    said += [one for lines in nick for line in lines for one in _BETWEEN.split(line)]
    for name in said:
        plain = without_qualifier(name).strip(_AROUND)
        if plain and len(plain) <= _LONGEST_NAME and not _SEVERAL.search(plain):
            yield plain


def _is_one_person(
    name: str, kinds: Sequence[tuple[Infobox, PageKind]], template_map: TemplateMap
) -> bool:
    """Tell whether all infoboxes are of the one person after whom the page is named."""
    boxes = [box for box, kind in kinds if kind != "other"]
    if _SEVERAL.search(name) or any(kind in {"season", "show"} for _, kind in kinds):
        return False
    told = ("full_name", "birthday")
    each = (_values(boxes, template_map, field) for field in told)
    if any(number > 1 for values in each for _, number in values):
        return False
    if any(_names_two(box, template_map) for box in boxes):
        return False
    return len(boxes) == 1 or all(_is_of(box, name, template_map) for box in boxes)


def _names_two(box: Infobox, template_map: TemplateMap) -> bool:
    """Tell whether a full name is that of two people, one a line.

    Two parameters are one person's: the name at birth, and the one since.
    """
    values = _values([box], template_map, "full_name")
    return any(_are_two(value.lines) for value, _ in values)


def _are_two(lines: Iterable[str]) -> bool:
    names = [
        line
        for line in lines
        if " " in line and not line.startswith("(") and not _FORMERLY.search(line)
    ]
    return any(
        first_word(name) != first_word(names[0])
        and name_likeness(name, names[0]) < ALIKE
        for name in names[1:]
    )


def _is_of(box: Infobox, name: str, template_map: TemplateMap) -> bool:
    names = _said_names([box], template_map)
    return any(name_likeness(one, name) >= ALIKE for one in names)


def _external_ids(page: WikiPage, kind: PageKind) -> Iterator[ExternalId]:
    about = "show" if kind in {"show", "season"} else "person"
    for one in page.external_ids:
        if one.about in {about, None}:
            yield ExternalId(one.source, one.id)


def _birthday(boxes: Sequence[Infobox], template_map: TemplateMap) -> date | None:
    """Return the one day that all birthdays say, None where they say several."""
    found: set[date] = set()
    for value, _ in _values(boxes, template_map, "birthday"):
        if value.refused is None:
            stated = {date.fromisoformat(one) for one in value.dates}
            read = parse_date(value.lines)
            found |= stated or ({read} if read else set())
    return found.pop() if len(found) == 1 else None


def _own_season(
    page: WikiPage, kind: PageKind, roster: Roster, shows: frozenset[UUID]
) -> SeasonKey | None:
    """Return the season that the title names, else the one that redirects name.

    Not by what the page was taken for before: that would prove itself.
    """
    if kind == "person":
        return None
    if found := season_called(page.title, roster, shows):
        return found
    led = {season_called(title, roster, frozenset()) for title in page.redirects}
    led.discard(None)
    return led.pop() if len(led) == 1 else None
