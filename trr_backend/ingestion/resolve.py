"""Which TMDb series a listed show is: found for certain, or left to a person.

By IMDb id first: TMDb's answer must name one series, and its name and year must agree
with what the list said. Without an IMDb id by title and first day, where the list
gives one and one series alone has both; else by title and year: only a series of the
same name and the same year that nothing else comes close to is taken. Everything else
stays unresolved with its candidates; nothing is guessed.
"""

from trr_backend.ingestion.scoring import Match, compare, ranked
from trr_backend.integrations.tmdb.wire import (
    FindAnswer,
    SearchAnswer,
    decode_find,
    decode_search,
)
from trr_backend.models.documents import Document
from trr_backend.models.resolve import Resolution, Wanted

MAX_CANDIDATES = 10
# How far the second must stay behind: more than a year's doubt is worth.
_CLEARLY_AHEAD = 15.0


def resolve_by_document(wanted: Wanted, document: Document) -> Resolution:
    """Return the verdict that a stored answer of find or search gives."""
    if document.key.kind == "find":
        return resolve_by_find(wanted, decode_find(document.body, document.url))
    return resolve_by_search(wanted, decode_search(document.body, document.url))


def resolve_by_find(wanted: Wanted, find: FindAnswer) -> Resolution:
    """Return the series that TMDb names for the wanted show's IMDb id."""
    matches = ranked([compare(wanted, series) for series in find.tv_results or ()])
    if not matches:
        return Resolution(None, _why_no_series(find))
    if len(matches) > 1:
        return _unresolved("TMDb names several series for this IMDb id", matches)
    only = matches[0]
    doubts = [
        doubt
        for doubt, holds in (
            ("another name", only.name_differs),
            ("another year", only.year_differs and not only.same_day),
        )
        if holds
    ]
    if doubts:
        return _unresolved(
            f"the series with this IMDb id has {' and '.join(doubts)}", matches
        )
    return Resolution(
        only.candidate.tmdb_id, f"IMDb id; {_agreement(only)}", (only.candidate,)
    )


def resolve_by_search(wanted: Wanted, results: SearchAnswer) -> Resolution:
    """Return the one series that has the wanted title and year."""
    matches = ranked([compare(wanted, series) for series in results.results or ()])
    if not matches:
        return Resolution(None, "TMDb finds no series of this title")
    exact = [match for match in matches if match.same_name and match.same_day]
    best = exact[0] if len(exact) == 1 else matches[0]
    reason = None if len(exact) == 1 else _why_not_certain(wanted, matches, results)
    if reason:
        return _unresolved(reason, matches)
    return Resolution(
        best.candidate.tmdb_id, f"search; {_agreement(best)}", (best.candidate,)
    )


def _why_not_certain(
    wanted: Wanted, matches: list[Match], results: SearchAnswer
) -> str | None:
    best, *others = matches
    if doubt := _doubt(wanted, best):
        return doubt
    if others and best.candidate.score - others[0].candidate.score < _CLEARLY_AHEAD:
        return "several series of this title and about this year"
    if (results.total_results or 0) > len(matches):
        # The rest may hold another of the same name.
        return "TMDb finds more series than it shows at once"
    return None


def _doubt(wanted: Wanted, best: Match) -> str | None:
    if not best.same_name:
        return "no series of exactly this title"
    if wanted.year is None:
        return "the list gives no year to check the title by"
    if best.year_gap != 0:
        return "no series of this title began in this year"
    if best.same_day is False:
        return "no series of this title began on this day"
    return None


def _why_no_series(find: FindAnswer) -> str:
    kinds = " and ".join(find.others)
    if kinds:
        return f"TMDb knows this IMDb id as {kinds}, as no series"
    return "TMDb knows nothing by this IMDb id"


def _unresolved(reason: str, matches: list[Match]) -> Resolution:
    candidates = tuple(match.candidate for match in matches[:MAX_CANDIDATES])
    return Resolution(None, reason, candidates)


def _agreement(match: Match) -> str:
    return ", ".join(match.candidate.reasons)
