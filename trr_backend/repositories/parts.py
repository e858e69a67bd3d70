"""Seasons and episodes in the feed: as entities, and as parts of their show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from trr_backend.models.changes import Change
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import RowChange
from trr_backend.repositories.removals import came
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("seasons")

Kind = Literal["season", "episode"]
Fields = dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The seasons or the episodes of one show that a record names.

    `labels` say how people know them within the show.
    """

    kind: Kind
    owner: Owner
    labels: Mapping[UUID, str]

    async def tell(
        self,
        work: Work,
        written: Sequence[RowChange],
        marked: Sequence[tuple[object, ...]],
    ) -> None:
        """Add one change for each part that changed, and one of the show."""
        by_id = {part_id(change.key): change for change in written}
        changed = {one: by_id[one] for one in self.labels if one in by_id}
        for one, change in changed.items():
            self.add(work, one, change.fields, is_new=change.is_new)
        gone = await _load_labels(work.tx, [part_id(key) for key in marked])
        flagged: Fields = {"missing_since": (None, work.at.isoformat())}
        former = Parts(self.kind, self.owner, gone)
        for one in gone:
            former.add(work, one, flagged)
        if written or marked:
            new = [self.labels[one] for one, change in changed.items() if came(change)]
            said = (list(gone.values()), new or "changed")
            work.changed_show(
                self.owner.show_id, self.owner.label, {f"{self.kind}s": said}
            )

    def add(
        self, work: Work, one: UUID, fields: Fields, *, is_new: bool = False
    ) -> None:
        """Add that these fields (old, new) of one part changed."""
        work.changes.add(
            Change(
                entity=self.kind,
                id=one,
                kind="created" if is_new else "updated",
                label=f"{self.owner.label} {self.labels[one]}",
                fields=fields,
            )
        )


def part_id(key: Sequence[object]) -> UUID:
    """Return the id that a row's key begins with."""
    first = key[0]
    if not isinstance(first, UUID):
        message = f"{first!r} is no id of a row"
        raise TypeError(message)
    return first


def season_label(number: int) -> str:
    """Return "S02"."""
    return f"S{number:02}"


def episode_label(season_number: int, number: int, name: str | None) -> str:
    """Return "S02E05 Title"."""
    label = f"{season_label(season_number)}E{number:02}"
    return f"{label} {name}" if name else label


async def _load_labels(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return how people know parts that are stored, in their order."""
    if not ids:
        return {}
    cursor = await tx.execute(_SQL["numbers"], {"ids": list(ids)})
    return {
        found: season_label(season)
        if number is None
        else episode_label(season, number, name)
        for found, season, number, name in await cursor.fetchall()
    }
