"""Which provider offered a show from when to when."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.listing import NamedRef
from trr_backend.repositories.catalogue.reading import (
    Order,
    PartPage,
    Site,
    Window,
    load_part_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_LATEST = Order("g.sort_key", "timestamptz", "desc")


@dataclass(frozen=True, slots=True)
class StayFilter:
    """Which stays are wanted; each that is set has to hold."""

    region: str | None = None
    provider: NamedRef | None = None
    offer_type: str | None = None


async def load_history(
    tx: "Transaction", show: ShowRef, wanted: StayFilter, window: Window, *, site: Site
) -> PartPage:
    """Return a page of the stays of providers with a show, the latest first."""
    query = statement(
        "offer_history",
        seek=_LATEST.seek(window.after, "g.id"),
        direction=_LATEST.direction,
    )
    provider = wanted.provider or NamedRef()
    params = {
        **show_parameters(show),
        **window.parameters,
        **site.parameters,
        "region": wanted.region,
        "offer_type": wanted.offer_type,
        "by_provider": wanted.provider is not None,
        "provider_id": provider.id,
        "provider_name": provider.name,
        "provider_tmdb_id": provider.tmdb_id,
    }
    return await load_part_page(tx, query, params)
