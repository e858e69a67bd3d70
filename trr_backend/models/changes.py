"""What a transaction really changed, gathered for events and for `--dry-run`."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from trr_backend.models.shows import Entity

# What `--dry-run` tells and no event does: lists are private.
TOLD_ONLY = frozenset({"listed"})


class InWords(str):
    """What went or came, said in words where it is too much to name: no value."""

    __slots__ = ()


ChangeKind = Literal["created", "updated", "merged", "removed"]


@dataclass(slots=True)
class Change:
    """One entity that changed; `fields` maps a field to its (old, new) value.

    For a set (genres, offers) old holds what went and new what came, as a list or
    InWords.
    """

    entity: Entity
    id: UUID
    kind: ChangeKind
    label: str
    fields: dict[str, tuple[object, object]] = field(default_factory=dict)


class Changes:
    """Collects changes, one entry an entity however many tables it touches."""

    def __init__(self) -> None:
        self._by_entity: dict[tuple[Entity, UUID], Change] = {}

    def add(self, change: Change) -> None:
        """Add or fold in a change of an entity."""
        known = self._by_entity.setdefault((change.entity, change.id), change)
        if known is change:
            return
        known.fields.update(change.fields)
        if change.kind != "updated":
            known.kind = change.kind
        known.label = change.label or known.label

    def all(self) -> list[Change]:
        """Return the changes in the order in which they were first seen."""
        return list(self._by_entity.values())

    def __len__(self) -> int:
        return len(self._by_entity)
