"""One transaction of a writer, with what it changes."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from trr_backend.models.changes import Change, Changes
from trr_backend.repositories.db import Transaction


@dataclass(frozen=True, slots=True)
class Work:
    """One item's transaction, what it changes and when it began.

    Writers add to `changes`, from which the events are made before it commits; `notes`
    are lines for the user, shown with the summary; `notes_of_many` are sentences that
    may hold for many things of a run, with the names of these: each is one line there.
    What is `told` is shown, too, but stays out of the history: it names values that may
    be taken down. `failures` are things of an item that are left undone, with the
    reason, where the item is a chunk of many; `counts` are its own figures. An item
    whose label is among the `forgotten` ones was taken down and gets no place there
    either. Of a `rehearsal` nothing stays.
    """

    tx: Transaction
    at: datetime
    changes: Changes = field(default_factory=Changes)
    notes: list[str] = field(default_factory=list)
    notes_of_many: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    forgotten: set[str] = field(default_factory=set)
    rehearsal: bool = False

    @property
    def has_news(self) -> bool:
        """Whether something changed, or there is something to say."""
        return bool(len(self.changes) or self.notes or self.notes_of_many or self.told)

    def note_of_many(self, said: str, *names: str) -> None:
        """Say a sentence of these, among others of which it may hold."""
        self.notes_of_many.setdefault(said, []).extend(names)

    def changed_show(
        self, show_id: UUID, label: str, fields: dict[str, tuple[object, object]]
    ) -> None:
        """Add that these fields (old, new) of a show changed."""
        self.changes.add(Change("show", show_id, "updated", label, fields))

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator["Work"]:
        """Yield a part of this work: an exception takes back that part alone."""
        part = Work(
            self.tx, self.at, forgotten=self.forgotten, rehearsal=self.rehearsal
        )
        async with self.tx.transaction():
            yield part
        for change in part.changes.all():
            self.changes.add(change)
        self.notes.extend(part.notes)
        for said, names in part.notes_of_many.items():
            self.note_of_many(said, *names)
        self.told.extend(part.told)
