"""Cuts the names of people who were taken down out of what a wiki said of others.

Only fingerprints of names are kept, so that each run of two to five words of a page is
looked up. What is left is verbatim but for the white space. A name of one word is left:
it may be anybody's, or no name at all.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from trr_backend.models.documents import Document
from trr_backend.utils.folding import fold

_MOST_WORDS = 5
# O'Neal is a word, of Neal's only Neal.
_WORD = re.compile(r"&[A-Za-z]+;|%20|(?P<word>[^\W_]+(?:['\u2019](?!s\b)[^\W_]+)*)")
# What may stand between two words of a name: `Rob Mariano`, `Rob_Mariano`, `Rob C. M.`
_BETWEEN = re.compile(r"(?:[\s_.,&+-]|%20|&nbsp;|\\u00a0){1,4}")

IsTakenDown = Callable[[str], bool]
"""Tells of an id of a person at the document's source whether it was taken down."""


def without_names(document: Document, is_taken_down: IsTakenDown) -> Document:
    """Return a page's document without these names; itself where it has none."""
    wiki = document.key.key.rpartition(":")[0]
    cut = _Cut(lambda name: is_taken_down(f"{wiki}/{name}"))
    body = cut.value(json.loads(document.body))
    if not cut.count:
        return document
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return replace(document, body=text.encode())


class _Cut:
    """One document being cut; `count` says how much was. Names come folded."""

    def __init__(self, is_name: Callable[[str], bool]) -> None:
        self._is_name = is_name
        self.count = 0

    def value(self, said: Any) -> Any:
        """Return a JSON value without the names in its texts."""
        if isinstance(said, dict):
            return {key: self._member(key, one) for key, one in said.items()}
        if isinstance(said, list):
            return [self.value(one) for one in said]
        return self._text(said) if isinstance(said, str) else said

    def _member(self, key: str, said: Any) -> Any:
        if key != "infoboxes" or not isinstance(said, str):
            return self.value(said)
        try:
            boxes = json.loads(said)
        except ValueError:
            return self._text(said)
        before = self.count
        left = self.value(boxes)
        return said if self.count == before else json.dumps(left)

    def _text(self, text: str) -> str:
        words = [one for one in _WORD.finditer(text) if one["word"]]
        plain = [fold(word[0]) for word in words]
        parts, at, first = [], 0, 0
        while first < len(words):
            last = self._end_of_name(text, words, plain, first)
            if last is not None:
                parts.append(text[at : words[first].start()])
                at, first = words[last].end(), last
                self.count += 1
            first += 1
        return "".join([*parts, text[at:]])

    def _end_of_name(
        self, text: str, words: list[re.Match[str]], plain: list[str], first: int
    ) -> int | None:
        """Return the last word of the longest name that begins with `first`."""
        found, name = None, plain[first]
        for last in range(first + 1, min(first + _MOST_WORDS, len(words))):
            if not _BETWEEN.fullmatch(text, words[last - 1].end(), words[last].start()):
                break
            name = f"{name} {plain[last]}"
            if self._is_name(name):
                found = last
        return found
