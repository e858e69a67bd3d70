"""Titles as MediaWiki understands them: namespaces, spaces and first letters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote

MAIN, TALK, USER, FILE, TEMPLATE, CATEGORY, SPECIAL = 0, 1, 2, 6, 10, 14, -1
# The namespace of what the wiki itself says to its readers.
_OWN_WORDS = 8
_CANONICAL = {
    -2: "Media",
    -1: "Special",
    0: "",
    1: "Talk",
    2: "User",
    3: "User talk",
    4: "Project",
    5: "Project talk",
    6: "File",
    7: "File talk",
    8: "MediaWiki",
    9: "MediaWiki talk",
    10: "Template",
    11: "Template talk",
    12: "Help",
    13: "Help talk",
    14: "Category",
    15: "Category talk",
}
_ALIASES = {"image": 6, "image talk": 7}
# Prefixes that lead to another wiki.
_ELSEWHERE = frozenset({"wikipedia", "w"})
# What MediaWiki takes for a blank, and what it leaves out of a title.
_BLANKS = re.compile(
    r"[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
)
_TURNS = re.compile(r"[\u200e\u200f\u202a-\u202e]")
_MOST_BYTES = 255
_FORBIDDEN = re.compile(r"[\[\]{}|<>\x00-\x1f\x7f\ufffd]")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_EMPTY = "The requested page title is empty or contains only the name of a namespace."
_RELATIVE = (
    "Title has relative path. Relative page titles (./, ../) are invalid, because they "
    "will often be unreachable when handled by user's browser."
)
_COLON = "The requested page title contains an invalid colon at the beginning."
_NO_TALK = "The requested page title refers to a talk page that cannot exist."
_TILDES = (
    "The requested page title contains invalid magic tilde sequence "
    "(<nowiki>~~~</nowiki>)."
)
_LONG = (
    "The requested page title is too long. It must be no longer than 255 bytes in "
    "UTF-8 encoding."
)


class TitleError(ValueError):
    """A text that can be no title; its message is MediaWiki's reason."""


@dataclass(frozen=True, slots=True, order=True)
class Title:
    """A title: the number of its namespace, that one's name, and the rest of it.

    One of another wiki, `is_elsewhere`, has that one's prefix instead of a namespace's.
    """

    namespace: int
    prefix: str
    name: str
    is_elsewhere: bool = False

    @property
    def text(self) -> str:
        """The whole title with spaces, as answers show it."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name

    @property
    def key(self) -> str:
        """The title without its namespace, with underscores, as continuations do."""
        return self.name.replace(" ", "_")

    @property
    def path(self) -> str:
        """The whole title as it stands in an address."""
        return quote(self.text.replace(" ", "_"), safe="/:!@$*(),;~'-._")


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The namespaces of one wiki; `local` are names that are not the English ones."""

    site_name: str = ""
    local: Mapping[int, str] | None = None

    def name(self, number: int) -> str:
        """Return the name by which titles of the wiki begin, "" for articles."""
        if self.local and number in self.local:
            return self.local[number]
        return _CANONICAL[number].replace("Project", self.site_name or "Project")

    def title(self, number: int, name: str) -> Title:
        """Return a title in a namespace, from a text without one."""
        return self.parse(f"{_CANONICAL[number]}:{name}" if number else name)

    def parse(self, text: str) -> Title:
        """Return the title that a text means. Raises TitleError."""
        said = _TURNS.sub("", unescape(text).partition("#")[0])
        bare = _BLANKS.sub(" ", said).strip(" ").removeprefix(":").strip(" ")
        number, name = self._parted(bare)
        if found := _FORBIDDEN.search(bare) or _ENCODED.search(bare):
            said = (
                f'The requested page title contains invalid characters: "{found[0]}".'
            )
            raise TitleError(said)
        if not name:
            raise TitleError(_EMPTY)
        if name.startswith(":"):
            raise TitleError(_COLON)
        if number == TALK and self._parted(name)[0] != MAIN:
            raise TitleError(_NO_TALK)
        if re.search(r"(^|/)\.\.?(/|$)", name):
            raise TitleError(_RELATIVE)
        if "~~~" in name:
            raise TitleError(_TILDES)
        if len(name.encode()) > _MOST_BYTES:
            raise TitleError(_LONG)
        prefix, colon, rest = (part.strip() for part in name.partition(":"))
        if number == MAIN and colon and prefix.casefold() in _ELSEWHERE:
            return Title(MAIN, prefix.casefold(), rest, is_elsewhere=True)
        return Title(number, self.name(number), name[0].upper() + name[1:])

    def described(self) -> dict[str, dict[str, Any]]:
        """Return what siteinfo says of them, by their numbers."""
        return {str(number): self._described(number) for number in _CANONICAL}

    def _described(self, number: int) -> dict[str, Any]:
        canonical = {"canonical": _CANONICAL[number]} if number else {}
        if number == _OWN_WORDS:
            canonical["namespaceprotection"] = "editinterface"
        return {
            "id": number,
            "case": "first-letter",
            "name": self.name(number),
            "subpages": number in {1, 3, 5, 7, 9, 11, 13, 15}
            or number in {2, 4, 8, 10, 12},
            **canonical,
            "content": number == MAIN,
            "nonincludable": False,
        }

    def _parted(self, text: str) -> tuple[int, str]:
        prefix, colon, rest = text.partition(":")
        wanted = prefix.strip().casefold()
        if not colon or not wanted:
            return MAIN, text
        for number, canonical in _CANONICAL.items():
            if wanted in {canonical.casefold(), self.name(number).casefold()}:
                return number, rest.strip()
        known = _ALIASES.get(wanted)
        return (MAIN, text) if known is None else (known, rest.strip())
