"""Watch providers and the periods in which they offer a show."""

import json
from collections.abc import Mapping
from uuid import UUID

from trr_backend.models.offers import OffersRecord
from trr_backend.repositories import sets, tables
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("offers")


async def write(work: Work, owner: sets.Owner, record: OffersRecord) -> None:
    """Write the offers of one show: new ones open, vanished ones are closed."""
    providers = await sets.write_entities(
        work,
        "watch_provider",
        tables.WATCH_PROVIDERS,
        [
            sets.Member(tmdb_id=one.tmdb_id, name=one.name, values=(one.logo_path,))
            for one in record.providers
        ],
        owner.as_of,
    )
    await _write_periods(work, owner, _as_json(record, providers))
    await sets.write_set(
        work,
        owner,
        "watch_links",
        tables.SHOW_WATCH_REGIONS,
        [
            ((owner.show_id, region, link, None), region)
            for region, link in record.links.items()
        ],
    )


def _as_json(record: OffersRecord, providers: Mapping[int, UUID]) -> str:
    unique = {
        (one.region, one.offer_type, one.provider_tmdb_id): one for one in record.offers
    }
    return json.dumps(
        [
            {
                "region": one.region,
                "offer_type": one.offer_type,
                "watch_provider_id": str(providers[one.provider_tmdb_id]),
                "display_priority": one.display_priority,
            }
            for one in unique.values()
        ]
    )


async def _write_periods(work: Work, owner: sets.Owner, offers: str) -> None:
    cursor = await work.tx.execute(
        _SQL["write"],
        {"show_id": owner.show_id, "as_of": owner.as_of, "offers": offers},
    )
    told: dict[str, list[str]] = {"closed": [], "moved": [], "opened": []}
    for what, offer in await cursor.fetchall():
        told[what].append(offer)
    if any(told.values()):
        work.changed_show(
            owner.show_id,
            owner.label,
            {"watch_providers": (told["closed"], told["opened"] or "order")},
        )
