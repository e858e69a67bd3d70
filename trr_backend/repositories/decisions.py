"""What persons decide, as admins read it: open questions, and words about fields."""

from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    Window,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.db import Transaction

_OLDEST = Order("r.asked_at", "timestamptz", "asc")
# One command may decide about many fields at once.
_DECISION_KEY = (
    "(to_char(o.set_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || o.entity || ' ' "
    '|| o.field) collate "C"'
)
_NEWEST = Order(_DECISION_KEY, "text", "desc")


async def load_questions(tx: Transaction, window: Window, *, kind: str | None) -> Page:
    """Return a page of what waits for a person, the oldest first."""
    query = statement(
        "questions", direction="asc", seek=_OLDEST.seek(window.after, "r.id")
    )
    return await load_page(tx, query, {**window.parameters, "kind": kind})


async def load_overrides(tx: Transaction, window: Window) -> Page:
    """Return a page of the fields that persons decided about, the newest first."""
    query = statement(
        "decisions",
        direction="desc",
        key=_DECISION_KEY,
        seek=_NEWEST.seek(window.after, "o.entity_id"),
    )
    return await load_page(tx, query, window.parameters)
