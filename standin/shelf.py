"""Answers about series or people: details, and the sections below them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from standin.files import Answers, Json

_OF_SERIES = frozenset(
    {
        "account_states",
        "aggregate_credits",
        "alternative_titles",
        "changes",
        "content_ratings",
        "credits",
        "episode_groups",
        "external_ids",
        "images",
        "keywords",
        "lists",
        "recommendations",
        "reviews",
        "screened_theatrically",
        "similar",
        "translations",
        "videos",
        "watch/providers",
    }
)
_OF_PEOPLE = frozenset(
    {
        "changes",
        "combined_credits",
        "external_ids",
        "images",
        "movie_credits",
        "tagged_images",
        "translations",
        "tv_credits",
    }
)
_SEASON = re.compile(
    r"season/\d{1,4}"
    r"(/(account_states|aggregate_credits|changes|credits|external_ids|images"
    r"|translations|videos|watch/providers))?"
)


def is_section(name: str) -> bool:
    """Say whether TMDb knows this name below a series, as a path and as an append."""
    return name in _OF_SERIES or _SEASON.fullmatch(name) is not None


def is_section_of_person(name: str) -> bool:
    """Say whether TMDb knows this name below a person."""
    return name in _OF_PEOPLE


@dataclass(frozen=True, slots=True)
class Shelf:
    """The answers in one folder: `{kind}/{id}.json` and what lies below it.

    `language` is TMDb's parameter; a file without texts in it answers as it is.
    """

    files: Answers
    kind: str
    is_section: Callable[[str], bool]

    def details(self, number: int, language: str = "") -> Json | None:
        """Return details without their sections, None where there is no file."""
        whole = self.files.read_in(f"{self.kind}/{number}", language)
        if whole is None:
            return None
        return {key: value for key, value in whole.items() if not self.is_section(key)}

    def section(self, number: int, name: str, language: str = "") -> Json | None:
        """Return one section, from the details' file or from a file of its own."""
        if not self.is_section(name):
            return None
        inside = self._inside(number, name, language)
        return self._own(number, name, language) if inside is None else inside

    def appended(self, number: int, name: str, language: str = "") -> Json | None:
        """Return one section as it stands in the answer that it is appended to.

        There it does not repeat the id; what was recorded so stays as it is.
        """
        if not self.is_section(name):
            return None
        inside = self._inside(number, name, language)
        own = self._own(number, name, language) if inside is None else None
        if own is None:
            return inside
        return {key: own[key] for key in own if (key, own[key]) != ("id", number)}

    def all(self, called: str = "") -> Iterator[Json]:
        """Yield details without sections by rising id, at least of who is `called` so.

        A folder yields all of them.
        """
        for number in self.files.numbers(self.kind, called):
            if (details := self.details(number)) is not None:
                yield details

    def _inside(self, number: int, name: str, language: str) -> Json | None:
        whole = self.files.read_in(f"{self.kind}/{number}", language) or {}
        section = whole.get(name)
        return section if isinstance(section, dict) else None

    def _own(self, number: int, name: str, language: str) -> Json | None:
        return self.files.read_in(f"{self.kind}/{number}/{name}", language)
