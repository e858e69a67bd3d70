"""How alike a listed show and a series of TMDb are: by names, first year and day.

Titles are compared folded (case, accents, script and punctuation do not count), each
title of the list with each name of the series; the best pair counts. Nothing here
decides: `resolve` does.
"""

from dataclasses import dataclass
from datetime import date
from itertools import product

from rapidfuzz import fuzz

from trr_backend.ingestion.lists.ids import parse_year
from trr_backend.integrations.tmdb.wire import FoundSeries, blank_to_none
from trr_backend.models.resolve import Candidate, Wanted
from trr_backend.utils.folding import fold

SAME = 100.0
# "Big Brother" and "Celebrity Big Brother" reach 69: they are not alike.
ALIKE = 70.0
# Sources date a first broadcast differently around the turn of a year.
YEAR_TOLERANCE = 1

_UNSURE_YEAR_PENALTY = 10.0
_OTHER_YEAR_PENALTY = 40.0


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with what was compared.

    `likeness` is 0-100, None where the list gives no title; `year_gap` is in years,
    None where one side gives no year; `same_day` says whether both began on one day,
    None where one side gives no whole date.
    """

    candidate: Candidate
    likeness: float | None
    year_gap: int | None
    same_day: bool | None = None

    @property
    def same_name(self) -> bool:
        """Whether one of the names is one of the titles."""
        return self.likeness == SAME

    @property
    def name_differs(self) -> bool:
        """Whether the titles are known and none is like a name."""
        return self.likeness is not None and self.likeness < ALIKE

    @property
    def year_differs(self) -> bool:
        """Whether both years are known and too far apart."""
        return self.year_gap is not None and self.year_gap > YEAR_TOLERANCE


def compare(wanted: Wanted, series: FoundSeries) -> Match:
    """Return how alike the wanted show and a series are."""
    name, original = blank_to_none(series.name), blank_to_none(series.original_name)
    likeness = _likeness(wanted, [part for part in (name, original) if part])
    year = parse_year(series.first_air_date or "")
    gap = None if wanted.year is None or year is None else abs(wanted.year - year)
    same_day = _same_day(wanted, series)
    candidate = Candidate(
        tmdb_id=series.id,
        name=name or original or "",
        original_name=original,
        first_air_date=blank_to_none(series.first_air_date),
        origin_countries=tuple(series.origin_country or ()),
        score=round(max(0.0, (likeness or 0.0) - _penalty(gap)), 1),
        reasons=(
            _name_reason(likeness),
            f"same first day {wanted.premiere}"
            if same_day
            else _year_reason(wanted.year, year),
        ),
    )
    return Match(candidate, likeness, gap, same_day)


def ranked(matches: list[Match]) -> list[Match]:
    """Return the best first; equal ones by TMDb id, so that runs agree."""
    return sorted(
        matches, key=lambda match: (-match.candidate.score, match.candidate.tmdb_id)
    )


def _likeness(wanted: Wanted, names: list[str]) -> float | None:
    titles = [title for title in (wanted.title, wanted.original_title) if title]
    if not titles:
        return None
    return max(
        (fuzz.ratio(fold(title), fold(name)) for title, name in product(titles, names)),
        default=0.0,
    )


def _same_day(wanted: Wanted, series: FoundSeries) -> bool | None:
    try:
        first = date.fromisoformat(series.first_air_date or "")
    except ValueError:
        return None
    return None if wanted.premiere is None else first == wanted.premiere


def _penalty(gap: int | None) -> float:
    if gap == 0:
        return 0.0
    if gap is None or gap <= YEAR_TOLERANCE:
        return _UNSURE_YEAR_PENALTY
    return _OTHER_YEAR_PENALTY


def _name_reason(likeness: float | None) -> str:
    if likeness is None:
        return "no title to compare"
    return "same name" if likeness == SAME else f"name {likeness:.0f}% alike"


def _year_reason(wanted: int | None, found: int | None) -> str:
    if wanted is None or found is None:
        return "no year to compare"
    if wanted == found:
        return f"same year {found}"
    return f"first aired {found}, the list says {wanted}"
