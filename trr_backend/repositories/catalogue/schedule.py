"""What is on: the episodes of some days, and all episodes by their day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue import texts
from trr_backend.repositories.catalogue.listing import (
    ShowFilter,
    conditions,
    show_filter_parameters,
)
from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    Site,
    Window,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

EpisodeSort = Literal["newest", "oldest"]

_BY_DAY = Order("g.sort_key", "text", "asc")
_ORDERS: dict[EpisodeSort, Order] = {
    "newest": Order("e.air_date", "date", "desc"),
    "oldest": Order("e.air_date", "date", "asc"),
}


@dataclass(frozen=True, slots=True)
class EpisodeFilter:
    """Which episodes are wanted; `specials`: only those, or all but those."""

    aired_from: date | None = None
    aired_to: date | None = None
    show: ShowRef | None = None
    specials: bool | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """How many days from which on; None: from today on, by the clock of UTC."""

    first: date | None
    count: int


async def load_airing(  # noqa: PLR0913 -- what a page is made of
    tx: "Transaction",
    days: Days,
    wanted: ShowFilter,
    window: Window,
    *,
    site: Site,
    language: texts.Language | None,
) -> Page:
    """Return a page of what is on, by day and popularity of the show."""
    query = statement(
        "airing",
        seek=_BY_DAY.seek(window.after, "g.id"),
        direction=_BY_DAY.direction,
        wanted=conditions(wanted),
        **texts.fragments(language),
    )
    params = {
        **show_filter_parameters(wanted, window),
        **site.parameters,
        **texts.parameters(language),
        "day": days.first,
        "days": days.count,
    }
    return await load_page(tx, query, params)


async def load_all_episodes(  # noqa: PLR0913 -- as above
    tx: "Transaction",
    wanted: EpisodeFilter,
    window: Window,
    *,
    sort: EpisodeSort,
    site: Site,
    language: texts.Language | None,
) -> Page:
    """Return a page of the episodes of all shows that have a day, by it."""
    order = _ORDERS[sort]
    query = statement(
        "all_episodes",
        seek=order.seek(window.after, "e.id"),
        direction=order.direction,
        show_or_none="{show}," if wanted.show else "",
        in_that_range=_range(wanted, sort, window),
        **texts.fragments(language),
    )
    params = {
        **(show_parameters(wanted.show) if wanted.show else {}),
        **window.parameters,
        **site.parameters,
        **texts.parameters(language),
        "aired_from": wanted.aired_from,
        "aired_to": wanted.aired_to,
        "specials": wanted.specials,
    }
    return await load_page(tx, query, params)


def _range(wanted: EpisodeFilter, sort: EpisodeSort, window: Window) -> str:
    """Return the conditions on episodes that are in use."""
    behind = {"newest": "to", "oldest": "from"}[sort] if window.after else None
    names = ["has_day"]
    for side, day in (("from", wanted.aired_from), ("to", wanted.aired_to)):
        if day is not None:
            names.append(f"{side}_that_day{'_behind' if side == behind else ''}")
    if wanted.show:
        names.append("of_that_show")
    if wanted.specials is not None:
        names.append("no_specials")
    return " and ".join(f"{{{name}}}" for name in names)
