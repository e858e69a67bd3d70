"""Where templates, links and tables of wikitext begin and end: one linear scan.

Braces pair as in MediaWiki: of a run of them, three and three are an argument, two and
two a template. What is never closed is no span, however often it occurs; so a page of
unbalanced brackets costs as much as one of words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

_TOKEN: Final = re.compile(
    r"\{{2,}|\}{2,}|\[\[|\]\]|^[ \t:]*(?P<table>\{\|)|^[ \t]*(?P<end>\|\}+)",
    re.MULTILINE,
)
_MARK: Final = re.compile("\x05(\\d+)\x05")
_ARGUMENT, _TEMPLATE = 3, 2
Kind = Literal["{", "[", "|"]


class Span(NamedTuple):
    """Where something begins and ends, its delimiters included."""

    start: int
    end: int


class Closed(NamedTuple):
    """A span of any depth; `width` is that of each of its delimiters."""

    span: Span
    kind: Kind
    width: int


@dataclass(slots=True)
class _Open:
    kind: Kind
    start: int
    count: int
    depth: int = 0


@dataclass(slots=True)
class Spans:
    """Closed spans in the order of the text, each kind without those within its own.

    `templates` may be within tables, `tables` and `links` are within no template.
    `closed` are those of every depth; `depth` is the deepest nesting of them.
    """

    templates: list[Span] = field(default_factory=list)
    arguments: list[Span] = field(default_factory=list)
    tables: list[Span] = field(default_factory=list)
    links: list[Span] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    depth: int = 0

    def outermost(self) -> list[Span]:
        """Return the spans of every kind that are within no other."""
        every = (self.templates, self.arguments, self.tables, self.links)
        return outermost(span for spans in every for span in spans)


def scan(text: str) -> Spans:
    """Find all that is closed."""
    scanner = _Scanner()
    for token in _TOKEN.finditer(text):
        written = token[0]
        if written[0] == "{" and not token["table"]:
            scanner.open("{", token.start(), len(written))
        elif written == "[[":
            scanner.open("[", token.start(), 2)
        elif written == "]]":
            scanner.close_link(token.start())
        elif token["table"]:
            scanner.open("|", token.start("table"), 2)
        elif token["end"]:
            scanner.close_line(token.start("end"), len(token["end"]) - 1)
        else:
            scanner.close_braces(token.start(), len(written))
    return scanner.found


class _Scanner:
    def __init__(self) -> None:
        self.found = Spans()
        self._stack: list[_Open] = []
        self._open_braces = 0

    def open(self, kind: Kind, start: int, count: int) -> None:
        self._open_braces += kind == "{"
        self._stack.append(_Open(kind, start, count))

    def close_link(self, at: int) -> None:
        if not self._stack or self._stack[-1].kind != "[":
            return
        opened = self._stack.pop()
        span = self._closed(opened, opened.start, 2, at)
        _replace(self.found.links, span)

    def close_line(self, at: int, braces: int) -> None:
        """A line that begins with `|}`: the end of a table, or `|` before `}}`."""
        while self._stack and self._stack[-1].kind == "[":
            self._drop()
        is_table = self._stack and self._stack[-1].kind == "|"
        if is_table and braces != _TEMPLATE:
            opened = self._stack.pop()
            span = self._closed(opened, opened.start, 2, at)
            _replace(self.found.tables, span)
            at, braces = at + 1, braces - 1
        if braces >= _TEMPLATE:
            self.close_braces(at + 1, braces)

    def close_braces(self, at: int, count: int) -> None:
        while count >= _TEMPLATE and self._open_braces:
            while self._stack[-1].kind != "{":
                self._drop()
            opened = self._stack[-1]
            used = _ARGUMENT if min(opened.count, count) >= _ARGUMENT else _TEMPLATE
            span = self._closed(opened, opened.start + opened.count - used, used, at)
            self._template(span, used)
            opened.count -= used
            if opened.count < _TEMPLATE:
                self._stack.pop()
                self._pass_on(opened.depth)
                self._open_braces -= 1
            at, count = at + used, count - used

    def _template(self, span: Span, used: int) -> None:
        _drop_within(self.found.tables, span)
        _drop_within(self.found.links, span)
        if used == _TEMPLATE:
            _replace(self.found.templates, span)
        else:
            _drop_within(self.found.templates, span)
            _replace(self.found.arguments, span)

    def _closed(self, opened: _Open, start: int, used: int, at: int) -> Span:
        opened.depth += 1
        self._pass_on(opened.depth)
        self.found.depth = max(self.found.depth, opened.depth)
        span = Span(start, at + used)
        self.found.closed.append(Closed(span, opened.kind, used))
        return span

    def _drop(self) -> None:
        opened = self._stack.pop()
        self._pass_on(opened.depth)

    def _pass_on(self, depth: int) -> None:
        """Let what is around it know how deep the nesting within it is."""
        for around in self._stack[-1:]:
            around.depth = max(around.depth, depth)


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that are within no other, in the order of the text."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def gaps(text: str, spans: Iterable[Span]) -> Iterator[str]:
    """Yield the text before, between and behind spans, one more than there are."""
    at = 0
    for span in spans:
        yield text[at : span.start]
        at = span.end
    yield text[at:]


class Masked:
    """A text in which spans are marks without any of their characters.

    `shown` has spans that something else takes the place of, which is not undone.
    """

    def __init__(
        self, text: str, spans: Sequence[Span], shown: Mapping[Span, str] | None = None
    ) -> None:
        self._hidden = [text[span.start : span.end] for span in spans]
        marks = [
            (shown or {}).get(span, f"\x05{index}\x05")
            for index, span in enumerate(spans)
        ]
        pairs = zip(gaps(text, spans), [*marks, ""], strict=True)
        self.text = "".join(part for pair in pairs for part in pair)

    def restored(self, part: str) -> str:
        """Return a part of the masked text with what its marks stand for."""
        return _MARK.sub(lambda mark: self._hidden[int(mark[1])], part)


def _replace(spans: list[Span], span: Span) -> None:
    _drop_within(spans, span)
    spans.append(span)


def _drop_within(spans: list[Span], outer: Span) -> None:
    while spans and spans[-1].start >= outer.start:
        spans.pop()
