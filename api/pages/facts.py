"""What wikis say, as a card a page of theirs; where they differ, both are told."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

import msgspec

from api.pages.stated import Source, stated_by
from api.pages.words import count, host, link

# Whom a reader knows by their first lines; what is not here follows by name.
_FIRST: Final = (
    "full_name",
    "nickname",
    "birthday",
    "deathday",
    "place_of_birth",
    "hometown",
    "residence",
    "nationality",
    "gender",
    "occupation",
    "spouse",
    "partner",
    "children",
    "parents",
    "relatives",
)
# What a reader unfolds.
_LONG: Final = 240
_SENTENCE: Final = 60
_SOURCES: Final = {"tmdb": "TMDb", "override": "Decided here", "imdb": "IMDb"}


class Season(msgspec.Struct, frozen=True):
    """A season of ours."""

    id: str
    season_number: int
    name: str | None


class Show(msgspec.Struct, frozen=True):
    """A show of ours."""

    slug: str
    name: str


class OtherValue(msgspec.Struct, frozen=True):
    """What another source says in the same field."""

    value: str
    source: str
    source_url: str | None
    is_shown: bool


class Fact(Source, frozen=True):
    """A value that a page states; `order` is where its season stands."""

    field: str
    value: str | tuple[str, ...]
    show: Show | None
    season: Season | None
    scope: str | None
    order: str
    conflicts: tuple[OtherValue, ...]


def wiki_facts(facts: Iterable[Fact]) -> str:
    """Return what holds always: a card for each page that says something."""
    pages: dict[str, list[Fact]] = {}
    for one in facts:
        if one.scope is None and one.season is None:
            pages.setdefault(one.source_url, []).append(one)
    if not pages:
        return ""
    cards = "".join(f'<li class="said">{told(page)}</li>' for page in pages.values())
    return f'<section><h3>What wikis say</h3><ul class="wikis">{cards}</ul></section>'


def told(facts: Sequence[Fact]) -> str:
    """Return facts of one page, and that page; empty without any."""
    if not facts:
        return ""
    return listed(facts) + stated_by(map(source_of, facts[:1]))


def listed(facts: Iterable[Fact]) -> str:
    """Return facts as terms with their values, long ones folded at the end."""
    found = sorted(facts, key=_place)
    short = "".join(_fact(one) for one in found if not _is_long(one))
    long = "".join(_folded(one) for one in found if _is_long(one))
    return (f'<dl class="known">{short}</dl>' if short else "") + long


def source_of(fact: Fact) -> Source:
    """Return the page that states a fact."""
    return Source(
        fact.licence,
        fact.licence_url,
        fact.page,
        fact.source_url,
        fact.revision,
        fact.retrieved_at,
        fact.page_missing_since,
    )


def _place(fact: Fact) -> tuple[int, str]:
    known = fact.field in _FIRST
    return (_FIRST.index(fact.field) if known else len(_FIRST), fact.field)


def _values(fact: Fact) -> tuple[str, ...]:
    return (fact.value,) if isinstance(fact.value, str) else fact.value


def _is_long(fact: Fact) -> bool:
    """Tell whether values are unfolded: many words, or several sentences."""
    lengths = [len(one) for one in _values(fact)]
    return sum(lengths) > _LONG or (len(lengths) > 1 and max(lengths) > _SENTENCE)


def _fact(fact: Fact) -> str:
    values = _values(fact)
    said = (
        "".join(f"<li>{_shown(fact.field, one)}</li>" for one in values)
        if len(values) > 1
        else "".join(_shown(fact.field, one) for one in values)
    )
    body = f'<ul class="values">{said}</ul>' if len(values) > 1 else said
    others = "".join(map(_other, fact.conflicts))
    return f"<div><dt>{_label(fact.field)}</dt><dd>{body}{others}</dd></div>"


def _folded(fact: Fact) -> str:
    values = _values(fact)
    lines = "".join(f"<li>{_shown(fact.field, one)}</li>" for one in values)
    many = count(len(values), "entry", "entries") if len(values) > 1 else ""
    label = _label(fact.field)
    return (
        f'<details class="long"><summary><span class="title">{label}</span> '
        f'<span class="quiet">{many}</span></summary>'
        f'<ul class="notes">{lines}</ul></details>'
    )


def _shown(field: str, value: str) -> str:
    if field.endswith("_handle"):
        return f"@{escape(value.removeprefix('@'))}"
    if value.startswith(("http://", "https://")):
        return link(value, value.partition("://")[2].rstrip("/")) or escape(value)
    return escape(value)


def _label(field: str) -> str:
    words = field.removesuffix("_handle").replace("_", " ")
    return escape(words[:1].upper() + words[1:])


def _other(one: OtherValue) -> str:
    name = _SOURCES.get(one.source, one.source)
    who = link(one.source_url, host(one.source_url or "") or name) or escape(name)
    mark = ", shown above" if one.is_shown else ""
    return f'<p class="otherwise">{who}: {escape(one.value)}{mark}</p>'
