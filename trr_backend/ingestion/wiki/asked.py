"""Titles as they are asked for: which can be titles at all, and how many at once."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote_plus

AT_ONCE = 50
"""Titles or numbers in one question: what a wiki answers to anybody."""

# A question as a whole stays below 6,000 bytes, also with what continues it.
_MOST_BYTES = 4_800
_LONGEST_TITLE_BYTES = 255
_NEVER = re.compile(r"[#<>\[\]{}|\x00-\x1f\x7f\ufffd]")
_GAPS = re.compile(r"[\s_]+")
_BETWEEN = len(quote_plus("|"))

_Asked = TypeVar("_Asked", str, int)


def plain_title(title: str) -> str | None:
    """Return a title as it is asked for, or None for what no page can be called.

    >>> plain_title(" Rob_Mariano "), plain_title("Rob [winner]")
    ('Rob Mariano', None)
    """
    plain = _GAPS.sub(" ", unicodedata.normalize("NFC", title)).strip()
    if not plain or _NEVER.search(plain) or plain.startswith(":"):
        return None
    return plain if len(plain.encode()) <= _LONGEST_TITLE_BYTES else None


def batches(asked: Iterable[_Asked]) -> Iterator[Sequence[_Asked]]:
    """Yield titles or numbers so many at a time as one question can hold."""
    batch: list[_Asked] = []
    taken = 0
    for one in asked:
        size = len(quote_plus(str(one))) + _BETWEEN
        if batch and (len(batch) == AT_ONCE or taken + size > _MOST_BYTES):
            yield batch
            batch, taken = [], 0
        batch.append(one)
        taken += size
    if batch:
        yield batch
