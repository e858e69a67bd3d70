"""How large the simulated catalogue is, and the ids of what is in it.

Ids are made up as all are from 900000000 on (standin/README.md), each kind with a range
of its own, so that a show is known from the id of anything that is in it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields

_FIRST_SHOW = 910_000_000
_FIRST_PERSON = 920_000_000
_FIRST_SEASON = 1_000_000_000
_FIRST_EPISODE = 1_100_000_000
_FIRST_TITLE = 90_000_000
_SEASONS_APART = 100
PHOTOS = 2
SEASON_POSTERS = 3
HOSTS = 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many shows there are, and what each of them has; `seed` says which.

    `people` are those that no earlier show has, `pictures` all that are listed of a
    show, its seasons, episodes and people.
    """

    shows: int = 10_000
    seasons: int = 3
    episodes: int = 40
    people: int = 15
    pictures: int = 100
    seed: int = 7

    def __post_init__(self) -> None:
        """Raise ValueError where a show cannot have all that."""
        if not 1 <= self.seasons <= self.episodes:
            raise ValueError("a season needs an episode, and a show a season")
        if self.seasons >= _SEASONS_APART:
            raise ValueError(f"a show has less than {_SEASONS_APART} seasons")
        if self.people <= HOSTS:
            raise ValueError(f"a show needs more than {HOSTS} people")
        if self.of_show < 0:
            least = self.pictures - self.of_show
            raise ValueError(f"a show of this size has at least {least} pictures")

    @classmethod
    def parse(cls, text: str) -> "Sizes":
        """Read `shows=1000,episodes=20`; what is left out is as usual."""
        known = [one.name for one in fields(cls)]
        given: dict[str, int] = {}
        for part in filter(None, text.split(",")):
            name, _, number = part.partition("=")
            if name not in known or not number.isdecimal():
                raise ValueError(f"{part!r} is none of {', '.join(known)}=NUMBER")
            given[name] = int(number)
        return cls(**given)

    @property
    def of_show(self) -> int:
        """How many posters, backdrops and logos a show has of its own."""
        others = self.people * PHOTOS + self.seasons * SEASON_POSTERS + self.episodes
        return self.pictures - others

    def chance(self, number: int) -> random.Random:
        """Return what decides about something with an id: each time the same."""
        return random.Random(self.seed * 10_000_000_019 + number)  # noqa: S311 -- no secret

    def show_ids(self) -> range:
        """Return the ids of all shows."""
        return range(_FIRST_SHOW + 1, _FIRST_SHOW + self.shows + 1)

    def place(self, show_id: int) -> int:
        """Return which show it is, from 1."""
        return show_id - _FIRST_SHOW

    def imdb_id(self, show_id: int) -> str:
        """Return IMDb's id of a show."""
        return f"tt{_FIRST_TITLE + self.place(show_id)}"

    def of_imdb(self, imdb_id: str) -> int | None:
        """Return the show with an id of IMDb."""
        digits = imdb_id.removeprefix("tt")
        found = int(digits) - _FIRST_TITLE + _FIRST_SHOW if digits.isdecimal() else 0
        return found if found in self.show_ids() else None

    def weeks(self, season: int) -> range:
        """Return which episodes of the show are in a season, counted from 0."""
        first = self.episodes * (season - 1) // self.seasons
        return range(first, self.episodes * season // self.seasons)

    def season_id(self, show_id: int, season: int) -> int:
        """Return the id of a season."""
        return _FIRST_SEASON + self.place(show_id) * _SEASONS_APART + season

    def episode_id(self, show_id: int, week: int) -> int:
        """Return the id of an episode, by its place in the show."""
        return _FIRST_EPISODE + self.place(show_id) * self.episodes + week

    def person_ids(self) -> range:
        """Return the ids of all people."""
        return range(_FIRST_PERSON, _FIRST_PERSON + self.shows * self.people)

    def people_of(self, show_id: int) -> range:
        """Return who is in this show and in no earlier one; the first are its hosts."""
        first = _FIRST_PERSON + (self.place(show_id) - 1) * self.people
        return range(first, first + self.people)

    def guests_of(self, show_id: int) -> range:
        """Return who of the show before is in this one, too: shows come in pairs."""
        if self.place(show_id) % 2:
            return range(0)
        return self.people_of(show_id - 1)[:HOSTS]

    def shows_of(self, person_id: int) -> Iterator[int]:
        """Yield the shows that a person is in."""
        place, rank = divmod(person_id - _FIRST_PERSON, self.people)
        show_id = _FIRST_SHOW + place + 1
        yield show_id
        if rank < HOSTS and show_id + 1 in self.show_ids() and place % 2 == 0:
            yield show_id + 1
