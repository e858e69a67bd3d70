"""Who was in a show, in one of its seasons, in one of its episodes."""

from typing import TYPE_CHECKING

from trr_backend.models.people import Category
from trr_backend.repositories.catalogue.reading import (
    Order,
    PartPage,
    Site,
    Window,
    load_part_page,
)
from trr_backend.repositories.catalogue.seasons import Part
from trr_backend.repositories.catalogue.statements import statement

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_BY_BILLING = Order("g.sort_key", "text", "asc")
_OF_SHOW = {
    "part": "show",
    "parts": "",
    "tallies": "{tallies_of_show}",
    "total": "{total_of_show}",
    "is_regular": "{regular_of_show}",
}
_OF_PART = {"total": "{total_of_part}", "is_regular": "{regular_of_part}"}
_OF_SEASON = {
    **_OF_PART,
    "part": "season",
    "parts": "{season}, ",
    "tallies": "{tallies_of_season}",
}
_OF_EPISODE = {
    **_OF_PART,
    "part": "episode",
    "parts": "{season}, {episode}, ",
    "tallies": "{tallies_of_episode}",
}


async def load_cast(
    tx: "Transaction",
    part: Part,
    window: Window,
    *,
    category: Category | None,
    site: Site,
) -> PartPage:
    """Return a page of people by billing; without a category all but the crew."""
    query = statement(
        "cast",
        seek=_BY_BILLING.seek(window.after, "g.id"),
        direction=_BY_BILLING.direction,
        **_fragments(part),
    )
    params = {
        **part.parameters,
        **window.parameters,
        "category": category,
        **site.parameters,
    }
    return await load_part_page(tx, query, params)


def _fragments(part: Part) -> dict[str, str]:
    if part.season is None:
        return _OF_SHOW
    return _OF_SEASON if part.episode is None else _OF_EPISODE
