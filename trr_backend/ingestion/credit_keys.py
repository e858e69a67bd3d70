"""What tells the credits of one scope apart: the source's id, else a digest."""

import json
from collections.abc import Iterable
from hashlib import sha256

from trr_backend.utils.text import clean

# A source's own ids have 24 digits: the two are never taken for each other.
_DIGITS = 32


def credit_keys(said: Iterable[tuple[str | None, tuple[object, ...]]]) -> list[str]:
    """Return a key for each (id of the credit, what the credit says).

    The id is the key where it names one credit alone. Where it is missing or doubled,
    the key is made of what is said, so that it is the same in every answer whatever the
    order; credits that say the same have the same key.
    """
    credits_ = [(clean(given), parts) for given, parts in said]
    meanings: dict[str | None, set[tuple[object, ...]]] = {}
    for given, parts in credits_:
        meanings.setdefault(given, set()).add(parts)
    return [
        given if given and len(meanings[given]) == 1 else _digest(parts)
        for given, parts in credits_
    ]


def _digest(parts: tuple[object, ...]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:_DIGITS]
