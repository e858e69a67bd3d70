"""Orders of episodes beside the aired one: absolute, DVD, story arcs ..."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from trr_backend.models.seasons import OrderRecord
from trr_backend.repositories import external_ids
from trr_backend.repositories.merge import Row, replace_set
from trr_backend.repositories.removals import came
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.tables_of_episodes import (
    EPISODE_ORDER_ITEMS,
    EPISODE_ORDERS,
)
from trr_backend.repositories.work import Work

_SOURCE = "tmdb"


async def write(work: Work, owner: Owner, orders: Sequence[OrderRecord]) -> None:
    """Make `orders` the show's current ones; the episodes must be stored.

    An order that the source listed without answering for it keeps its items.
    """
    by_key = {one.key: one for one in orders}
    where: dict[str, object] = {"show_id": owner.show_id, "source": _SOURCE}
    rows = [
        (owner.show_id, _SOURCE, key, one.name, one.type, one.description, None)
        for key, one in by_key.items()
    ]
    written, marked = await replace_set(
        work.tx, EPISODE_ORDERS, where, rows, owner.as_of
    )
    gone = [str(key[-1]) for key in marked]
    answered = {key: one for key, one in by_key.items() if one.groups is not None}
    placed = await replace_set(
        work.tx,
        EPISODE_ORDER_ITEMS,
        {**where, "key": [*answered, *gone]},
        await _items(work, owner, answered),
        owner.as_of,
    )
    if written or marked or any(placed):
        back = {one.key[-1] for one in written if came(one)}
        new = [one.name for key, one in by_key.items() if key in back]
        fields: dict[str, tuple[object, object]] = {
            "episode_orders": (gone, new or "changed")
        }
        work.changed_show(owner.show_id, owner.label, fields)


async def _items(
    work: Work, owner: Owner, orders: Mapping[str, OrderRecord]
) -> list[Row]:
    wanted = {
        str(tmdb_id)
        for order in orders.values()
        for group in order.groups or ()
        for tmdb_id in group.episode_tmdb_ids
    }
    ids = await external_ids.load_map(work.tx, "episode", _SOURCE, wanted)
    for order in orders.values():
        _note_unknown(work, owner, order, ids)
    return [
        (owner.show_id, _SOURCE, key, place, position, group.name, ids[tmdb_id], None)
        for key, order in orders.items()
        for place, group in enumerate(order.groups or ())
        for position, tmdb_id in enumerate(map(str, group.episode_tmdb_ids))
        if tmdb_id in ids
    ]


def _note_unknown(
    work: Work, owner: Owner, order: OrderRecord, ids: Mapping[str, UUID]
) -> None:
    unknown = [
        tmdb_id
        for group in order.groups or ()
        for tmdb_id in group.episode_tmdb_ids
        if str(tmdb_id) not in ids
    ]
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        work.notes.append(
            f"{owner.label}: the order {order.name} names episodes that no season has "
            f"(tmdb:{unknown[0]}{more}); they are left out of it"
        )
