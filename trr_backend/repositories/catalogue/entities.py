"""Networks and genres that have a show."""

from typing import TYPE_CHECKING

from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    Window,
    load_page,
    statement,
)

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_BY_NAME = Order("core.folded(n.name)", "text", "asc")


async def load_networks(tx: "Transaction", window: Window, *, media_base: str) -> Page:
    """Return a page of the networks that have a show, by name."""
    query = statement(
        "named",
        direction="asc",
        seek=_BY_NAME.seek(window.after, "n.id"),
        entities="core.networks",
        links="core.show_networks",
        member="network_id",
        columns="n.origin_country, n.logo_path",
        shown="'origin_country', x.origin_country, 'logo_url', f.logo_url, "
        "'logo_srcset', f.logo_srcset,",
    )
    return await load_page(tx, query, {**window.parameters, "media_base": media_base})


async def load_genres(tx: "Transaction", window: Window) -> Page:
    """Return a page of the genres that have a show, by name."""
    query = statement(
        "named",
        direction="asc",
        seek=_BY_NAME.seek(window.after, "n.id"),
        entities="core.genres",
        links="core.show_genres",
        member="genre_id",
        columns="null::text as logo_path",
        shown="",
    )
    return await load_page(tx, query, {**window.parameters, "media_base": ""})
