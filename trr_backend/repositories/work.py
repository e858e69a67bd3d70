"""One transaction of a writer, with what it changes."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from trr_backend.models.changes import Change, Changes
from trr_backend.repositories.db import Transaction


@dataclass(frozen=True, slots=True)
class Work:
    """One item's transaction, what it changes and when it began.

    Writers add to `changes`, from which the events are made before it commits; `notes`
    are lines for the user, shown with the summary.
    """

    tx: Transaction
    at: datetime
    changes: Changes = field(default_factory=Changes)
    notes: list[str] = field(default_factory=list)

    def changed_show(
        self, show_id: UUID, label: str, fields: dict[str, tuple[object, object]]
    ) -> None:
        """Add that these fields (old, new) of a show changed."""
        self.changes.add(Change("show", show_id, "updated", label, fields))
