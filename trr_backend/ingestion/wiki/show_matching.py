"""Which show or season a page is about: by an id elsewhere, else by its title.

Shows of one name are told apart by what stands in brackets behind a title: a country or
a year. What else stands there may make it another page (a franchise, a podcast).
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from trr_backend.ingestion.wiki.season_matching import (
    match_dated_season,
    match_stated_season,
)
from trr_backend.models.wiki import (
    Candidate,
    KnownShow,
    Match,
    PageIdentity,
    PageKind,
    Roster,
)
from trr_backend.utils.countries import country_code
from trr_backend.utils.folding import fold
from trr_backend.utils.names import name_key

_BY_ID: Final = 1.0
_TOLD_APART: Final = 0.95
_BY_TITLE: Final = 0.9
_DOUBTED: Final = 0.7
_REDIRECTED: Final = 0.6
_SAYS_NOTHING: Final = frozenset({"show", "series", "tv series", "tv show", "tv"})
_YEAR_TOLERANCE: Final = 1
_SAME_NAME = "another show has that name"


def match_show(identity: PageIdentity, roster: Roster) -> Match:
    """Return which show or season of the roster a page is about.

    A season's page is about the season that its title names, else about the one that
    its infobox states; a person's about none.
    Infoboxes of shows and seasons look alike, so the title may make one the other.
    """
    if identity.is_disambiguation or not identity.is_single:
        return Match(None)
    for find in _IN_ORDER.get(identity.kind, ()):
        if (match := find(identity, roster)).candidates:
            return match
    return Match(None)


def _of_season(identity: PageIdentity, roster: Roster) -> Match:
    own = identity.own_season
    show = next((one for one in roster.shows if own and one.id == own[0]), None)
    if own is None or show is None:
        return Match(None)
    number = own[1]
    is_sure = identity.kind != "other"
    reasons = ["the title names the season"]
    reasons += [] if is_sure else ["nothing on the page says that it is about a season"]
    found = Candidate(
        "season",
        show.id,
        f"{show.name} season {number}",
        _BY_TITLE if is_sure else _DOUBTED,
        tuple(reasons),
        season_number=number,
    )
    return Match(found if is_sure else None, (found,))


def _of_show(identity: PageIdentity, roster: Roster) -> Match:
    found = [one for show in roster.shows if (one := _candidate(identity, show))]
    found.sort(key=lambda one: (-one.score, one.name, one.id))
    if not found or found[0].score < _BY_TITLE:
        return Match(None, tuple(found))
    first, *others = found
    if first.score != _BY_ID and any(one.score == first.score for one in others):
        return Match(None, tuple(map(_doubted, found)))
    return Match(first, tuple(found))


def _doubted(one: Candidate) -> Candidate:
    score, reasons = min(one.score, _DOUBTED), (*one.reasons, _SAME_NAME)
    return Candidate(one.entity, one.id, one.name, score, reasons)


def _candidate(identity: PageIdentity, show: KnownShow) -> Candidate | None:
    ids = set(identity.external_ids) & set(show.external_ids)
    if ids:
        reason = f"it has the same id elsewhere: {', '.join(sorted(map(str, ids)))}"
        return Candidate("show", show.id, show.name, _BY_ID, (reason,))
    score, reason = _by_title(identity, show)
    sources = {one.source for one in show.external_ids}
    if any(one.source in sources for one in identity.external_ids):
        # Of another show of that name, as it seems.
        score, reason = (
            min(score, _REDIRECTED),
            f"{reason}; it has another id elsewhere",
        )
    return Candidate("show", show.id, show.name, score, (reason,)) if score else None


def _by_title(identity: PageIdentity, show: KnownShow) -> tuple[float, str]:
    titles = {name_key(one) for one in (show.name, *show.titles)}
    if name_key(identity.title) in titles:
        return _BY_TITLE, "the title is its own"
    if name_key(identity.name) in titles:
        return _by_qualifier(identity.qualifier or "", show)
    if any(name_key(one) in titles for one in identity.redirects):
        return _REDIRECTED, "a title that leads there is its own"
    return 0, "no title of its own"


def _by_qualifier(qualifier: str, show: KnownShow) -> tuple[float, str]:
    """Return how likely it is by what stands behind the title; 0: it is another."""
    code = country_code(qualifier)
    if code and show.countries:
        return (_TOLD_APART if code in show.countries else 0), f"the one of {qualifier}"
    if qualifier.isdecimal() and show.first_air_year:
        is_near = abs(int(qualifier) - show.first_air_year) <= _YEAR_TOLERANCE
        return (_TOLD_APART if is_near else 0), f"the one of {qualifier}"
    if fold(qualifier) in _SAYS_NOTHING:
        return _BY_TITLE, "the title is its own"
    return _DOUBTED, f"the title is its own, but for ({qualifier})"


_IN_ORDER: Final[
    Mapping[PageKind, Sequence[Callable[[PageIdentity, Roster], Match]]]
] = MappingProxyType(
    {
        "show": (_of_show, _of_season),
        "season": (_of_season, match_stated_season, _of_show, match_dated_season),
        "other": (_of_season,),
    }
)
