"""What shows have in common: genres, networks, companies, providers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    Page,
    Site,
    Window,
    load_detail,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

Kind = Literal["genre", "network", "production_company", "watch_provider"]

_BY_NAME = Order("core.folded(n.name)", "text", "asc")
_LOGO = "'logo_url', f.logo_url, 'logo_srcset', f.logo_srcset,"
_COUNTRY = f"'origin_country', x.origin_country, {_LOGO}"
_PARTS: dict[Kind, dict[str, str]] = {
    "genre": {
        "entities": "core.genres",
        "links": "core.show_genres",
        "member": "genre_id",
        "there": "k.missing_since is null",
        "columns": "null::text as logo_path",
        "shown": "",
        "told": "",
    },
    "network": {
        "entities": "core.networks",
        "links": "core.show_networks",
        "member": "network_id",
        "there": "k.missing_since is null",
        "columns": "n.origin_country, n.logo_path",
        "shown": _COUNTRY,
        "told": "",
    },
    "production_company": {
        "entities": "core.production_companies",
        "links": "core.show_companies",
        "member": "production_company_id",
        "there": "k.missing_since is null",
        "columns": "n.origin_country, n.logo_path",
        "shown": _COUNTRY,
        "told": "",
    },
    "watch_provider": {
        "entities": "core.watch_providers",
        "links": "core.show_watch_providers",
        "member": "watch_provider_id",
        "there": "{in_region}",
        "columns": "n.logo_path",
        "shown": _LOGO,
        "told": "{regions_of_provider}",
    },
}


@dataclass(frozen=True, slots=True)
class EntityRef:
    """One of a kind by uuid or by TMDb's number; exactly one is set."""

    id: UUID | None = None
    tmdb_id: str | None = None


async def load_named(
    tx: "Transaction",
    kind: Kind,
    window: Window,
    *,
    site: Site,
    region: str | None = None,
) -> Page:
    """Return a page of a kind that have a show, by name.

    Of providers those that offer one in `region`, if that is set.
    """
    query = statement(
        "named",
        direction="asc",
        seek=_BY_NAME.seek(window.after, "n.id"),
        **_PARTS[kind],
    )
    return await load_page(
        tx, query, {**window.parameters, **site.parameters, "region": region}
    )


async def load_one(
    tx: "Transaction", kind: Kind, ref: EntityRef, *, site: Site, attribution: str
) -> Detail:
    """Return one of a kind with the number of its shows; None: it has none."""
    return await load_detail(
        tx,
        statement("one_named", **_PARTS[kind]),
        {
            **site.parameters,
            "entity": kind,
            "id": ref.id,
            "tmdb_id": ref.tmdb_id,
            "region": None,
            "attribution": attribution,
        },
    )
