"""Which of our seasons and shows a page names by its structure, not by its prose.

Infoboxes say it by parameters, headers of groups and links; categories and what stands
in brackets behind a title add to it. A number alone counts only where the page names
the show.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from trr_backend.ingestion.wiki.kinds import names_of, rules_of
from trr_backend.ingestion.wiki.maps import TemplateMap, key
from trr_backend.ingestion.wiki.maps.template_map import Numbered
from trr_backend.ingestion.wiki.seasons import (
    SeasonKey,
    is_season_label,
    season_of,
    show_of,
)
from trr_backend.models.wiki import Roster
from trr_backend.models.wiki_page import Infobox, InfoboxValue, WikiPage
from trr_backend.utils.folding import fold

_NO_SHOWS: Final[frozenset[UUID]] = frozenset()
# Links in them lead to what other people were in.
_ABOUT_OTHERS: Final = frozenset(
    {"spouse", "partner", "children", "parents", "relatives", "alliances", "loyalties"}
)
# "Cast members", at most, behind the name of a season.
_MOST_ROLE_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Named:
    """Our seasons and shows that a page names, each season's show among them.

    `is_foreign`: its infoboxes name seasons or shows, and none of them is ours.
    """

    seasons: frozenset[SeasonKey]
    shows: frozenset[UUID]
    is_foreign: bool = False


def named_seasons(
    page: WikiPage,
    infoboxes: Iterable[Infobox],
    template_map: TemplateMap,
    roster: Roster,
    qualifier: str | None,
) -> Named:
    """Return what a page names; `infoboxes` are those about its subject.

    Where they name seasons or shows, and none of them is ours, a category with the name
    of a show of ours says nothing: it may hold those of all versions of a format.
    """
    labels = _Labels(infoboxes, template_map)
    behind = [qualifier] if qualifier else []
    shows = _shows([*labels.shows, *labels.seasons, *labels.links, *behind], roster)
    seasons = _seasons([*labels.seasons, *labels.links, *behind], roster, shows)
    whole = [one for one in (*labels.shows, *labels.seasons) if not _is_bare(one)]
    is_foreign = bool(whole) and not (seasons or shows)
    names = {fold(show.name) for show in roster.shows} if is_foreign else set()
    filed = [
        label
        for category in page.categories
        for label in _without_roles(category, template_map)
        if fold(label) not in names
    ]
    shows |= _shows(filed, roster)
    seasons |= _seasons(filed, roster, _NO_SHOWS)
    seasons |= _seasons(labels.seasons, roster, shows)
    return Named(seasons, shows | {show_id for show_id, _ in seasons}, is_foreign)


def season_named(
    label: str, roster: Roster, shows: frozenset[UUID]
) -> SeasonKey | None:
    """Return the season that a label means: by its form, else by a page so called."""
    if found := season_called(label, roster, shows):
        return found
    known = None if _is_bare(label) else roster.named_seasons.get(label)
    return known if known and (not shows or known[0] in shows) else None


def season_called(
    label: str, roster: Roster, shows: frozenset[UUID]
) -> SeasonKey | None:
    """Return the season that a label means; by a number alone only one of these shows.

    A season's name alone may be of any show where the page names none.
    """
    return season_of(label, roster, shows if _is_bare(label) else (shows or None))


def _is_bare(label: str) -> bool:
    return label.strip().isdecimal() or is_season_label(label)


def _shows(labels: Iterable[str], roster: Roster) -> frozenset[UUID]:
    found = (show_of(label, roster) for label in labels)
    return frozenset(one for one in found if one)


def _seasons(
    labels: Iterable[str], roster: Roster, shows: frozenset[UUID]
) -> frozenset[SeasonKey]:
    found = (season_named(label, roster, shows) for label in labels)
    return frozenset(one for one in found if one)


class _Labels:
    """What infoboxes say in the places that name seasons and shows."""

    def __init__(self, infoboxes: Iterable[Infobox], template_map: TemplateMap) -> None:
        self._map = template_map
        self.seasons: list[str] = []
        self.shows: list[str] = []
        self.links: list[str] = []
        for infobox in infoboxes:
            for group in infobox.groups:
                self.links += [one for one in (group.header, group.parent) if one]
                self.links += [link.target for link in group.links]
            for value in infobox.all_values:
                self._read(value)

    def _read(self, value: InfoboxValue) -> None:
        names = {Numbered.of(name).name for name in names_of(value)}
        names |= set(names_of(value))
        field = self._field(value)
        if names & {*self._map.season_named_by} or field == "seasons":
            self.seasons += _said(value)
        elif names & {*self._map.show_named_by}:
            self.shows += _said(value)
        elif field not in _ABOUT_OTHERS:
            self.links += [link.target for link in value.links]

    def _field(self, value: InfoboxValue) -> str | None:
        rules = rules_of(value, self._map, "person")
        return next((rule.field for rule, _ in rules), None)


def _said(value: InfoboxValue) -> Iterator[str]:
    yield from value.lines
    for link in value.links:
        yield from (link.target, link.text)


def _without_roles(category: str, template_map: TemplateMap) -> Iterator[str]:
    """Yield a category, and what is left of it without what people are called there.

    "Survivor: Borneo Castaways" is about a season; "Survivor South Africa castaways" is
    not about the show whose name it begins with. "Survivor seasons" are of a show.
    """
    yield category
    words = category.split()
    for count in range(1, _MOST_ROLE_WORDS + 1):
        role = key("".join(words[-count:]))
        if len(words) > count and _is_role(
            {role, role.removesuffix("s")}, template_map
        ):
            yield " ".join(words[:-count])


def _is_role(names: set[str], template_map: TemplateMap) -> bool:
    columns = {template_map.columns.get(name) for name in names}
    return not columns.isdisjoint({"name", "season"}) or bool(
        names & template_map.marks["person"].templates
    )
