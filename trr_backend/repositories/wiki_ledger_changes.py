"""Whose part in a season changed, gathered for events."""

from dataclasses import dataclass, field
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.models.shows import Entity
from trr_backend.repositories.sql import queries
from trr_backend.repositories.wiki_rows import Columns
from trr_backend.repositories.work import Work

_SQL = queries("wiki_ledger")


@dataclass(slots=True)
class LedgerChanges:
    """Names in entries that went and came, by the show and by the person."""

    gone: dict[tuple[Entity, UUID], list[str]] = field(default_factory=dict)
    new: dict[tuple[Entity, UUID], list[str]] = field(default_factory=dict)

    def add(self, entry: Columns, *, came: bool) -> None:
        """Add an entry that went or came."""
        of: dict[Entity, UUID | None] = {
            "show": entry["show_id"],
            "person": entry["person_id"],
        }
        for entity, one in of.items():
            if one is not None:
                side = self.new if came else self.gone
                side.setdefault((entity, one), []).append(entry["name"])

    async def tell(self, work: Work) -> None:
        """Add the changes, in one order."""
        ids = [one for _, one in (*self.gone, *self.new)]
        if not ids:
            return
        cursor = await work.tx.execute(_SQL["names"], {"ids": ids})
        for entity, one, name in await cursor.fetchall():
            key = (entity, one)
            fields: dict[str, tuple[object, object]] = {
                "ledger": (self.gone.get(key, []), self.new.get(key, []))
            }
            work.changes.add(Change(entity, one, "updated", name, fields))
