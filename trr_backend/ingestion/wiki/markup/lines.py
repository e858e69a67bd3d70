"""Lines of plain text with their links, as they are written while markup is read."""

import re
from dataclasses import dataclass
from typing import Final

from trr_backend.models.wiki_page import PageLink

# What takes the place of `<br>` and of the edges of blocks.
BREAK: Final = "\x1e"
_BREAKS: Final = re.compile(rf"{BREAK}|\n[ \t]*\n")
# So much of a template's name is repeated.
_NAME: Final = 80
_ISO_DATE: Final = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")
# Control characters, halves of pairs, and what has no width and no meaning.
_DROPPED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)


def tidy(text: str) -> str:
    r"""Return the text with one blank for each gap, none at its ends.

    >>> tidy(" Rob\u00a0 Mariano\u200b ")
    'Rob Mariano'
    """
    return " ".join(_DROPPED.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Picture:
    """A file shown within the text: its name with blanks, its caption if any."""

    file: str
    caption: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """What a piece of markup says; `refused` tells why it holds nothing usable."""

    lines: tuple[str, ...] = ()
    links: tuple[PageLink, ...] = ()
    dates: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    refused: str | None = None
    is_unknown: bool = False
    """It is refused for a template that nobody knows, and for nothing else."""

    @property
    def text(self) -> str:
        """The lines in one."""
        return " ".join(self.lines)


class Writer:
    """Takes text, breaks and links in reading order and gives them as Words.

    A link within a link is a part of the outer one, as browsers have it.
    """

    def __init__(self) -> None:
        self._line: list[str] = []
        self._lines: list[str] = []
        self._links: list[PageLink] = []
        self._dates: list[str] = []
        self._pictures: list[Picture] = []
        self._unknown: list[str] = []
        self._link: tuple[str, list[str]] | None = None

    def text(self, text: str) -> None:
        """Write text; a BREAK and an empty line in it end the line."""
        first, *more = _BREAKS.split(text)
        self._write(first)
        for part in more:
            self.end_line()
            self._write(part)

    def end_line(self) -> None:
        """End the line that is being written, if there is anything on it."""
        if line := tidy("".join(self._line)):
            self._lines.append(line)
        self._line.clear()
        if self._link:
            self._link[1].append(" ")

    def open_link(self, target: str | None) -> bool:
        """Begin a link; return whether it has to be closed."""
        if target is None or self._link:
            return False
        self._link = (target, [])
        return True

    def close_link(self) -> None:
        """End the link that was opened; one without text is none."""
        if self._link is None:
            return
        target, parts = self._link
        self._link = None
        if text := tidy("".join(parts)):
            self._links.append(PageLink(text, target))

    def date(self, iso: str) -> None:
        """Note a date that the markup states by itself; anything else is none."""
        if _ISO_DATE.fullmatch(iso.strip()) and iso.strip() not in self._dates:
            self._dates.append(iso.strip())

    def picture(self, file: str, caption: str | None = None) -> None:
        """Note a picture."""
        self._pictures.append(Picture(file, caption))

    def unknown(self, template: str) -> None:
        """Note a template of which nobody knows what it shows."""
        self._unknown.append(template)

    def done(self) -> Words:
        """Return what was written."""
        self.close_link()
        self.end_line()
        is_unknown = bool(self._unknown) and not (self._lines or self._pictures)
        name = tidy(self._unknown[0])[:_NAME] if is_unknown else ""
        return Words(
            lines=tuple(self._lines),
            links=tuple(dict.fromkeys(self._links)),
            dates=tuple(self._dates),
            pictures=tuple(dict.fromkeys(self._pictures)),
            refused=f"template {name} is not known" if is_unknown else None,
            is_unknown=is_unknown,
        )

    def _write(self, text: str) -> None:
        self._line.append(text)
        if self._link:
            self._link[1].append(text)
