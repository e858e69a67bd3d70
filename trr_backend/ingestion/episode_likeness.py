"""How alike an episode of ours and one of IMDb's are, by title and by year."""

import re

from rapidfuzz import fuzz

from trr_backend.ingestion.placeholders import is_episode_placeholder
from trr_backend.models.crosswalk import Candidate, OurEpisode, TheirEpisode
from trr_backend.utils.folding import fold

# Of titles folded.
_ALIKE = 70.0
_SAME = 90.0
# "Night 1" and "Night 2" would reach 86, "Reunion Part 1" and "Part 2" 93.
_COUNTED_APART = 50.0
_NUMERALS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten",
        "i ii iii iv v vi vii viii ix x",
    )
    for number, word in enumerate(words.split(), start=1)
}
# IMDb's year is that of the first broadcast anywhere.
_YEAR_TOLERANCE = 1
# Of daily shows; the others of IMDb's making are "Episode #1.12".
_DIGITS = re.compile(r"[0-9]{1,18}")
_DATED = re.compile(r"episode dated .*", re.IGNORECASE)


def judged(one: OurEpisode, twin: TheirEpisode) -> Candidate:
    """Return how likely an episode with the same number is the same."""
    likeness, gap = likeness_of(one, twin), year_gap(one, twin)
    years_differ = gap is not None and gap > _YEAR_TOLERANCE
    if likeness is None:
        confidence = 0.3 if years_differ else 0.6 if gap is None else 0.8
        said = "same number, no title to compare"
    elif likeness < _ALIKE:
        confidence = 0.1 if years_differ else 0.4
        said = f"same number, title {likeness:.0f}% alike"
    else:
        confidence = 0.6 if years_differ else 1.0 if likeness >= _SAME else 0.85
        said = f"same number, title {likeness:.0f}% alike"
    return Candidate(twin, confidence, f"{said}{_years(one, twin, gap)}")


def by_title(one: OurEpisode, other: TheirEpisode, namesakes: int) -> Candidate:
    """Return how likely an episode with the same title, and another number, is it."""
    gap = year_gap(one, other)
    years_differ = gap is not None and gap > _YEAR_TOLERANCE
    confidence = 0.3 if years_differ else 0.8 if namesakes == 1 else 0.5
    numbered = f"{other.season_number}x{other.episode_number}"
    known = other.season_number is not None and other.episode_number is not None
    said = f"same title, numbered {numbered}" if known else "same title, no number"
    return Candidate(other, confidence, f"{said}{_years(one, other, gap)}")


def _years(one: OurEpisode, other: TheirEpisode, gap: int | None) -> str:
    if gap is None or one.air_date is None:
        return ", no year to compare"
    if gap == 0:
        return f", same year {other.start_year}"
    return f", {other.start_year} instead of {one.air_date.year}"


def year_gap(one: OurEpisode, other: TheirEpisode) -> int | None:
    """Return how many years lie between them, None where one is not known."""
    if one.air_date is None or other.start_year is None:
        return None
    return abs(one.air_date.year - other.start_year)


def likeness_of(one: OurEpisode, other: TheirEpisode) -> float | None:
    """Return how alike the titles are (0-100), None where one says nothing."""
    title, titles = title_of(one), titles_of(other)
    if not title or not titles:
        return None
    return max(_alike(title, their) for their in titles)


def _alike(title: str, their: str) -> float:
    likeness = fuzz.ratio(title, their)
    if _counted(title) == _counted(their):
        return likeness
    return min(likeness, _COUNTED_APART)


def _counted(title: str) -> list[int]:
    """Return the numbers in a folded title, however they are written."""
    words = (_NUMERALS.get(word) or _DIGITS.search(word) for word in title.split())
    return [int(one[0]) if isinstance(one, re.Match) else one for one in words if one]


def title_of(one: OurEpisode) -> str | None:
    """Return the title folded, None where it says nothing."""
    if not one.name or is_episode_placeholder(one.name, one.episode_number):
        return None
    return fold(one.name)


def titles_of(one: TheirEpisode) -> list[str]:
    """Return the titles folded, each once, without those that say nothing."""
    number = one.episode_number
    real = [
        name
        for name in one.names
        if not _DATED.fullmatch(name)
        and not (number is not None and is_episode_placeholder(name, number))
    ]
    return list(dict.fromkeys(map(fold, real)))
