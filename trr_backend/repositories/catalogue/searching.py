"""Searching by name: shows and people in one list, and matches for other lists."""

from typing import TYPE_CHECKING, Literal

from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    Window,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

Kind = Literal["show", "person"]

_BY_SCORE = Order("m.score", "float8", "desc")
# Which names are looked at; of them, which may be told.
_SEARCHED: dict[Kind | None, str] = {
    None: "true",
    "show": "n.entity = 'show'",
    "person": "n.entity = 'person'",
}
_TOLD: dict[Kind | None, str] = {
    None: "{told_show} union all {told_person}",
    "show": "{told_show}",
    "person": "{told_person}",
}


def matches(q: str | None, kind: Kind) -> dict[str, str]:
    """Return the parts of a list's statement that narrow it to what `q` finds."""
    if q is None:
        return {"matched": "", "with_match": ""}
    return {
        "matched": "{matches},",
        "with_match": f"{{with_match_of_{kind}}}",
        "searched": _SEARCHED[kind],
    }


async def load_search(  # noqa: PLR0913 -- what a search is made of
    tx: "Transaction",
    q: str,
    window: Window,
    *,
    kind: Kind | None,
    region: str | None,
    media_base: str,
) -> Page:
    """Return a page of shows and people, the best match first.

    With a region only shows that are offered there; people are offered nowhere.
    """
    query = statement(
        "search",
        searched=_SEARCHED[kind],
        told=_TOLD[kind],
        offered="{offered_there}" if region else "true",
        seek=_BY_SCORE.seek(window.after, "m.id"),
        direction=_BY_SCORE.direction,
    )
    params = {
        "q": q,
        "region": region,
        "media_base": media_base,
        **window.parameters,
    }
    return await load_page(tx, query, params)
