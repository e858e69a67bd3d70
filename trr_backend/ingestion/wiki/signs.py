"""What speaks for a page being about somebody, and what against: one sign at a time.

Nothing here decides: `matching` does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import product
from typing import Final
from uuid import UUID

from trr_backend.models.shows import ExternalId
from trr_backend.models.wiki import KnownPerson, PageIdentity, Roster
from trr_backend.utils.names import (
    ALIKE,
    SAME,
    first_word,
    is_one_word,
    name_key,
    name_likeness,
    surname,
    words_of,
)

# Of an equal name that may be another's: a first name alone, a relative's redirect.
_DOUBTFUL: Final = 0.75
_SLIP_DAYS: Final = 2
_PARTS_OF_A_SLIP: Final = 2


class Name(Enum):
    """How a page names somebody."""

    TITLE = "the title is their name"
    SAID = "the page gives their name"
    ALIKE = "a name like theirs"
    SURNAME = "only the surname is theirs"
    UNLIKE = "no name like theirs"


class Link(Enum):
    """How a page is linked to somebody's shows."""

    SEASON = "it names a season of theirs"
    SHOW = "it names a show of theirs"
    ELSEWHERE = "it names other shows or seasons only"
    NONE = "it names no show of ours"


class Birth(Enum):
    """How a page's birthday and ours agree; the reasons name no date."""

    SAME = "born on the same day"
    SLIP = "born on about the same day"
    OTHER = "born on another day"
    UNKNOWN = ""


class Ids(Enum):
    """How a page's external ids and ours agree."""

    SAME = "it has the same id elsewhere"
    OTHER = "it has another id elsewhere"
    SOMEBODYS = "it has the id of somebody else in the cast"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """All signs for one person; `likeness` is that of the names, 0 to 1."""

    name: Name
    likeness: float
    link: Link
    birth: Birth
    ids: Ids
    reasons: tuple[str, ...]

    @property
    def has_name(self) -> bool:
        """Whether the page gives the very name."""
        return self.name in {Name.TITLE, Name.SAID}

    @property
    def is_unlike(self) -> bool:
        """Whether the page gives no name that may be theirs."""
        return self.name in {Name.SURNAME, Name.UNLIKE}

    @property
    def is_linked(self) -> bool:
        """Whether the page names a show or a season of theirs."""
        return self.link in {Link.SEASON, Link.SHOW}


