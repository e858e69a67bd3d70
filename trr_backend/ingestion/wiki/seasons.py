"""Which of our shows and seasons a wiki means by a label or the title of a page.

Only exact forms count: a show's name or another title of it, with a season's name or
number; a season's name or number alone where just one show can be meant. What two may
claim belongs to none.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from uuid import UUID

from trr_backend.models.wiki import KnownSeason, KnownShow, Roster
from trr_backend.utils.countries import country_code
from trr_backend.utils.folding import fold

SeasonKey = tuple[UUID, int]
"""The id of a show, and the number of one of its seasons."""

# English, German, Spanish and Portuguese, French, Italian, Dutch, Swedish, Ukrainian
# and Russian, Japanese, Arabic.
_WORD = (
    r"(?:seasons?|series|staffeln?|temporadas?|saisons?|stagione|seizoen|säsong|"
    r"сезон|シーズン|الموسم|s)"
)
_BARE = re.compile(rf"(?:{_WORD}[\s#.]*)?(\d{{1,3}})")
_NUMBERED = re.compile(rf"(.*?\S)[\s:,\u2013\u2014-]+(?:{_WORD}[\s#.]*)?(\d{{1,3}})")
_LABEL = re.compile(
    rf"(?:.{{0,80}}\W)?{_WORD}\s*#?\d{{1,3}}"
    r"(?:\s*(?:[\u2013,&/-]|and)\s*\d{1,3})*(?:\s*\([^()]*\))?"
)
_QUALIFIED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_PARTS = re.compile(r"\s*:\s*|\s+[\u2013\u2014-]\s+")
# They only say that something is a show.
_IDLE = frozenset({"tv", "television", "series", "show"})
_LONGEST = 200


def season_of(
    label: str, roster: Roster, named: AbstractSet[UUID] | None = None
) -> SeasonKey | None:
    """Return the season that a label or a title means, None where none is sure.

    `named` are those of our shows that the page names: only their seasons may be meant
    by a number or a name alone. None: it names no show at all.
    """
    return _index(roster.shows, roster.seasons).season(label, named)


def show_of(label: str, roster: Roster) -> UUID | None:
    """Return the show that a label or a title means, None where none is sure."""
    return _index(roster.shows, roster.seasons).show(label)


def show_before(title: str, roster: Roster) -> UUID | None:
    """Return the one show by whose title a title begins, up to a colon or a dash."""
    heads = (title[: gap.start()] for gap in _PARTS.finditer(title))
    found = {one for head in heads if (one := show_of(head, roster))}
    return found.pop() if len(found) == 1 else None


def is_season_label(text: str) -> bool:
    """Tell whether a text names seasons by number, whether we know them or not.

    >>> is_season_label("RHOBH Season 3"), is_season_label("Top 10")
    (True, False)
    """
    return len(text) <= _LONGEST and bool(_LABEL.fullmatch(_plain(text)))


def without_qualifier(title: str) -> str:
    """Return a title without what stands in brackets behind it.

    >>> without_qualifier("Big Brother 26 (US)")
    'Big Brother 26'
    """
    found = _QUALIFIED.fullmatch(title.strip())
    return found[1] if found else title.strip()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@lru_cache(maxsize=8)
def _index(shows: tuple[KnownShow, ...], seasons: tuple[KnownSeason, ...]) -> "_Index":
    return _Index(shows, seasons)


class _Index:
    """Shows and seasons by what they may be called.

    A number of a show is a season of it even where we do not know that one: else it
    would seem to be another show's of the same title, which has one.
    """

    def __init__(
        self, shows: tuple[KnownShow, ...], seasons: tuple[KnownSeason, ...]
    ) -> None:
        self._countries = {show.id: frozenset(show.countries) for show in shows}
        self._known = {(season.show_id, season.number) for season in seasons}
        self._titled: defaultdict[str, set[UUID]] = defaultdict(set)
        self._named: defaultdict[str, set[SeasonKey]] = defaultdict(set)
        self._whole: defaultdict[str, set[SeasonKey]] = defaultdict(set)
        titles = {show.id: (show.name, *show.titles) for show in shows}
        for show_id, names in titles.items():
            for title in names:
                self._titled[fold(title)].add(show_id)
        for season in seasons:
            if season.name and not is_season_label(season.name):
                whole, alone = _names(season.name, titles.get(season.show_id, ()))
                self._named[alone].add((season.show_id, season.number))
                for name in whole:
                    self._whole[name].add((season.show_id, season.number))

    def show(self, label: str) -> UUID | None:
        """Return the one show of this title."""
        found = self._shows(label) if len(label) <= _LONGEST else set()
        return found.pop() if len(found) == 1 else None

    def season(self, label: str, named: AbstractSet[UUID] | None) -> SeasonKey | None:
        """Return the one season that the first form fitting the label stands for."""
        forms = self._forms(label, named) if len(label) <= _LONGEST else ()
        found: set[SeasonKey] = next(filter(None, forms), set())
        if len(found) > 1 and named:
            found = _within(found, named)
        only = found.pop() if len(found) == 1 else None
        return only if only in self._known else None

    def _forms(
        self, label: str, named: AbstractSet[UUID] | None
    ) -> Iterator[set[SeasonKey]]:
        yield self._with_show(label)
        if qualified := _QUALIFIED.fullmatch(label.strip()):
            base, qualifier = qualified.groups()
            yield self._of_shows(self._shows(qualifier), base)
            yield self._of_shows(self._shows(base), qualifier)
            yield self._from(self._with_show(base), qualifier)
        yield _within(self._named.get(fold(label), set()), named)
        yield self._of_shows(self._countries.keys() if named is None else named, label)

    def _with_show(self, label: str) -> set[SeasonKey]:
        """Return the seasons whose show the label names, with their name or number."""
        found = set(self._whole.get(fold(label), ()))
        if numbered := _NUMBERED.fullmatch(_plain(label)):
            found |= self._of_shows(self._shows(numbered[1]), numbered[2])
        for gap in _PARTS.finditer(label):
            shows = self._shows(label[: gap.start()])
            found |= self._of_shows(shows, label[gap.end() :])
        return found

    def _of_shows(self, shows: AbstractSet[UUID], part: str) -> set[SeasonKey]:
        """Return the seasons of these shows that a part of a label names."""
        found = {key for key in self._named.get(fold(part), ()) if key[0] in shows}
        number = _BARE.fullmatch(_plain(part))
        if number and int(number[1]):
            found |= {(show, int(number[1])) for show in shows}
        return found

    def _shows(self, label: str) -> set[UUID]:
        """Return the shows of a title, which may have a country behind it."""
        if found := self._titled.get(fold(label)):
            return set(found)
        if qualified := _QUALIFIED.fullmatch(label.strip()):
            base, qualifier = qualified.groups()
            return self._fitting(self._titled.get(fold(base), set()), qualifier)
        words = label.split()
        for count in (1, 2):
            country = country_code(" ".join(words[-count:]))
            if country and len(words) > count:
                shows = self._titled.get(fold(" ".join(words[:-count])), set())
                return {show for show in shows if country in self._countries[show]}
        return set()

    def _fitting(self, shows: AbstractSet[UUID], qualifier: str) -> set[UUID]:
        """Return those of the shows that are from the country that is named."""
        words = [one for one in fold(qualifier).split() if one not in _IDLE]
        country = country_code(" ".join(words))
        if words and country is None:
            return set()
        return {one for one in shows if not words or country in self._countries[one]}

    def _from(self, seasons: AbstractSet[SeasonKey], qualifier: str) -> set[SeasonKey]:
        shows = self._fitting({show for show, _ in seasons}, qualifier)
        return {key for key in seasons if key[0] in shows}


def _names(name: str, titles: tuple[str, ...]) -> tuple[set[str], str]:
    """Return a season's name with each title of its show, and without any, folded."""
    folded, own = fold(name), [fold(title) for title in titles]
    begins = [one for one in own if folded.startswith(f"{one} ")]
    alone = folded.removeprefix(max(begins, key=len) + " ") if begins else folded
    return {folded, *(f"{title} {alone}" for title in own)} - {alone}, alone


def _within(
    found: AbstractSet[SeasonKey], shows: AbstractSet[UUID] | None
) -> set[SeasonKey]:
    return {key for key in found if shows is None or key[0] in shows}
