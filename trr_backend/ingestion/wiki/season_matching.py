"""Which season a page is about whose title says it in no form that we know.

Its infobox states the number, and the page names the show. One of both leads to a
question, and so does all that may be against it: a wrong season is worse than none.
"""

from collections.abc import Iterator
from typing import Final

from trr_backend.ingestion.wiki.seasons import is_season_label
from trr_backend.models.wiki import (
    Candidate,
    KnownSeason,
    KnownShow,
    Match,
    PageIdentity,
    Roster,
)
from trr_backend.utils.folding import fold

_CERTAIN: Final = 0.85
_DOUBTED: Final = 0.6
_ONE_SIGN: Final = 0.5
_MOST_CANDIDATES: Final = 10


def match_stated_season(identity: PageIdentity, roster: Roster) -> Match:
    """Return the season that the infobox states by its number, of the show named."""
    number = identity.season_number
    if number is None:
        return Match(None)
    shows = {one.id: one for one in roster.shows if _may_be_of(identity, one)}
    found = [
        _candidate(identity, shows[one.show_id], one)
        for one in roster.seasons
        if one.number == number and one.show_id in shows
    ]
    return _match(found)


def match_dated_season(identity: PageIdentity, roster: Roster) -> Match:
    """Return the seasons that may be meant where only show and year are stated."""
    year = identity.premiere_year
    if year is None or identity.season_number is not None:
        return Match(None)
    reasons = (f"it names the show and a premiere in {year}", "it states no number")
    return _match(
        [
            _season(one, _ONE_SIGN, reasons)
            for one in roster.seasons
            if one.show_id in identity.shows and one.year == year
        ]
    )


def _match(found: list[Candidate]) -> Match:
    found.sort(key=lambda one: (-one.score, one.name, one.id))
    certain = [one for one in found if one.score >= _CERTAIN]
    chosen = certain[0] if len(certain) == 1 else None
    return Match(chosen, tuple(found[:_MOST_CANDIDATES]))


def _may_be_of(identity: PageIdentity, show: KnownShow) -> bool:
    """Tell whether a page names a show, or none and its title begins like the show."""
    if identity.shows:
        return show.id in identity.shows
    return not identity.is_foreign and _begins_like(identity, show)


def _begins_like(identity: PageIdentity, show: KnownShow) -> bool:
    title = f"{fold(identity.title)} "
    return any(title.startswith(f"{fold(one)} ") for one in (show.name, *show.titles))


def _candidate(
    identity: PageIdentity, show: KnownShow, season: KnownSeason
) -> Candidate:
    said = f"the infobox states number {season.number}"
    if not identity.shows:
        reasons = (said, "the title begins like the show, which may be another one")
        return _season(season, _ONE_SIGN, reasons)
    doubts = tuple(_doubts(identity, show, season))
    named = f"the page names {show.name}"
    score = _DOUBTED if doubts else _CERTAIN
    return _season(season, score, (said, named, *doubts))


def _season(season: KnownSeason, score: float, reasons: tuple[str, ...]) -> Candidate:
    name = f"{season.show_name} season {season.number}"
    number = season.number
    return Candidate("season", season.show_id, name, score, reasons, number)


def _doubts(
    identity: PageIdentity, show: KnownShow, season: KnownSeason
) -> Iterator[str]:
    """Yield what speaks against a season whose number and show are stated."""
    years = (identity.premiere_year, season.year)
    is_dated = None not in years
    if len(identity.shows) > 1:
        yield "it names other shows, too"
    if is_dated and years[0] != years[1]:
        yield f"it states a premiere in {years[0]}, the season's was in {years[1]}"
    if identity.title_show != show.id and _begins_like(identity, show):
        yield "the title may be that of another show's season"
    if not is_dated and _has_own_name(season):
        yield f"the season is known as {season.name}, and no year tells"


def _has_own_name(season: KnownSeason) -> bool:
    """Tell whether a season has a name of its own: no number, not that of the show."""
    name = season.name or ""
    is_plain = is_season_label(name) or fold(name) in {"", fold(season.show_name)}
    return not is_plain
