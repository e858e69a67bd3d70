"""Webhooks: who is told of changes, what is sent to it, and what it said."""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from trr_backend.models.feed import FeedEvent, RunProgress

MAX_EVENTS = 100
"""Of one message."""

ResyncReason = Literal["expired", "unknown"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go, and what they are signed with."""

    id: UUID
    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A target as operators see it: everything up to `cursor` was delivered.

    `failures` are those since the last delivery that was taken, the first of them at
    `failing_since`; one that is disabled is told nothing.
    """

    id: UUID
    url: str
    topics: tuple[str, ...]
    cursor: int
    created_at: datetime
    failures: int
    failing_since: datetime | None
    next_try_at: datetime
    last_error: str | None
    last_delivery_at: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Events:
    """What happened after `since`, up to `until`, under the topics of one target."""

    since: int
    until: int
    events: tuple[FeedEvent, ...]


@dataclass(frozen=True, slots=True)
class Resync:
    """What happened after `since` cannot be told: read everything anew.

    Later events than `until` are told. `expired`: they are not kept any more;
    `unknown`: this database never came as far as that.
    """

    since: int
    until: int
    reason: ResyncReason


@dataclass(frozen=True, slots=True)
class Ended:
    """A run ended."""

    progress: RunProgress


@dataclass(frozen=True, slots=True)
class Trial:
    """Nothing happened: somebody tries whether messages arrive."""

    at: datetime


News = Events | Resync | Ended | Trial


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message; `problem` says it where the target did not take it.

    Without a status there was no answer. `retry_after_seconds` is what it asked for.
    """

    status: int | None = None
    problem: str | None = None
    retry_after_seconds: float | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the target has it."""
        return self.problem is None

    @property
    def is_gone(self) -> bool:
        """Whether it wants no message ever again, as Standard Webhooks say it."""
        return self.status == HTTPStatus.GONE
