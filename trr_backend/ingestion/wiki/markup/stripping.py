"""Wikitext without what is no text: comments, references, tags and hidden parts.

One pass over the whole page, linear in its length. Afterwards there is no `<` and no
emphasis in it: `<br>` and the edges of blocks are a BREAK, `<nowiki>` is character
references, and each gallery a mark that `Stripped` resolves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trr_backend.ingestion.wiki.markup.lines import BREAK

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TOKEN: Final = re.compile(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)\b([^<>]*)>")
_HIDDEN: Final = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden)"
    r"|class\s*=\s*[\"']?[^\"'>]*(?<![\w-])(?:noprint|reference)(?![\w-])",
    re.IGNORECASE,
)
# So much of what a tag says is looked at.
_ATTRIBUTES: Final = 1_000
_EMPHASIS: Final = re.compile("'{2,}")
_GALLERY: Final = re.compile("\x02(\\d+)\x02")
# What begins and ends markup, as character references.
_LITERAL: Final = {ord(one): f"&#{ord(one)};" for one in "[]{}|<>'=*#:;!_/"}
_BREAKS: Final = frozenset(
    {"br", "hr", "p", "div", "center", "blockquote", "section", "table", "tr", "td"}
    | {"th", "caption", "ul", "ol", "dl", "dt", "dd", "tabber", "poem", "aside"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "figure"}
)
# Elements of which nothing is text of the page.
_DROPPED: Final = frozenset(
    {"ref", "references", "math", "chem", "ce", "pre", "syntaxhighlight", "source"}
    | {"score", "timeline", "graph", "style", "script", "templatestyles", "hiero"}
    | {"templatedata", "includeonly", "mapframe", "maplink", "imagemap", "inputbox"}
    | {"categorytree", "dpl", "dynamicpagelist", "embedvideo", "youtube", "indicator"}
)
# They have no end, whether they say so or not.
_VOID: Final = frozenset({"br", "hr", "wbr", "img", "templatestyles", "youtube"})


@dataclass(frozen=True, slots=True)
class Stripped:
    """Wikitext without tags, and the contents of its galleries."""

    text: str
    galleries: tuple[str, ...] = ()

    def galleries_in(self, text: str) -> Iterator[str]:
        """Yield the contents of the galleries of which `text` has the marks."""
        for mark in _GALLERY.finditer(text):
            yield self.galleries[int(mark[1])]


def without_marks(text: str) -> str:
    """Return the text without marks of galleries."""
    return _GALLERY.sub("", text)


def strip(wikitext: str) -> Stripped:
    """Return the text of a page without comments, references, tags and emphasis."""
    pass_over = _Pass(_CONTROLS.sub("", wikitext.replace("\r\n", "\n")))
    return Stripped(pass_over.run(), tuple(pass_over.galleries))


class _Pass:
    """One run over a page; what was looked for in vain is not looked for again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._absent: set[str] = set()
        self.galleries: list[str] = []

    def run(self) -> str:
        at = 0
        for token in _TOKEN.finditer(self._text):
            if token.start() < at:
                continue
            self._plain(at, token.start())
            at = self._token(token)
        self._plain(at, len(self._text))
        return "".join(self._parts)

    def _plain(self, start: int, end: int) -> None:
        said = self._text[start:end].replace("<", "&lt;")
        self._parts.append(_EMPHASIS.sub(_apostrophes, said))

    def _token(self, token: re.Match[str]) -> int:
        """Write what a tag stands for; return where the text goes on."""
        if token[0] == "<!--":
            return self._comment(token)
        closing, name, more = token[1], token[2].lower(), token[3]
        if not closing and name not in _VOID and not more.endswith("/"):
            end = self._element(token, name, more)
            if end is not None:
                return end
        if name in _BREAKS:
            self._parts.append(BREAK)
        elif name == "li" and not closing:
            self._parts.append("\n* ")
        return token.end()

    def _comment(self, token: re.Match[str]) -> int:
        """A comment ends at `-->` or with the page; alone on its line it is no line."""
        found = self._text.find("-->", token.end())
        if found < 0:
            return len(self._text)
        end = found + 3
        before = self._text[: token.start()][-1:] or "\n"
        is_alone = before == "\n" and self._text[end : end + 1] == "\n"
        return end + 1 if is_alone else end

    def _element(self, token: re.Match[str], name: str, more: str) -> int | None:
        """Return the end of an element that is taken as a whole, None for others."""
        if name in {"nowiki", "gallery"} or name in _DROPPED:
            closed = self._closing(name, token.end())
            if closed is None:
                return None
            inner = self._text[token.end() : closed.start()]
            if name == "nowiki":
                self._parts.append(inner.translate(_LITERAL))
            elif name == "gallery":
                self._parts.append(f"\x02{len(self.galleries)}\x02")
                self.galleries.append(inner)
            return closed.end()
        is_hidden = _HIDDEN.search(more[:_ATTRIBUTES])
        return self._end_of_hidden(token, name) if is_hidden else None

    def _closing(self, name: str, start: int) -> re.Match[str] | None:
        if name in self._absent:
            return None
        found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._text, start)
        if found is None:
            self._absent.add(name)
        return found

    def _end_of_hidden(self, token: re.Match[str], name: str) -> int | None:
        """Return where the element that begins here ends, if it is closed."""
        key = f"hidden {name}"
        if key in self._absent:
            return None
        depth = 0
        tags = re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE)
        for tag in tags.finditer(self._text, token.start()):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return tag.end()
        self._absent.add(key)
        return None


def _apostrophes(run: re.Match[str]) -> str:
    """Return what remains of a run once emphasis of two, three or five is taken."""
    count = len(run[0])
    return "'" if count == 4 else "'" * max(0, count - 5)  # noqa: PLR2004 - MediaWiki's
