"""Lists that persons keep, for admins: they are served to nobody else."""

from typing import TYPE_CHECKING
from uuid import UUID

from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    PartPage,
    Window,
    load_page,
    load_part_page,
)
from trr_backend.repositories.catalogue.statements import statement

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_BY_NAME = Order("core.folded(l.name)", "text", "asc")
_BY_POSITION = Order("i.position", "integer", "asc")


async def load_lists(tx: "Transaction", window: Window) -> Page:
    """Return a page of the lists, by name."""
    query = statement(
        "lists", seek=_BY_NAME.seek(window.after, "l.id"), direction=_BY_NAME.direction
    )
    return await load_page(tx, query, window.parameters)


async def load_list_items(
    tx: "Transaction", list_id: UUID, window: Window, *, missing: bool
) -> PartPage:
    """Return a page of a list; `missing`: also what is gone from it."""
    query = statement(
        "list_items",
        seek=_BY_POSITION.seek(window.after, "i.show_id"),
        direction=_BY_POSITION.direction,
    )
    params = {**window.parameters, "list_id": list_id, "missing": missing}
    return await load_part_page(tx, query, params)
