"""The parts of an answer about pages put together, and where asked titles led.

In each part every page has some of its properties
(https://www.mediawiki.org/wiki/API:Continue). Titles are normalised, converted between
the scripts of a language, and followed over redirects, each of which the answer tells
step by step (https://www.mediawiki.org/wiki/API:Query).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import msgspec

from trr_backend.errors import Changed
from trr_backend.integrations.fandom.older import modern
from trr_backend.integrations.fandom.wire import decoded, shaped
from trr_backend.integrations.http import Answer

RawPage = dict[str, Any]
"""A page as it came, with all its properties."""


class _Moved(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A title that stands for another; `fromencoded`: it is percent-encoded."""

    from_: str
    to: str
    fromencoded: bool = False
    tointerwiki: str | None = None


class _Interwiki(msgspec.Struct, frozen=True):
    title: str


class _Query(msgspec.Struct, frozen=True):
    pages: list[RawPage] = []
    normalized: list[_Moved] = []
    converted: list[_Moved] = []
    redirects: list[_Moved] = []
    interwiki: list[_Interwiki] = []


class _Said(msgspec.Struct, frozen=True):
    query: _Query = _Query()
    batchcomplete: bool = False


@dataclass(slots=True)
class PagesAnswer:
    """Pages in the order in which they came, and where titles led, step by step.

    `elsewhere` are titles of other wikis.
    """

    source: str
    url: str
    pages: list[RawPage] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)

    def led_to(self, title: str) -> RawPage | None:
        """Return the page that an asked title led to, which may be a missing one.

        None: its redirects lead round in a circle, or to another wiki. Raises Changed
        where the answer says nothing of it.
        """
        end, seen = title, {title}
        while (end := self.steps.get(end, end)) not in seen:
            seen.add(end)
        found = next((one for one in self.pages if one.get("title") == end), None)
        if found is None and end not in self.steps and end not in self.elsewhere:
            raise self._silent(f"the title {title!r}")
        return found

    def numbered(self, number: int) -> RawPage:
        """Return the page with a number, which may be a missing one. Raises Changed."""
        for page in self.pages:
            if page.get("pageid") == number:
                return page
        raise self._silent(f"page {number}")

    def _silent(self, about: str) -> Changed:
        return Changed(
            f"the answer says nothing of {about}",
            field="query.pages",
            source=self.source,
            url=self.url,
        )


def pages_answer(parts: Sequence[Answer], *, source: str) -> PagesAnswer:
    """Return the parts of an answer as one. Raises Changed, also where it was cut."""
    whole = PagesAnswer(source, parts[0].url)
    known: dict[object, RawPage] = {}
    complete = False
    for part in parts:
        answer = modern(decoded(part, dict[str, Any], source=source))
        said = shaped(answer, _Said, source=source, url=part.url)
        for page in said.query.pages:
            _merge(known.setdefault(page.get("pageid") or page.get("title"), {}), page)
        _follow(whole, said.query)
        complete = said.batchcomplete
    if not complete:
        raise Changed(
            "the answer stops before its end",
            field="batchcomplete",
            source=source,
            url=whole.url,
        )
    whole.pages = list(known.values())
    return whole


def _merge(known: RawPage, page: Mapping[str, Any]) -> None:
    """Add what a part says of a page: lists go on, all else is said once."""
    for name, value in page.items():
        there = known.get(name)
        if isinstance(there, list) and isinstance(value, list):
            known[name] = there + [one for one in value if one not in there]
        elif isinstance(there, dict) and isinstance(value, dict):
            known[name] = {**there, **value}
        else:
            known[name] = value


def _follow(whole: PagesAnswer, query: _Query) -> None:
    for moved in (*query.normalized, *query.converted, *query.redirects):
        asked = unquote(moved.from_) if moved.fromencoded else moved.from_
        whole.steps[asked] = moved.to
    whole.elsewhere |= {one.to for one in query.redirects if one.tointerwiki}
    whole.elsewhere |= {one.title for one in query.interwiki}
