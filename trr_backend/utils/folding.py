"""Text as it is compared: without case, accents, script and punctuation.

Names are stored and shown as the sources write them; only comparisons use this form.
"""

import re

from anyascii import anyascii

_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
# An apostrophe joins (Housemates'), an ampersand is a word (Love & Hip Hop).
_APOSTROPHES = str.maketrans(dict.fromkeys("'`\u2018\u2019\u02bc", ""))


def fold(text: str) -> str:
    """Return `text` in lower-case ASCII letters and digits, words by one blank.

    Other scripts are transliterated, so that 아는 형님 and its romanised title meet.
    A text without any letter or digit folds to itself in lower case.
    """
    plain = anyascii(text.replace("&", " and ")).translate(_APOSTROPHES).lower()
    return _NOT_ALPHANUMERIC.sub(" ", plain).strip() or text.strip().casefold()
