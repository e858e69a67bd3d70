"""Which people are wanted in a list, and in which order: the parts of its statement."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from trr_backend.models.people import Category
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    Site,
    Window,
    load_page,
)
from trr_backend.repositories.catalogue.searching import matches
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

PeopleSort = Literal["name", "popularity", "updated", "relevance"]

_ORDERS: dict[PeopleSort, Order] = {
    "name": Order("core.folded(p.name)", "text", "asc"),
    "popularity": Order("coalesce(p.popularity, '-infinity')", "float8", "desc"),
    "updated": Order("p.updated_at", "timestamptz", "desc"),
    "relevance": Order("m.score", "float8", "desc"),
}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people are wanted; `birthday` is month and day, as 01-31.

    With `show` and `category` both: who had a credit of that kind in that show.
    """

    q: str | None = None
    show: ShowRef | None = None
    category: Category | None = None
    birthday: str | None = None


async def load_people(
    tx: "Transaction",
    wanted: PeopleFilter,
    *,
    sort: PeopleSort,
    window: Window,
    site: Site,
) -> Page:
    """Return a page of people; `relevance` needs a search text."""
    order = _ORDERS[sort]
    by_match = matches(wanted.q, "person")
    query = statement(
        "people",
        **by_match,
        key=order.key,
        direction=order.direction,
        seek=order.seek(window.after, "p.id"),
        found=by_match["matched"] + ("{show}," if wanted.show else ""),
        joined=by_match["with_match"],
        wanted=_conditions(wanted),
    )
    day = wanted.birthday
    params = {
        **(show_parameters(wanted.show) if wanted.show else {}),
        **window.parameters,
        **site.parameters,
        "q": wanted.q,
        "category": wanted.category,
        "birthday": int(day.replace("-", "")) if day else None,
    }
    return await load_page(tx, query, params)


def _conditions(wanted: PeopleFilter) -> str:
    names = []
    if wanted.show:
        names.append("in_that_show")
    elif wanted.category:
        names.append("of_that_category")
    if wanted.birthday:
        names.append("born_that_day")
    return "".join(f" and {{{name}}}" for name in names)
