"""Whether a season is counted alike here and at IMDb, and by how much it is shifted.

Where titles say nothing, a number is all there is: it is believed only if neither side
has an episode that the other one lacks. IMDb may count a special as the first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from trr_backend.models.crosswalk import OurEpisode, TheirEpisode


@dataclass(slots=True)
class SeasonNumbers:
    """The numbers of a season, on both sides; what has not aired may be missing."""

    ours: set[int] = field(default_factory=set)
    our_aired: set[int] = field(default_factory=set)
    theirs: set[int] = field(default_factory=set)
    their_aired: set[int] = field(default_factory=set)

    def agree(self, shift: int = 0) -> bool:
        """Tell whether both have the same, if IMDb's numbers are ours + `shift`."""
        return {one + shift for one in self.our_aired} <= self.theirs and (
            {one - shift for one in self.their_aired} <= self.ours
        )

    def shift(self) -> int | None:
        """Return the shift by which both agree, None where there is none."""
        if not self.our_aired or not self.theirs:
            return None
        shift = min(self.theirs) - min(self.ours)
        return shift if self.agree(shift) else None

    def __str__(self) -> str:
        """Return both as a person reads them."""
        return f"{_ranges(self.ours)} here, {_ranges(self.theirs)} at IMDb"


def numbers_by_season(
    ours: Sequence[OurEpisode], theirs: Sequence[TheirEpisode], today: date
) -> Mapping[int, SeasonNumbers]:
    """Return the numbers of each season.

    An episode of ours without a day has not aired; one of IMDb's has, unless its year
    is still to come.
    """
    seasons: defaultdict[int, SeasonNumbers] = defaultdict(SeasonNumbers)
    for one in ours:
        season = seasons[one.season_number]
        season.ours.add(one.episode_number)
        if one.air_date is not None and one.air_date <= today:
            season.our_aired.add(one.episode_number)
    for other in theirs:
        if other.season_number is None or other.episode_number is None:
            continue
        season = seasons[other.season_number]
        season.theirs.add(other.episode_number)
        if other.start_year is None or other.start_year <= today.year:
            season.their_aired.add(other.episode_number)
    return seasons


def _ranges(numbers: Iterable[int]) -> str:
    """Return numbers in few words: "1-3, 5"."""
    found = sorted(numbers)
    breaks = [n for n, (a, b) in enumerate(pairwise(found), start=1) if b != a + 1]
    runs = [
        found[begin:end]
        for begin, end in pairwise([0, *breaks, len(found)])
        if begin < end
    ]
    return ", ".join(
        f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs
    )
