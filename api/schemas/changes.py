"""The feed of changes, a page at a time."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, Problem
from trr_backend.models.changes import ChangeKind
from trr_backend.models.shows import Entity


class ChangedEntity(Answer):
    """One entity that really changed; read it anew to have what it is now."""

    cursor: int = Field(description="Rises with each commit, with holes.")
    entity: Entity
    id: UUID
    kind: ChangeKind
    fields: list[str] = Field(description="The names of what changed.")
    show_id: UUID | None = Field(description="The show that it is, or is of.")
    run_id: UUID | None
    at: datetime


class ChangesPage(Answer):
    """What changed after a cursor; ask again with `since` = `next_cursor`."""

    items: list[ChangedEntity]
    next_cursor: int = Field(
        description="Up to where the feed has been read: never null, as it goes on."
    )
    has_more: bool = Field(description="Whether there is more already.")


class ExpiredCursor(Problem):
    """The feed cannot go on from there: read lists anew, then go on from `head`."""

    oldest: int = Field(description="After this cursor everything is still there.")
    head: int = Field(description="The cursor of the last event.")
