"""Wikitext as mwparserfromhell is given it: nothing in it makes the parser turn back.

Where it meets a bracket that comes to nothing, it reads the same text again in another
way, and once more for each bracket within: its time is quadratic in unclosed brackets
and exponential in nested ones whose title or name is none. So only pairs that the scan
found closed, and that it will accept, stay brackets; what stands beside them is hidden
behind characters that it takes for letters.
"""

import re
from collections.abc import Iterator
from typing import Final

from trr_backend.ingestion.wiki.markup.spans import Closed, Span, Spans, outermost

_HIDDEN: Final = str.maketrans("{}[]=", "\x10\x11\x12\x13\x14")
_SHOWN: Final = str.maketrans("\x10\x11\x12\x13\x14", "{}[]=")
_HIDES: Final = re.compile("[\x10-\x14]")
# An address in brackets stays, all else of that kind and a heading's `=` is hidden.
# The patterns never turn back either (`++`).
_PLAIN: Final = re.compile(
    r"(?P<kept>\[(?:https?:)?//[^\s\[\]{}|]++[^\[\]{}\n]*+\])"
    r"|(?:[\]{}]|\[(?!(?:https?:)?//))++|\[|^=++",
    re.MULTILINE,
)
_NAME: Final = re.compile(r"\s*+[^\[\]{}|<>\n]++\s*+(?=[|}])")
_TITLE: Final = re.compile(
    r"\s*+(?!mailto:|[a-z]+://|//)[^\[\]{}|<>\n]++(?=[|\]])", re.IGNORECASE
)
_MADE_TITLE: Final = re.compile(r"[^\[\]{}|\n]*+\{\{")
# A template that nobody knows takes the place of one that the parser would not accept.
_UNKNOWN: Final = "{{?}}"
_TEMPLATE: Final = 2


def balanced(text: str, spans: Spans) -> str:
    """Return a text without tables for the parser; `spans` are those of the text."""
    instead = {one.span: _instead(one, text) for one in spans.closed}
    cut = outermost(span for span, written in instead.items() if written is not None)
    brackets = [(span, instead[span] or "") for span in cut]
    brackets += _brackets(text, spans, cut)
    return "".join(_joined(text, sorted(brackets)))


def revealed(text: str) -> str:
    """Return what the parser gave back with the characters that were hidden from it."""
    return text.translate(_SHOWN) if _HIDES.search(text) else text


def _instead(one: Closed, text: str) -> str | None:
    """Return what stands for something that the parser would not accept, None: itself.

    That is nothing for an argument, and for a link whose title a template makes.
    """
    start = one.span.start + one.width
    if one.kind == "[":
        return "" if _MADE_TITLE.match(text, start) else None
    if one.width != _TEMPLATE:
        return ""
    return None if _NAME.match(text, start) else _UNKNOWN


def _brackets(text: str, spans: Spans, cut: list[Span]) -> Iterator[tuple[Span, str]]:
    """Yield each bracket that stays one, outside of what is left out."""
    ends = iter([*cut, Span(len(text), len(text))])
    left_out = next(ends)
    for one in sorted(spans.closed):
        while left_out.end <= one.span.start:
            left_out = next(ends)
        is_kept = one.span.start < left_out.start
        if is_kept and (one.kind == "{" or _TITLE.match(text, one.span.start + 2)):
            start, end = one.span
            yield Span(start, start + 2), text[start : start + 2]
            yield Span(end - 2, end), text[end - 2 : end]


def _joined(text: str, brackets: list[tuple[Span, str]]) -> Iterator[str]:
    at = 0
    for span, written in brackets:
        yield _PLAIN.sub(_hidden, text[at : span.start])
        yield written
        at = span.end
    yield _PLAIN.sub(_hidden, text[at:])


def _hidden(found: re.Match[str]) -> str:
    return found["kept"] or found[0].translate(_HIDDEN)
