"""Which of IMDb's episodes each of ours is: by number, checked by title and year.

IMDb numbers specials and double episodes in its own way, so equal numbers alone prove
little. What title or year contradict or say nothing of, what has the title of another
episode, what has no number, and season 0 are left to a person, with what they most
probably are. People are never matched by their name: it
only makes a question.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from trr_backend.ingestion.placeholders import is_episode_placeholder
from trr_backend.models.crosswalk import (
    Candidate,
    EpisodeCrosswalk,
    EpisodeDoubt,
    EpisodeMatch,
    OurEpisode,
    OurPerson,
    PersonDoubt,
    TheirEpisode,
    TheirPerson,
)
from trr_backend.utils.folding import fold

_Number = tuple[int, int]

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
_SURE = 0.7
_MOST_CANDIDATES = 5
# Of daily shows; the others of IMDb's making are "Episode #1.12".
_DIGITS = re.compile(r"[0-9]{1,18}")
_DATED = re.compile(r"episode dated .*", re.IGNORECASE)


def match_episodes(
    ours: Sequence[OurEpisode], theirs: Sequence[TheirEpisode]
) -> EpisodeCrosswalk:
    """Return which are one, and which a person has to decide about."""
    return _Comparison(ours, theirs).result()


class _Comparison:
    """The episodes of one show, found by number and by title."""

    def __init__(
        self, ours: Sequence[OurEpisode], theirs: Sequence[TheirEpisode]
    ) -> None:
        self._ours = ours
        self._count = Counter(map(_number, ours))
        self._taken = {one.imdb_id for one in ours if one.imdb_id}
        self._by_number: defaultdict[_Number, list[TheirEpisode]] = defaultdict(list)
        self._by_title: defaultdict[str, list[TheirEpisode]] = defaultdict(list)
        for one in theirs:
            if one.season_number and one.episode_number is not None:
                number = one.season_number, one.episode_number
                self._by_number[number].append(one)
            for title in _titles(one):
                self._by_title[title].append(one)
        self._named = set(filter(None, map(_title, ours)))

    def result(self) -> EpisodeCrosswalk:
        matches: list[EpisodeMatch] = []
        doubts: list[EpisodeDoubt] = []
        for one in self._ours:
            twins = self._by_number[_number(one)]
            if any(twin.id == one.imdb_id for twin in twins):
                continue
            judged = [_judged(one, twin) for twin in twins]
            match = self._match(one, judged)
            if match:
                matches.append(match)
                continue
            # One that has an id keeps it, unless another one is sure by its number.
            if one.imdb_id and not any(_is_sure(found) for found in judged):
                continue
            candidates = self._candidates(one, judged)
            if candidates:
                doubts.append(EpisodeDoubt(one, candidates))
        return EpisodeCrosswalk(tuple(matches), tuple(doubts))

    def _match(
        self, one: OurEpisode, judged: Sequence[Candidate]
    ) -> EpisodeMatch | None:
        """Return the only twin by number, if nothing contradicts it."""
        if one.imdb_id or len(judged) != 1 or self._count[_number(one)] > 1:
            return None
        (found,) = judged
        twin = found.episode
        if not _is_sure(found) or twin.id in self._taken or self._is_other(one, twin):
            return None
        return EpisodeMatch(one.id, twin.id, found.confidence)

    def _is_other(self, one: OurEpisode, twin: TheirEpisode) -> bool:
        """Tell whether the title of one of them is that of some other episode."""
        title, titles = _title(one), _titles(twin)
        if title in titles:
            return False
        theirs = self._by_title[title] if title else ()
        return bool(theirs) or any(their in self._named for their in titles)

    def _candidates(
        self, one: OurEpisode, judged: Sequence[Candidate]
    ) -> tuple[Candidate, ...]:
        """Return the twins by number and the namesakes, the likeliest first."""
        twins = {found.episode.id for found in judged}
        title = _title(one)
        namesakes = [
            other
            for other in (self._by_title[title] if title else ())
            if other.id not in twins and other.id not in self._taken
        ]
        found = list(judged)
        found += [_by_title(one, other, len(namesakes)) for other in namesakes]
        found.sort(key=lambda candidate: (-candidate.confidence, candidate.episode.id))
        return tuple(found[:_MOST_CANDIDATES])


def match_people(
    ours: Iterable[OurPerson], theirs: Iterable[TheirPerson]
) -> tuple[PersonDoubt, ...]:
    """Return who has one name in one show; birth years that differ tell them apart."""
    by_name: defaultdict[str, list[OurPerson]] = defaultdict(list)
    for person in ours:
        by_name[fold(person.name)].append(person)
    doubts = [
        PersonDoubt(person, other, confidence)
        for other in theirs
        for person in by_name.get(fold(other.name), ())
        if (confidence := _same_person(person, other)) is not None
    ]
    doubts.sort(key=lambda one: (-one.confidence, one.person.name, one.theirs.id))
    return tuple(doubts)


def _same_person(person: OurPerson, other: TheirPerson) -> float | None:
    if person.birth_year is None or other.birth_year is None:
        return 0.6
    return 0.9 if person.birth_year == other.birth_year else None


def _number(one: OurEpisode) -> _Number:
    """Return an episode's number; each source counts specials in its own way."""
    return one.season_number, one.episode_number


def _is_sure(found: Candidate) -> bool:
    return found.confidence >= _SURE


def _judged(one: OurEpisode, twin: TheirEpisode) -> Candidate:
    """Return how likely an episode with the same number is the same."""
    likeness, gap = _likeness(one, twin), _year_gap(one, twin)
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


def _by_title(one: OurEpisode, other: TheirEpisode, namesakes: int) -> Candidate:
    """Return how likely an episode with the same title, and another number, is it."""
    gap = _year_gap(one, other)
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


def _year_gap(one: OurEpisode, other: TheirEpisode) -> int | None:
    if one.air_date is None or other.start_year is None:
        return None
    return abs(one.air_date.year - other.start_year)


def _likeness(one: OurEpisode, other: TheirEpisode) -> float | None:
    """Return how alike the titles are (0-100), None where one says nothing."""
    title, titles = _title(one), _titles(other)
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


def _title(one: OurEpisode) -> str | None:
    if not one.name or is_episode_placeholder(one.name, one.episode_number):
        return None
    return fold(one.name)


def _titles(one: TheirEpisode) -> list[str]:
    """Return the titles folded, each once, without those that say nothing."""
    number = one.episode_number
    real = [
        name
        for name in one.names
        if not _DATED.fullmatch(name)
        and not (number is not None and is_episode_placeholder(name, number))
    ]
    return list(dict.fromkeys(map(fold, real)))
