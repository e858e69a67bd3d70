"""A person's word about single fields, as ingestion takes it into account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trr_backend.models.shows import Entity

# What an entity is called by its source: the TMDb id.
SourceId = str


@dataclass(frozen=True, slots=True)
class Overrides:
    """What persons decided for a show, its seasons and episodes, or for one person.

    `values` maps (entity, TMDb id as text) to field and value as JSON gives it.
    `silenced` are the fields that were taken down: nothing may fill them again.
    """

    values: Mapping[tuple[Entity, SourceId], Mapping[str, Any]] = field(
        default_factory=dict
    )
    silenced: Mapping[tuple[Entity, SourceId], frozenset[str]] = field(
        default_factory=dict
    )

    def of(self, entity: Entity, source_id: SourceId) -> Mapping[str, Any]:
        """Return the decided fields of one entity."""
        return self.values.get((entity, source_id), {})

    def silent(self, entity: Entity, source_id: SourceId) -> frozenset[str]:
        """Return the fields of one entity that stay empty."""
        return self.silenced.get((entity, source_id), frozenset())


NO_OVERRIDES = Overrides()


def fact_id(entity: Entity, tmdb_id: object, field_name: str) -> str:
    """Return the id under which a fact is taken down."""
    return f"{entity}/{tmdb_id}/{field_name}"
