"""Which of IMDb's episodes each of ours is: by number, checked by title and year.

IMDb numbers specials and double episodes in its own way, so equal numbers alone prove
little. What title or year contradict or say nothing of, what has the title of another
episode, what has no number, and season 0 are left to a person, with what they most
probably are. Where titles say nothing, numbers are believed only if the whole season
has the same on both sides; else one question is asked for the season. People are never
matched by their name: it only makes a question.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from trr_backend.ingestion.episode_likeness import (
    by_title,
    judged,
    likeness_of,
    title_of,
    titles_of,
    year_gap,
)
from trr_backend.ingestion.season_numbers import numbers_by_season
from trr_backend.models.crosswalk import (
    Candidate,
    EpisodeCrosswalk,
    EpisodeDoubt,
    EpisodeMatch,
    OurEpisode,
    OurPerson,
    PersonDoubt,
    SeasonDoubt,
    Shift,
    TheirEpisode,
    TheirPerson,
)
from trr_backend.utils.folding import fold

_Number = tuple[int, int]

_SURE = 0.7
_MOST_CANDIDATES = 5
# Of a season whose numbers do not agree.
_SHIFTED = 0.6
_UNSHIFTED = 0.3


def match_episodes(
    ours: Sequence[OurEpisode],
    theirs: Sequence[TheirEpisode],
    today: date,
    shifts: Mapping[UUID, int] | None = None,
) -> EpisodeCrosswalk:
    """Return which are one, and which a person has to decide about.

    `shifts` are what was decided, by season: IMDb's numbers are ours + so many.
    """
    return _Comparison(ours, theirs, today, shifts or {}).result()


class _Comparison:
    """The episodes of one show, found by number and by title."""

    def __init__(
        self,
        ours: Sequence[OurEpisode],
        theirs: Sequence[TheirEpisode],
        today: date,
        shifts: Mapping[UUID, int],
    ) -> None:
        self._ours = ours
        self._shifts = shifts
        self._count = Counter(map(_number, ours))
        self._numbers = numbers_by_season(ours, theirs, today)
        self._taken = {one.imdb_id for one in ours if one.imdb_id}
        self._by_number: defaultdict[_Number, list[TheirEpisode]] = defaultdict(list)
        self._by_title: defaultdict[str, list[TheirEpisode]] = defaultdict(list)
        for one in theirs:
            if one.season_number and one.episode_number is not None:
                number = one.season_number, one.episode_number
                self._by_number[number].append(one)
            for title in titles_of(one):
                self._by_title[title].append(one)
        self._named = set(filter(None, map(title_of, ours)))

    def result(self) -> EpisodeCrosswalk:
        matches: list[EpisodeMatch] = []
        doubts: list[EpisodeDoubt] = []
        seasons: dict[UUID, int] = {}
        for one in self._ours:
            twins = self._by_number[_number(one)]
            if any(twin.id == one.imdb_id for twin in twins):
                continue
            found = [self._judged(one, twin) for twin in twins]
            match = self._match(one, found) or self._as_decided(one)
            if match:
                matches.append(match)
                continue
            # One that has an id keeps it, unless another one is sure by its number.
            if one.imdb_id and not any(map(_is_sure, found)):
                continue
            if not self._agree(one) and self._twin_by_number(one, 0):
                seasons[one.season_id] = one.season_number
                continue
            candidates = self._candidates(one, found)
            if candidates:
                doubts.append(EpisodeDoubt(one, candidates))
        asked = tuple(self._season(*season) for season in seasons.items())
        return EpisodeCrosswalk(tuple(matches), tuple(doubts), asked)

    def _agree(self, one: OurEpisode) -> bool:
        return self._numbers[one.season_number].agree()

    def _judged(self, one: OurEpisode, twin: TheirEpisode) -> Candidate:
        """Return how likely it is; a number alone is not, in a season that differs."""
        found = judged(one, twin)
        if self._agree(one) or likeness_of(one, twin) is not None:
            return found
        return replace(found, confidence=min(found.confidence, _UNSHIFTED))

    def _twin_by_number(self, one: OurEpisode, shift: int) -> TheirEpisode | None:
        """Return the only one with our number + `shift`, where titles say nothing."""
        twins = self._by_number[one.season_number, one.episode_number + shift]
        if one.imdb_id or len(twins) != 1 or self._count[_number(one)] > 1:
            return None
        (twin,) = twins
        if twin.id in self._taken or self._is_other(one, twin):
            return None
        return twin if likeness_of(one, twin) is None else None

    def _as_decided(self, one: OurEpisode) -> EpisodeMatch | None:
        """Return the twin by the shift that a person chose for its season."""
        shift = self._shifts.get(one.season_id)
        if shift is None or self._agree(one):
            return None
        twin = self._twin_by_number(one, shift)
        return EpisodeMatch(one.id, twin.id, 1.0) if twin else None

    def _season(self, season_id: UUID, number: int) -> SeasonDoubt:
        """Return by what its numbers may be shifted: what makes them agree, nothing."""
        numbers = self._numbers[number]
        shift = numbers.shift()
        likely = [] if shift is None else [self._shift(season_id, shift, _SHIFTED)]
        likely = [one for one in likely if one.episodes]
        none = self._shift(season_id, 0, _UNSHIFTED)
        return SeasonDoubt(season_id, number, str(numbers), (*likely, none))

    def _shift(self, season_id: UUID, by: int, confidence: float) -> Shift:
        gaps = [
            year_gap(one, twin)
            for one in self._ours
            if one.season_id == season_id
            for twin in [self._twin_by_number(one, by)]
            if twin
        ]
        said = f"{len(gaps)} episodes, {gaps.count(0)} of them of the same year"
        return Shift(by, len(gaps), confidence, said)

    def _match(
        self, one: OurEpisode, found: Sequence[Candidate]
    ) -> EpisodeMatch | None:
        """Return the only twin by number, if nothing contradicts it."""
        if one.imdb_id or len(found) != 1 or self._count[_number(one)] > 1:
            return None
        (only,) = found
        twin = only.episode
        if not _is_sure(only) or twin.id in self._taken or self._is_other(one, twin):
            return None
        return EpisodeMatch(one.id, twin.id, only.confidence)

    def _is_other(self, one: OurEpisode, twin: TheirEpisode) -> bool:
        """Tell whether the title of one of them is that of some other episode."""
        title, titles = title_of(one), titles_of(twin)
        if title in titles:
            return False
        theirs = self._by_title[title] if title else ()
        return bool(theirs) or any(their in self._named for their in titles)

    def _candidates(
        self, one: OurEpisode, found: Sequence[Candidate]
    ) -> tuple[Candidate, ...]:
        """Return the twins by number and the namesakes, the likeliest first."""
        twins = {candidate.episode.id for candidate in found}
        title = title_of(one)
        namesakes = [
            other
            for other in (self._by_title[title] if title else ())
            if other.id not in twins and other.id not in self._taken
        ]
        every = [*found, *(by_title(one, two, len(namesakes)) for two in namesakes)]
        every.sort(key=lambda candidate: (-candidate.confidence, candidate.episode.id))
        return tuple(every[:_MOST_CANDIDATES])


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
