"""The seasons of a show as wikis state them: who took part, and what else is said."""

from collections.abc import Sequence
from html import escape
from typing import Final

import msgspec

from api.pages.facts import Fact, Season, listed, source_of
from api.pages.parts import Part, between, placement, season_name
from api.pages.stated import Source, stated_by

_OF_TABLE: Final = {"contestants", "winner", "runner_up"}
# As many who won are named where a season is folded.
_WINNERS: Final = 3


class Name(msgspec.Struct, frozen=True):
    """Somebody with a page here."""

    id: str
    name: str


class Entry(Part, frozen=True):
    """Somebody's part; `name` is as the page has it."""

    person: Name | None
    name: str


class SeasonLedger(msgspec.Struct, frozen=True):
    """Who took part in a season, by place."""

    season: Season | None
    scope: str
    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]


def ledger(
    found: Sequence[SeasonLedger], facts: Sequence[Fact], total: int, slug: str
) -> str:
    """Return the seasons that wikis say something of, folded but for a single one."""
    seasons = [*found, *_without_ledger(found, facts)]
    if not seasons:
        return ""
    shown = "".join(
        _season(one, _of_season(one, facts), is_open=len(seasons) == 1)
        for one in sorted(seasons, key=_place)
    )
    more = (
        f'<p><a href="/api/v1/shows/{escape(slug)}/ledger">All {total} entries</a></p>'
        if total > sum(len(one.entries) for one in found)
        else ""
    )
    return (
        f'<section><h3>Season by season</h3><div class="seasons">{shown}</div>{more}'
        "</section>"
    )


def _without_ledger(
    found: Sequence[SeasonLedger], facts: Sequence[Fact]
) -> list[SeasonLedger]:
    """Return the seasons of which there are facts alone."""
    known = {_key(one.season, one.scope) for one in found}
    others = {
        _key(one.season, one.scope): SeasonLedger(one.season, one.scope or "", (), ())
        for one in facts
        if one.season or one.scope
    }
    return [one for key, one in others.items() if key not in known]


def _key(season: Season | None, scope: str | None) -> str:
    return season.id if season else scope or ""


def _place(one: SeasonLedger) -> tuple[bool, bool, int]:
    """Return where a season stands: as on the rest of the page, specials last."""
    number = one.season.season_number if one.season else 0
    return one.season is None, number == 0, number


def _of_season(one: SeasonLedger, facts: Sequence[Fact]) -> list[Fact]:
    """Return its facts, without what its table says already."""
    in_table = _OF_TABLE if one.entries else set()
    key = _key(one.season, one.scope)
    return [
        fact
        for fact in facts
        if _key(fact.season, fact.scope) == key and fact.field not in in_table
    ]


def _season(one: SeasonLedger, facts: Sequence[Fact], *, is_open: bool) -> str:
    name = escape(season_name(one.season, one.scope))
    said = (*one.sources, *map(source_of, facts))
    return (
        f"<details{' open' if is_open else ''}><summary>"
        f'<span class="what"><span class="title">{name}</span> '
        f'<span class="quiet">{escape(_summary(one.entries))}</span></span></summary>'
        f'<div class="inside">{_table(one.entries)}{listed(facts)}'
        f"{stated_by(said)}</div></details>"
    )


def _summary(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    many = f"{len(entries)} listed"
    winners = [_called(one) for one in entries if one.place == 1]
    if not 0 < len(winners) <= _WINNERS:
        return many
    return f"{many}, won by {' and '.join(winners)}"


def _called(entry: Entry) -> str:
    return entry.person.name if entry.person else entry.name


def _table(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    has_teams = any(one.teams for one in entries)
    has_days = any(one.entry or one.exit for one in entries)
    rows = "".join(_row(one, has_teams=has_teams, has_days=has_days) for one in entries)
    teams = "<th>Team</th>" if has_teams else ""
    days = "<th>In and out</th>" if has_days else ""
    return (
        '<table class="ledger"><thead><tr><th class="number">Place</th><th>Who</th>'
        f"{teams}{days}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: Entry, *, has_teams: bool, has_days: bool) -> str:
    name = escape(_called(one))
    if one.person:
        name = f'<a href="/people/{escape(one.person.id)}">{name}</a>'
    said = escape(placement(one))
    quiet = f' <span class="quiet">{said}</span>' if said else ""
    teams = f"<td>{escape(', '.join(one.teams))}</td>" if has_teams else ""
    days = f"<td>{between(one)}</td>" if has_days else ""
    return (
        f'<tr><td class="number">{one.place or ""}</td><td>{name}{quiet}</td>'
        f"{teams}{days}</tr>"
    )
