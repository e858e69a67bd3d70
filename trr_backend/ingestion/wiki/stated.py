"""What an infobox states, parameter by parameter: which field, and of which season.

A season is named by a parameter of its own (`season2` for what ends in 2), or by the
header of the group that values stand in. Nothing else makes a value one of a season.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from trr_backend.ingestion.wiki.kinds import names_of, rules_of
from trr_backend.ingestion.wiki.maps.template_map import (
    FieldRule,
    Numbered,
    TemplateMap,
)
from trr_backend.ingestion.wiki.seasons import is_season_label
from trr_backend.models.wiki import WikiEntity
from trr_backend.models.wiki_page import Infobox, InfoboxGroup, InfoboxValue, PageLink

LONGEST_LABEL = 200
"""Letters; what is longer is no name of a season."""
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Label:
    """A season as a page names it, and the title that the name links to."""

    text: str
    target: str | None = None

    @property
    def meant(self) -> str:
        """What tells which season it is."""
        return self.target or self.text


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of a field; `season` is None where it is of no season."""

    rule: FieldRule
    value: InfoboxValue
    season: Label | None = None


@dataclass(frozen=True, slots=True)
class BoxSaid:
    """Everything an infobox states; `seasons` are those it names, each once.

    `is_whole`: it has no values of a season whose name cannot be read.
    """

    stated: tuple[Stated, ...]
    seasons: tuple[Label, ...] = ()
    is_whole: bool = True


def read_box(box: Infobox, kind: WikiEntity, template_map: TemplateMap) -> BoxSaid:
    """Return what an infobox of this kind states, in the order of the page."""
    reading = _Reading(kind, template_map)
    if kind != "person":
        return BoxSaid(tuple(reading.plain(box.all_values)))
    groups = {id(group): reading.label_of(group) for group in box.groups}
    outside = [*box.values]
    for group in box.groups:
        outside += [] if groups[id(group)] else group.values
    labels = reading.labels(outside)
    stated = [*reading.numbered(outside, labels)]
    seasons = [*labels.listed, *labels.by_number.values()]
    for group in box.groups:
        if label := groups[id(group)]:
            stated += reading.grouped(group, label)
            seasons.append(label)
    return BoxSaid(
        stated=tuple(stated),
        seasons=tuple({one.meant: one for one in seasons}.values()),
        is_whole=labels.unread.issubset(labels.by_number),
    )


@dataclass(slots=True)
class _Labels:
    """Seasons by the number of the parameter that names them, and those of lists.

    `unread` are the numbers of parameters in which no name can be read.
    """

    by_number: dict[int, Label] = field(default_factory=dict)
    listed: list[Label] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)

    def is_of_none(self, number: int) -> bool:
        """Tell whether what has this number is of no season at all."""
        return number <= _FIRST and not self.by_number and number not in self.unread


class _Reading:
    """Values as the map of the wiki understands them."""

    def __init__(self, kind: WikiEntity, template_map: TemplateMap) -> None:
        self._kind = kind
        self._map = template_map

    def plain(self, values: Iterable[InfoboxValue]) -> Iterator[Stated]:
        """Yield what is of no season, whatever number its parameter has."""
        for value in values:
            if rule := self._rule(value):
                yield Stated(rule[0], value)

    def grouped(self, group: InfoboxGroup, label: Label) -> Iterator[Stated]:
        """Yield what the group of a season states."""
        for value in group.values:
            if rule := self._rule(value):
                yield Stated(rule[0], value, label if rule[0].of_season else None)

    def numbered(
        self, values: Iterable[InfoboxValue], labels: _Labels
    ) -> Iterator[Stated]:
        """Yield what stands outside groups of seasons.

        Without a number it is of the first season. What is of a season that the page
        does not name is left out, unless it names none at all.
        """
        for value in values:
            rule, number = self._rule(value) or (None, 0)
            if rule is None:
                continue
            number = number or _FIRST
            season = labels.by_number.get(number)
            if not rule.of_season:
                if number <= _FIRST or rule.type == "list":
                    yield Stated(rule, value)
            elif season or labels.is_of_none(number):
                yield Stated(rule, value, season)

    def labels(self, values: Iterable[InfoboxValue]) -> _Labels:
        """Return the seasons that parameters name; the best parameter counts."""
        labels = _Labels()
        ranks: dict[int, int] = {}
        for value in values:
            rank, number = self._naming(value) or (0, 0)
            if not number:
                if (rule := self._rule(value)) and rule[0].field == "seasons":
                    labels.listed += filter(_is_short, _labels_in(value))
                continue
            found = _labels_in(value)
            if value.refused is not None or not all(map(_is_short, found)):
                labels.unread.add(number)
            elif len(found) > 1:
                labels.listed += found
            elif found and rank < ranks.get(number, rank + 1):
                ranks[number] = rank
                labels.by_number[number] = found[0]
        return labels

    def label_of(self, group: InfoboxGroup) -> Label | None:
        """Return the season that a group is about, by a value in it or its header."""
        labels = self.labels(group.values)
        if len(labels.by_number) == 1:
            return next(iter(labels.by_number.values()))
        header = (group.header or "").strip()
        if not 0 < len(header) <= LONGEST_LABEL or not self._is_of_season(group):
            return None
        targets = [link.target for link in group.links if _is_page(link)]
        if len(targets) == 1:
            return Label(header, targets[0])
        return Label(header) if not targets and is_season_label(header) else None

    def _is_of_season(self, group: InfoboxGroup) -> bool:
        rules = map(self._rule, group.values)
        return any(rule and rule[0].of_season for rule in rules)

    def _rule(self, value: InfoboxValue) -> tuple[FieldRule, int] | None:
        return next(rules_of(value, self._map, self._kind), None)

    def _naming(self, value: InfoboxValue) -> tuple[int, int] | None:
        """Return how good a name of a season a value is (0 is best), and of which."""
        named_by = self._map.season_named_by
        for name in names_of(value):
            apart = Numbered.of(name)
            if apart.name in named_by:
                return named_by.index(apart.name), apart.number or _FIRST
        return None


def _labels_in(value: InfoboxValue) -> list[Label]:
    """Return the seasons in a value: its links where it has several, else its lines."""
    links = [link for link in value.links if _is_page(link)]
    lines = [line for line in value.lines if line]
    if len(links) > 1 and len(lines) <= len(links):
        return [Label(link.text or link.target, link.target) for link in links]
    if len(lines) == 1 and len(links) == 1:
        return [Label(lines[0], links[0].target)]
    targets = {link.text: link.target for link in links}
    return [Label(line, targets.get(line)) for line in lines]


def _is_short(label: Label) -> bool:
    return len(label.text) <= LONGEST_LABEL


def _is_page(link: PageLink) -> bool:
    return "://" not in link.target
