"""The seasons that somebody took part in, as wikis state it: a card each."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

import msgspec

from api.pages.facts import Fact, Season, Show, listed, source_of
from api.pages.stated import Source, stated_by

# What the ledger has of a season is not told twice.
_OF_LEDGER: Final = {"placement", "entry", "exit", "team"}
_QUOTED: Final = "tagline"


class Part(msgspec.Struct, frozen=True):
    """What is said of a part in a season; texts are verbatim."""

    placement: str | None
    place: int | None
    entry: str | None
    exit: str | None
    teams: tuple[str, ...]


class Played(Part, frozen=True):
    """A season that the person took part in; `order` is where it stands."""

    show: Show
    season: Season | None
    scope: str
    order: str
    sources: tuple[Source, ...]


class _Card:
    """Everything that is known of somebody in one season."""

    def __init__(self, of: Played | Fact) -> None:
        self.show, self.season = of.show, of.season
        self.scope, self.order = of.scope or "", of.order
        self.part: Played | None = None
        self.facts: list[Fact] = []


def parts_played(played: Sequence[Played], facts: Iterable[Fact]) -> str:
    """Return a card for each season, the newest first; empty for none."""
    cards: dict[tuple[str, str], _Card] = {}
    for part in played:
        cards.setdefault(_season(part), _Card(part)).part = part
    for fact in facts:
        if fact.scope is not None or fact.season is not None:
            cards.setdefault(_season(fact), _Card(fact)).facts.append(fact)
    if not cards:
        return ""
    shown = "".join(map(_card, sorted(cards.values(), key=lambda one: one.order)))
    return f'<section><h3>Season by season</h3><ul class="parts">{shown}</ul></section>'


def _season(of: Played | Fact) -> tuple[str, str]:
    show = of.show.slug if of.show else ""
    return show, of.season.id if of.season else of.scope or ""


def _card(card: _Card) -> str:
    part = card.part
    facts = [one for one in card.facts if part is None or one.field not in _OF_LEDGER]
    quotes = "".join(_quote(one) for one in facts if one.field == _QUOTED)
    others = listed(one for one in facts if one.field != _QUOTED)
    sources = (*(part.sources if part else ()), *map(source_of, facts))
    place = part.place if part else None
    winner = " won" if place == 1 else ""
    return (
        f'<li class="part{winner}"><div class="place">{place or "&ndash;"}</div>'
        f"<div><h4>{_heading(card)}</h4>{_told(part)}{quotes}{others}"
        f"{stated_by(sources)}</div></li>"
    )


def _heading(card: _Card) -> str:
    name = escape(season_name(card.season, card.scope))
    if card.show is None:
        return name
    show, address = escape(card.show.name), f"/shows/{escape(card.show.slug)}"
    if name.startswith(show):
        return f'<a href="{address}">{name}</a>'
    return f'<a href="{address}">{show}</a> {name}'


def season_name(season: Season | None, scope: str) -> str:
    """Return a season's name: ours, else the page's."""
    if season is None:
        return scope
    return season.name or f"Season {season.season_number}"


def _told(part: Part | None) -> str:
    if part is None:
        return ""
    lines = (escape(placement(part)), escape(", ".join(part.teams)), between(part))
    return "".join(f"<p>{line}</p>" for line in lines if line)


def placement(part: Part) -> str:
    """Return a placement that says more than the number beside it."""
    said = part.placement or ""
    plain = {f"{part.place}{end}" for end in ("", "st", "nd", "rd", "th")}
    return "" if said in plain else said


def between(part: Part) -> str:
    """Return when somebody came and left."""
    return " &rarr; ".join(escape(one) for one in (part.entry, part.exit) if one)


def _quote(fact: Fact) -> str:
    values = (fact.value,) if isinstance(fact.value, str) else fact.value
    return "".join(f"<blockquote>{escape(one)}</blockquote>" for one in values)