class Reading:
    """A page's identity, made ready to be compared with everybody of a roster."""

    def __init__(self, identity: PageIdentity, roster: Roster) -> None:
        self._identity = identity
        self._shows = {show.id: show.name for show in roster.shows}
        self._ids = frozenset(identity.external_ids)
        everybody = (one for person in roster.people for one in person.external_ids)
        self._owned = self._ids & frozenset(everybody)
        names = (identity.name, *identity.said_names, *identity.redirects)
        self._names = tuple(dict.fromkeys(names))
        self._title = name_key(identity.name)
        self._given = {name_key(one): one for one in _given(identity)}
        self._keys = {self._title, *self._given}

    def may_be(self, person: KnownPerson) -> bool:
        """Tell whether anything speaks for this person: most of a cast is soon done."""
        if not self._identity.seasons.isdisjoint(person.seasons):
            return True
        if not self._ids.isdisjoint(person.external_ids) or self._is_born_with(person):
            return True
        names = (person.name, *person.aliases)
        return any(name_key(one) in self._keys for one in names)

    def _is_born_with(self, person: KnownPerson) -> bool:
        return (
            person.birthday is not None and person.birthday == self._identity.birthday
        )

    def signs(self, person: KnownPerson) -> Signs:
        """Return what speaks for this person and against."""
        link, where = self._link(person)
        birth = _birth(self._identity.birthday, person.birthday)
        ids = self._id_sign(person)
        hints = {link is Link.SEASON, birth is Birth.SAME, ids is Ids.SAME}
        name, likeness, called = self._name(person, compare=any(hints))
        said = (ids.value, called, where, birth.value)
        return Signs(name, likeness, link, birth, ids, tuple(filter(None, said)))

    def _id_sign(self, person: KnownPerson) -> Ids:
        theirs = frozenset(person.external_ids)
        if _contradict(self._ids, theirs):
            return Ids.OTHER
        if self._ids & theirs:
            return Ids.SAME
        return Ids.SOMEBODYS if self._owned else Ids.UNKNOWN

    def _name(self, person: KnownPerson, *, compare: bool) -> tuple[Name, float, str]:
        title = self._identity.name
        keys = dict.fromkeys(map(name_key, (person.name, *person.aliases)))
        if self._title in keys and not is_one_word(title):
            return Name.TITLE, SAME, Name.TITLE.value
        # Of somebody known by one word alone the title is no more than any other name.
        given = title if self._title == name_key(person.name) else None
        given = given or next(
            (self._given[key] for key in keys if key in self._given), None
        )
        if given:
            return Name.SAID, SAME, f"it names them {given}"
        likeness = self._likeness(person) if compare else 0.0
        if likeness >= ALIKE:
            said = "a name of theirs, which may be another's"
            if likeness != _DOUBTFUL:
                said = f"a name {likeness:.0%} like theirs"
            return Name.ALIKE, likeness, said
        shared = {surname(person.name)} & {surname(one) for one in self._names} - {None}
        name = Name.SURNAME if shared and compare else Name.UNLIKE
        return name, likeness, name.value

    def _likeness(self, person: KnownPerson) -> float:
        pairs = product(self._names, (person.name, *person.aliases))
        found = (name_likeness(one, other) for one, other in pairs)
        return max(one if one < SAME else _DOUBTFUL for one in found)

    def _link(self, person: KnownPerson) -> tuple[Link, str]:
        shows = self._identity.shows & person.in_shows
        if not shows:
            link = Link.ELSEWHERE if self._identity.shows else Link.NONE
            return link, link.value
        named = {one for one in self._identity.seasons if one[0] in shows}
        theirs = {one for one in person.seasons if one[0] in shows}
        if common := named & theirs:
            return Link.SEASON, f"both are in {self._called(common)}"
        if named and theirs:
            return Link.ELSEWHERE, f"it is about {self._called(named)}, they are not"
        return Link.SHOW, f"it names {', '.join(sorted(map(self._show, shows)))}"

    def _called(self, seasons: Iterable[tuple[UUID, int]]) -> str:
        named = sorted((self._show(show_id), number) for show_id, number in seasons)
        return ", ".join(f"{name} season {number}" for name, number in named)

    def _show(self, show_id: UUID) -> str:
        return self._shows.get(show_id, "a show")


def _given(identity: PageIdentity) -> Iterable[str]:
    """Return the whole names that a page itself gives to whom it is about.

    A redirect may be of a relative who has no page: it must have the first name of the
    title. A word alone is anybody's.
    """
    first = first_word(identity.name)
    own = (one for one in identity.redirects if first in words_of(one))
    return (one for one in (*own, *identity.said_names) if not is_one_word(one))


def _contradict(ours: frozenset[ExternalId], theirs: frozenset[ExternalId]) -> bool:
    """Tell whether both have ids of a source, and none in common."""
    sources = {one.source for one in ours} & {one.source for one in theirs}
    agreed = {one.source for one in ours & theirs}
    return bool(sources - agreed)


def _birth(ours: date | None, theirs: date | None) -> Birth:
    if ours is None or theirs is None:
        return Birth.UNKNOWN
    if ours == theirs:
        return Birth.SAME
    return Birth.SLIP if _is_slip(ours, theirs) else Birth.OTHER


def _is_slip(one: date, other: date) -> bool:
    """Tell whether a day may be another one written wrongly, or in another time zone.

    One of year, month and day differs, or day and month are exchanged.
    """
    if abs((one - other).days) <= _SLIP_DAYS:
        return True
    pairs = zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)
    if sum(a == b for a, b in pairs) == _PARTS_OF_A_SLIP:
        return True
    return (one.year, one.day, one.month) == (other.year, other.month, other.day)
