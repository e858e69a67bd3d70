"""Who was in an episode or in a whole season, as a line of names that lead on."""

from collections.abc import Sequence
from html import escape

import msgspec

# As many are seen at once; more unfold.
_SEEN = 6


class Present(msgspec.Struct):
    """Somebody, and as what."""

    id: str
    name: str
    roles: list[str]


def presence(before: str, people: Sequence[Present], others: int, address: str) -> str:
    """Return the names after the words `before`; empty where nobody is known.

    `others` more are in the API at `address`.
    """
    if not people:
        return ""
    names = ", ".join(map(_named, people))
    if others:
        names += f', <a href="{escape(address)}">{others} more</a>'
    if len(people) <= _SEEN:
        return f'<p class="with">{before} {names}</p>'
    return (
        f'<details class="with"><summary>{before} {len(people) + others} people'
        f"</summary><p>{names}</p></details>"
    )


def _named(one: Present) -> str:
    return (
        f'<a href="/people/{escape(one.id)}">{escape(one.name)}</a> '
        f'<span class="quiet">({escape(", ".join(one.roles))})</span>'
    )
