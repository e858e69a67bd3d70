"""Whether a name is written as the readers of a language write it.

TMDb has names of one person in many scripts; a wiki has a page under that of its own.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_LAST_LATIN: Final = "\u024f"
# What the Unicode names of letters begin with; all other languages count as Latin.
_SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ja": ("CJK", "HIRAGANA", "KATAKANA"),
        "zh": ("CJK",),
        "ko": ("HANGUL",),
        "th": ("THAI",),
        "hi": ("DEVANAGARI",),
        "he": ("HEBREW",),
        "el": ("GREEK",),
        **dict.fromkeys(("ar", "fa", "ur"), ("ARABIC",)),
        **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk"), ("CYRILLIC",)),
    }
)


def is_latin(text: str) -> bool:
    """Tell whether all letters of a text are Latin ones."""
    return all(letter <= _LAST_LATIN for letter in text if letter.isalpha())


def is_written_in(text: str, language: str) -> bool:
    """Tell whether a text is written in the script of a language (`ja`, `pt-br`).

    >>> is_written_in("\u7530\u4e2d", "ja"), is_written_in("Tanaka", "ja")
    (True, False)
    """
    scripts = _SCRIPTS.get(language.partition("-")[0].lower())
    if scripts is None:
        return is_latin(text)
    letters = (unicodedata.name(letter, "") for letter in text if letter.isalpha())
    return all(letter.startswith(scripts) for letter in letters)
