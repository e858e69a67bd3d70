"""Texts and first pictures in the language that is asked for, where there are any."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TOLD: Final = (
    "name_of_show",
    "overview_of_show",
    "tagline_of_show",
    "language_of_show",
    "name_of_season",
    "overview_of_season",
    "language_of_season",
    "languages_of_seasons",
    "name_of_episode",
    "overview_of_episode",
    "language_of_episode",
)
_FRAGMENTS: Final = {
    **{name: f"{{told_{name}}}" for name in _TOLD},
    "ahead": "{ahead_in_language}",
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language (`de`, `de-AT`) and the one that the records are in."""

    asked: str
    own: str

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of a statement with its fragments.

        Austrian German is looked for as such, as German, as Germany's, then as that of
        any other country. The records are in a language themselves: of that only what
        is of the very country is another text.
        """
        base = self.asked.partition("-")[0]
        is_own = base == self.own.partition("-")[0]
        same = (base, f"{base}-{base.upper()}")
        wanted = dict.fromkeys((self.asked, *(() if is_own else same)))
        if is_own:
            wanted.pop(base, None)
            wanted.pop(self.own, None)
        return {
            "languages": list(wanted),
            "any_region": None if is_own else f"{base}-%",
            "own_language": self.own,
            "tongue": base,
        }


def fragments(language: Language | None) -> Mapping[str, str]:
    """Return the fragments of a statement that is told in a language, if in any."""
    return {} if language is None else _FRAGMENTS


def parameters(language: Language | None) -> Mapping[str, object]:
    """Return the parameters that those fragments need."""
    return {} if language is None else language.parameters
