"""Logos of networks and providers, in a row."""

from collections.abc import Iterable
from html import escape
from typing import Final

import msgspec

from api.pages.words import by_width

# As wide as the style makes the widest logo.
_WIDE: Final = "4rem"


class Mark(msgspec.Struct):
    """A network or a provider, by its logo or its name."""

    name: str
    logo_url: str | None
    logo_srcset: str | None


def marks(found: Iterable[Mark]) -> str:
    """Return a logo each, or the name where there is none."""
    return "".join(map(_mark, found))


def _mark(one: Mark) -> str:
    shown = escape(one.name)
    if one.logo_url is None:
        return f"<span>{shown}</span>"
    many = by_width(one.logo_srcset, _WIDE)
    return (
        f'<img src="{escape(one.logo_url)}"{many} alt="{shown}" title="{shown}" '
        'loading="lazy" decoding="async">'
    )
