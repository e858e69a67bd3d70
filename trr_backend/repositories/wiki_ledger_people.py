"""Who the people of the season ledger are."""

import json
from collections.abc import Sequence
from uuid import UUID

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.wiki_ledger_changes import LedgerChanges
from trr_backend.repositories.wiki_rows import Columns
from trr_backend.repositories.work import Work

_SQL = queries("wiki_ledger")
_LINKING = (
    "id",
    "show_id",
    "season_id",
    "name",
    "page_title",
    "person_id",
    "wiki_id",
)


async def load_people(
    tx: Transaction, wiki_id: UUID, entries: Sequence[Columns]
) -> list[UUID | None]:
    """Return who the people of these entries are, in their order."""
    asked = [
        {
            "n": n,
            "season_id": None if one["season_id"] is None else str(one["season_id"]),
            "name": one["name"],
            "page_title": one["page_title"],
        }
        for n, one in enumerate(entries)
    ]
    given = {"wiki_id": wiki_id, "entries": json.dumps(asked)}
    cursor = await tx.execute(_SQL["people"], given)
    return [person_id for _, person_id in await cursor.fetchall()]


async def link(work: Work, page_id: UUID) -> None:
    """Let the entries that link to a page be of whom it is about now, or of nobody."""
    await work.tx.execute(_SQL["hold"], {"page_id": page_id})
    cursor = await work.tx.execute(_SQL["linking"], {"page_id": page_id})
    entries = [dict(zip(_LINKING, row, strict=True)) for row in await cursor.fetchall()]
    if not entries:
        return
    people = await load_people(work.tx, entries[0]["wiki_id"], entries)
    told = LedgerChanges()
    for entry, person_id in zip(entries, people, strict=True):
        if entry["person_id"] == person_id:
            continue
        given = {"id": entry["id"], "person_id": person_id}
        await work.tx.execute(_SQL["link"], given)
        told.add(entry, came=False)
        told.add({**entry, "person_id": person_id}, came=True)
    await told.tell(work)
