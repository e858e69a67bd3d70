"""Orders of episodes beside the aired one."""

from dataclasses import replace

from tests.whole_shows import (
    AS_OF,
    new_show,
    record,
    rows,
    season,
    write_seasons,
)
from trr_backend.models.seasons import (
    OrderGroup,
    OrderRecord,
    SeasonsRecord,
)
from trr_backend.repositories.db import Database


async def test_orders_beside_the_aired_one(database: Database) -> None:
    """Groups and places as the source counts them; what no season has is left out."""
    owner = await new_show(database)
    disc = OrderRecord(
        "g1", "DVD", "dvd", "As sold.", (OrderGroup("A", (1002, 77, 78)),)
    )
    listed = OrderRecord("g2", "Arcs", None, None, None)
    groups = (OrderGroup("A", (1002,)), OrderGroup("B", (1001, 1002)))
    found = record(season(1, 2))
    work = await write_seasons(database, owner, replace(found, orders=(disc, listed)))

    orders = (
        "select key, name, type, description, missing_since"
        " from core.episode_orders order by 1"
    )
    items = (
        "select i.key, group_position, position, group_name, e.name, i.missing_since"
        " from core.episode_order_items i join core.episodes e on e.id = episode_id"
        " order by 1, 2, 3"
    )
    assert await rows(database, orders) == [
        ("g1", "DVD", "dvd", "As sold.", None),
        ("g2", "Arcs", None, None, None),
    ]
    assert await rows(database, items) == [("g1", 0, 0, "A", "Title 2", None)]
    left_out = (
        "The Show: the order DVD names episodes that no season has (tmdb:77 and 1 "
        "more); they are left out of it"
    )
    assert work.notes == [left_out]
    assert work.changes.all()[1].fields["episode_orders"] == ([], ["DVD", "Arcs"])

    answered = replace(listed, groups=groups)
    await write_seasons(database, owner, SeasonsRecord(None, (disc, answered)))
    await write_seasons(database, owner, SeasonsRecord(None, (listed,)))

    assert [row[4] for row in await rows(database, orders)] == [AS_OF, None]
    assert await rows(database, items) == [
        ("g1", 0, 0, "A", "Title 2", AS_OF),
        ("g2", 0, 0, "A", "Title 2", None),
        ("g2", 1, 0, "B", "Title 1", None),
        ("g2", 1, 1, "B", "Title 2", None),
    ]
