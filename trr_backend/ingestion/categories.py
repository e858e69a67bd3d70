"""What somebody was in a show: told from the words of a credit, never from a name.

A role's text either says "Self", and then what the person did there ("Self - Guest
Judge"), or is nothing but a function ("Co-Host"), or is a character. The first may name
the function among other words; the second must be made of it and words that go with it
alone, because "Morning Show Host" is somebody's part in a film. docs/decisions/0018 has
the words that were seen and what becomes of each.
"""

import re
from typing import Literal

from trr_backend.models.people import Category

Kind = Literal["regular", "guest", "crew"]

_SELF = frozenset(
    {"self", "himself", "herself", "themself", "themselves", "itself", "oneself"}
)
# In this order: a host who judges, too, is a host. Plurals go without saying.
_FUNCTIONS: tuple[tuple[Category, frozenset[str]], ...] = (
    (
        "host",
        frozenset(
            {"host", "hostess", "cohost", "cohostess", "presenter", "moderator"}
            | {"emcee", "mc", "quizmaster"}
        ),
    ),
    ("judge", frozenset({"judge", "adjudicator"})),
    (
        "contestant",
        frozenset(
            {"contestant", "castaway", "houseguest", "housemate", "competitor"}
            | {"participant", "finalist", "semifinalist", "quarterfinalist"}
        ),
    ),
    ("guest", frozenset({"guest", "cameo"})),
)
# What may stand beside a function that stands without "Self".
_WITH_FUNCTIONS = frozenset(
    {"main", "lead", "head", "celebrity", "special", "musical", "guest", "star"}
    | {"appearance", "permanent", "regular", "substitute", "returning", "original"}
    | {"season", "series", "narrator", "announcer", "commentator", "producer"}
    | {"executive", "voice", "co"}
)
_NO_LONGER = frozenset({"former", "formerly", "ex"})

_KNOWN = _WITH_FUNCTIONS.union(*(words for _, words in _FUNCTIONS))

_BLANKS = re.compile(r"[ \u00a0]+")
_CO = re.compile(r"\bco-(?=\w)")
# Written apart or with a hyphen, they are one word all the same.
_APART = re.compile(
    r"\b(house|quiz|semi|quarter)[ -](?=(?:guest|mate|master|finalist)s?\b)"
)
_CEREMONIES = re.compile(r"\bmasters? of ceremon(?:y|ies)\b")
_NOTE = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_BETWEEN = re.compile(r"\s-+|-+\s|[\u2012-\u2015/,;:&|+\r\n\t]|\band\b")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*['\u2019]?")
# "Host of ...", "Mother of a contestant": what follows is about something else.
_ABOUT = frozenset({"of", "for", "on", "in", "at", "from", "to", "with", "by"})


def category(kind: Kind, role: str | None, department: str | None = None) -> Category:
    """Return what a credit makes of its person.

    `kind` says where the source lists it: the regular cast, an episode's guests, or the
    crew; `role` is the character or the job, `department` that of a job.
    """
    text = _plain(role or "")
    if kind == "crew":
        acts = (department or "").strip().casefold() == "actors"
        return _function_alone(text) or ("cast" if acts else "crew")
    if _is_self(text):
        return _function_of_self(text) or ("guest" if kind == "guest" else "self")
    return _function_alone(text) or ("guest" if kind == "guest" else "cast")


def _plain(text: str) -> str:
    plain = _CEREMONIES.sub("emcee", _BLANKS.sub(" ", text.casefold()))
    return _APART.sub(r"\1", _CO.sub("co ", plain))


def _is_self(text: str) -> bool:
    """Tell whether some part begins with "Self": "Self", "Self / Woody"."""
    parts = map(_words, _BETWEEN.split(_NOTE.sub(" ", text)))
    return any(words[0] in _SELF for words in parts if words)


def _function_of_self(text: str) -> Category | None:
    """Return the function named anywhere after "Self", notes in brackets included."""
    parts = _BETWEEN.split(_NOTE.sub(r" / \1 / ", text))
    return _first_of({_singular(word) for part in parts for word in _still(part)})


def _function_alone(text: str) -> Category | None:
    """Return the function that a text consists of; None for any other text."""
    parts = _BETWEEN.split(_NOTE.sub(" ", text))
    words = {_singular(word) for part in parts for word in _words(part)}
    return _first_of(words) if words <= _KNOWN else None


def _first_of(words: set[str]) -> Category | None:
    return next((name for name, these in _FUNCTIONS if these & words), None)


def _still(part: str) -> list[str]:
    """Return the words that say what somebody is: not was, and not of whom."""
    words = _words(part)
    until = next((n for n, word in enumerate(words) if word in _ABOUT), len(words))
    own = words[:until]
    return [] if _NO_LONGER & set(own) else own


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _singular(word: str) -> str:
    return word if word.endswith("ss") else word.removesuffix("s")
