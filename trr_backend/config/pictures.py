"""Which pictures an installation keeps: how many of each kind, in which languages."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, get_args

TakenKind = Literal["poster", "backdrop", "logo", "season-poster", "still", "photo"]
"""Kinds of pictures that are counted: the first three are a show's."""

DEFAULT_NUMBERS = "poster=10,backdrop=10,logo=5,season-poster=5,still=1,photo=5"
TEXTLESS = ""
"""What stands for the language of a picture without text."""

_KINDS: tuple[TakenKind, ...] = get_args(TakenKind)
_ALL, _NO_TEXT = "all", "textless"
_NUMBER = re.compile(r"[0-9]{1,6}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(-[A-Z]{2})?")


def numbers_taken(text: str) -> Mapping[TakenKind, int | None]:
    """Return how many pictures of each kind a text such as `poster=10` wants.

    None: all. A kind that it leaves out has its default. Raises ValueError, saying what
    to write instead.
    """
    return MappingProxyType({**_numbers(DEFAULT_NUMBERS), **_numbers(text)})


def _numbers(text: str) -> dict[TakenKind, int | None]:
    found: dict[TakenKind, int | None] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, number = (word.strip() for word in part.partition("="))
        if name not in _KINDS:
            kinds = f"{', '.join(_KINDS[:-1])} and {_KINDS[-1]}"
            raise ValueError(f"{name!r} is no kind of picture; there are {kinds}")
        if number != _ALL and not _NUMBER.fullmatch(number):
            raise ValueError(
                f"{number!r} is no number of pictures; write {name}=10, {name}=0 for "
                f"none or {name}=all"
            )
        if name in found:
            raise ValueError(f"{name} is there twice; write each kind once")
        found[name] = None if number == _ALL else int(number)
    return found


def languages_taken(
    words: Sequence[str], languages: Sequence[str]
) -> frozenset[str] | None:
    """Return the languages (ISO 639-1) of pictures that words such as `de` name.

    TEXTLESS is among them where pictures without text are; None: all. Without words
    they are those of `languages`, English and TEXTLESS. Raises ValueError for a word
    that is no language.
    """
    if _ALL in words:
        return None
    chosen = words or (*languages, "en", _NO_TEXT)
    return frozenset(map(_language, chosen))


def _language(word: str) -> str:
    if word == _NO_TEXT:
        return TEXTLESS
    found = _LANGUAGE.fullmatch(word)
    if found is None:
        raise ValueError(
            f"{word!r} is no language of pictures; write en, pt-BR, {_NO_TEXT} (those "
            f"without text), or {_ALL}"
        )
    return found[1]
