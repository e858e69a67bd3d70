"""What admins read: runs, questions, overrides, requests and calls."""

from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer
from trr_backend.models.shows import Entity

Item = TypeVar("Item", bound=Answer)


class AdminListing(Answer, Generic[Item]):
    """One page of a list; ask again with `cursor` until `next_cursor` is null."""

    items: list[Item]
    next_cursor: str | None


class RunProgressShown(Answer):
    """How far the stage is that is on, or was at the end; `failed` are among `done`."""

    stage: str
    done: int
    failed: int
    total: int


class ListedRun(Answer):
    """One run of a command."""

    id: UUID
    command: str
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    outcome: Literal["done", "failed", "stopped"] | None = Field(
        description="Null while it goes on, or where it was killed."
    )
    progress: RunProgressShown | None


class Run(ListedRun):
    """One run, with what it was asked for and what it said at its end."""

    options: dict[str, Any]
    summary: dict[str, Any] | None = Field(
        description="As the command's `--json` prints it; null before the end."
    )


class RunItem(Answer):
    """What became of one item of a run's stage."""

    stage: str
    item: str
    outcome: Literal["done", "failed"]
    error: str | None
    finished_at: AwareDatetime


class Question(Answer):
    """What waits for a person."""

    id: UUID
    kind: str = Field(description="What is asked, as `same-show` or `wiki-page`.")
    entity: Entity
    entity_id: UUID
    label: str
    reason: str
    candidates: list[dict[str, Any]] = Field(
        description="The likeliest first; `accept` counts them from 1."
    )
    confidence: float | None = Field(description="From 0 to 1.")
    asked_at: AwareDatetime


class Override(Answer):
    """A person's word about a field; it wins over every source."""

    entity: Entity
    id: UUID
    label: str
    field: str
    value: Any = Field(description="What the field says; null keeps it empty.")
    how: Literal["set", "locked", "taken down"]
    reason: str
    set_at: AwareDatetime


class AskedRequest(Answer):
    """What was asked of the workers, and what became of it."""

    id: UUID
    kind: str = Field(description="`review`, `override set` or `override unset`.")
    arguments: dict[str, Any] = Field(
        description="Without value and reason once it ended: overrides have those."
    )
    actor: str
    requested_at: AwareDatetime
    finished_at: AwareDatetime | None
    outcome: Literal["done", "refused", "failed"] | None = Field(
        description="Null while it waits for a worker or is being done."
    )
    notes: list[str] = Field(description="What was done, or why it was not.")
    run_id: UUID | None


class Call(Answer):
    """One call of an admin endpoint by somebody who was let in."""

    id: UUID
    at: AwareDatetime
    actor: str = Field(description="`key:` and 8 digits, or `user:` and whose token.")
    address: str | None
    method: str
    path: str
    status: int
    request_id: str
