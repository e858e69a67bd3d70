"""People's names as they are compared: the same one, or how alike two are.

Two spellings are the same name where only case, accents, blanks and punctuation differ
(B.B. and BB, Anh-Tuan and Anh Tuan). Everything else is likeness, which proves nothing:
a nickname in quotes, a middle name, an initial, Jr., a name of marriage.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz import fuzz

from trr_backend.utils.folding import fold

SAME: Final = 1.0
ALIKE: Final = 0.7
"""From here on two names may be one person's. Twins called Anderson reach 0.66."""

_VARIANT = 0.95
_SHORTENED = 0.9
_AT_MOST = 0.85
_KNOWN = 1 << 16
_QUOTED = re.compile(
    r"(?:^|(?<=\s))[\"'\u2018\u201c\u201e(](?P<nickname>[^\"'()\u2019\u201d]+)"
    r"[\"'\u2019\u201d\u201c)](?=\s|$)"
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LAST_LATIN = 0x24F
_MORE_LATIN = range(0x1E00, 0x1F00)


@lru_cache(maxsize=_KNOWN)
def name_key(name: str) -> str:
    """Return what two spellings of one name have in common, and other names have not.

    Names in another script are not transliterated: different ones would become one.

    >>> name_key("B.B. And\u00e9rsen") == name_key("BB Andersen")
    True
    """
    if any(map(_is_foreign, name)):
        plain = unicodedata.normalize("NFKC", name).casefold()
        kept = (one for one in plain if unicodedata.category(one)[0] in "LMN")
        return "".join(kept)
    return fold(name).replace(" ", "")


def _is_foreign(character: str) -> bool:
    code = ord(character)
    return character.isalpha() and code > _LAST_LATIN and code not in _MORE_LATIN


def is_one_word(name: str) -> bool:
    """Tell whether a name is a first name or a nickname alone, as it seems."""
    return len(_words(name)) == 1 and not any(map(_is_foreign, name))


def first_word(name: str) -> str:
    """Return the first word of a name, folded."""
    return _words(name)[0]


@lru_cache(maxsize=_KNOWN)
def surname(name: str) -> str | None:
    """Return the last word of a name, folded and without Jr.; None of one word."""
    words = _forms(name)[0]
    return words[-1] if len(words) > 1 else None


@lru_cache(maxsize=_KNOWN)
def words_of(name: str) -> frozenset[str]:
    """Return the words of a name, folded."""
    return frozenset(_words(name))


@lru_cache(maxsize=_KNOWN)
def name_likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1; only the same name is SAME.

    >>> name_likeness('James "J.T." Thomas Jr.', "J.T. Thomas")
    0.95
    """
    if name_key(one) == name_key(other):
        return SAME
    return max(_likeness(*pair) for pair in product(_forms(one), _forms(other)))


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if "".join(one) == "".join(other):
        return _VARIANT
    if _is_shorter(one, other) or _is_shorter(other, one):
        return _SHORTENED
    return _AT_MOST * fuzz.ratio(" ".join(one), " ".join(other)) / 100


def _is_shorter(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether `one` leaves out words of `other` behind the first, or cuts it."""
    if len(one) == 1 or one[-1] not in other[1:]:
        return False
    first = one[0] == other[0] or (len(one[0]) == 1 and other[0].startswith(one[0]))
    return first and set(one[1:]) <= set(other[1:])


@lru_cache(maxsize=_KNOWN)
def _forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return a name's words without additions, and with the nickname before the last.

    The nickname alone is no form: many people have it.
    """
    nicknames = [_words(found["nickname"]) for found in _QUOTED.finditer(name)]
    words = _words(_QUOTED.sub(" ", name))
    if len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return (words, *((*nickname, words[-1]) for nickname in nicknames))


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split()) or (name,)
