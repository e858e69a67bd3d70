"""Who took part in which season, as the page of a season or a person states it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from trr_backend.ingestion.wiki.contestants import (
    MOST_LETTERS,
    Part,
    contestants,
    is_page_title,
)
from trr_backend.ingestion.wiki.maps import TemplateMap
from trr_backend.ingestion.wiki.places import place_of
from trr_backend.ingestion.wiki.seasons import SeasonKey, without_qualifier
from trr_backend.ingestion.wiki.stated import BoxSaid
from trr_backend.models.wiki import LedgerEntry, SeasonLedger, WikiFact
from trr_backend.models.wiki_page import InfoboxValue, WikiPage
from trr_backend.utils.names import name_key

_MOST = 200
LEDGER_FIELDS = frozenset({"placement", "entry", "exit", "team"})
"""What the page of a person says of their part in a season."""
_FINALISTS: tuple[Literal["winner", "runner_up"], ...] = ("winner", "runner_up")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WORDS = {"winner": "Winner", "runner_up": "Runner-up"}


def ledger_of_season(
    page: WikiPage, said: BoxSaid, season: SeasonKey | None, template_map: TemplateMap
) -> Iterator[SeasonLedger]:
    """Yield who took part in the season that a page is about, if it says anything.

    The table of contestants counts; without one, the lists of the infobox. Who won
    stands in the infobox where the table gives no placement.
    """
    parts = contestants(page.tables, template_map) or _listed(said)
    parts = [_placed(part, said) for part in parts]
    entries = tuple(_entries(parts[:_MOST]))
    if entries:
        yield SeasonLedger(page.title, season, "season", entries)


def ledger_of_person(
    page: WikiPage, facts: Iterable[WikiFact], template_map: TemplateMap
) -> Iterator[SeasonLedger]:
    """Yield the person's part in each season of which their page states one."""
    seasons: dict[str, list[WikiFact]] = {}
    for fact in facts:
        if fact.scope and fact.field in LEDGER_FIELDS:
            seasons.setdefault(fact.scope, []).append(fact)
    for scope, of_season in seasons.items():
        values = {fact.field: fact.value for fact in of_season}
        placement, teams = values.get("placement"), values.get("team", ())
        entry = LedgerEntry(
            name=without_qualifier(page.title),
            position=1,
            page_title=page.title,
            placement=_text(placement),
            place=place_of(placement, template_map)
            if isinstance(placement, str)
            else None,
            entry=_text(values.get("entry")),
            exit=_text(values.get("exit")),
            teams=(teams,) if isinstance(teams, str) else teams,
        )
        yield SeasonLedger(scope, of_season[0].season, "person", (entry,))


def _text(value: str | Sequence[str] | None) -> str | None:
    return value if value is None or isinstance(value, str) else ", ".join(value)


def _listed(said: BoxSaid) -> list[Part]:
    """Return those whom the infobox lists, winner and runners-up first."""
    fields = (*_FINALISTS, "contestants")
    found = [
        part
        for field in fields
        for value in _values(said, field)
        for part in _people(value)
    ]
    return list(
        {part.page_title or name_key(part.name): part for part in found}.values()
    )


def _placed(part: Part, said: BoxSaid) -> Part:
    """Return a part with the placement that the infobox has for it, if it has none."""
    if part.placement is not None:
        return part
    for field in _FINALISTS:
        people = [one for value in _values(said, field) for one in _people(value)]
        if any(_is_same(part, one) for one in people):
            place = 1 if field == "winner" else 2
            # Two runners-up are second and third, or share a place.
            alone = place if len(people) == 1 else None
            return replace(part, placement=_WORDS[field], place=alone)
    return part


def _is_same(one: Part, other: Part) -> bool:
    if one.page_title and other.page_title:
        return one.page_title == other.page_title
    return name_key(one.name) == name_key(other.name)


def _values(said: BoxSaid, field: str) -> Iterator[InfoboxValue]:
    for one in said.stated:
        if one.rule.field == field and one.value.refused is None:
            yield one.value


def _people(value: InfoboxValue) -> Iterator[Part]:
    """Yield who stands in a value: on each line those linked, else all of the line.

    What stands in brackets is about them, such as where they came back.
    """
    for line in value.lines:
        plain = _BRACKETS.sub("", line).strip()
        linked = [link for link in value.links if link.text and link.text in plain]
        pages = [link for link in linked if is_page_title(link.target)]
        for link in pages:
            yield Part(link.text, link.target)
        if plain and not pages:
            yield Part(plain)


def _entries(parts: Iterable[Part]) -> Iterator[LedgerEntry]:
    """Yield each person once; of two with one name, one is called as the page is."""
    names: set[str] = set()
    pages: set[str] = set()
    for part in parts:
        if part.page_title in pages:
            continue
        name = part.name
        if name in names and part.page_title:
            name = part.page_title
        if name in names or not 0 < len(name) <= MOST_LETTERS:
            continue
        names.add(name)
        if part.page_title:
            pages.add(part.page_title)
        yield LedgerEntry(
            name=name,
            position=len(names),
            page_title=part.page_title,
            placement=part.placement,
            place=part.place,
            entry=part.entry,
            exit=part.exit,
            teams=part.teams,
        )
