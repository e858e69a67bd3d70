"""Watch providers and the periods in which they offer a show."""

from collections.abc import Sequence

from trr_backend.models.changes import Change
from trr_backend.models.offers import OffersRecord
from trr_backend.repositories import sets, tables
from trr_backend.repositories.merge import Row
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
    names = {one.tmdb_id: one.name for one in record.providers}
    unique = {
        (one.region, one.offer_type, one.provider_tmdb_id): one for one in record.offers
    }
    rows = [
        (
            one.region,
            one.offer_type,
            providers[one.provider_tmdb_id],
            one.display_priority,
            names[one.provider_tmdb_id],
        )
        for one in unique.values()
    ]
    await _write_periods(work, owner, rows)
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


async def _write_periods(
    work: Work,
    owner: sets.Owner,
    rows: Sequence[Row],
) -> None:
    await work.tx.execute(_SQL["stage"])
    async with work.tx.cursor() as cursor, cursor.copy(_SQL["fill"]) as copy:
        for row in rows:
            await copy.write_row(row)
    where = {"show_id": owner.show_id, "as_of": owner.as_of}
    moved: dict[str, list[str]] = {}
    for step in ("close", "reorder", "open"):
        result = await work.tx.execute(_SQL[step], where)
        moved[step] = [" ".join(map(str, row)) for row in await result.fetchall()]
    await work.tx.execute(_SQL["unstage"])
    if any(moved.values()):
        work.changes.add(
            Change(
                entity="show",
                id=owner.show_id,
                kind="updated",
                label=owner.label,
                fields={"watch_providers": (moved["close"], moved["open"] or "order")},
            )
        )
