"""What admins read: questions, overrides, requests and calls."""

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
    kind: str = Field(
        description="`review`, `override set`, `override unset`, `run start`, "
        "`run cancel` or `run retry`."
    )
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
