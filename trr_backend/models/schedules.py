"""What is done by itself: when, and what became of it last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Routine:
    """What an installation does by itself unless its user says otherwise.

    `cron` are five fields, read in UTC; `options` are JSON, as a run keeps them.
    """

    name: str
    command: str
    cron: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run that a schedule asked for last; `outcome` is None while it goes on."""

    id: UUID
    actor: str | None
    queued_at: datetime | None
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A routine as it is set; `last_tick` is the moment that was acted upon last."""

    name: str
    command: str
    options: Mapping[str, object]
    cron: str
    timezone: str
    enabled: bool
    last_tick: datetime
    updated_at: datetime
    last_run: LastRun | None = None

    @property
    def actor(self) -> str:
        """As whom it asks for runs."""
        return f"schedule:{self.name}"

    @property
    def acted_until(self) -> datetime:
        """Up to when no tick counts: acted upon, or before it was set so."""
        return max(self.last_tick, self.updated_at)

    @property
    def goes_on(self) -> bool:
        """Whether its last run has not ended."""
        return self.last_run is not None and self.last_run.finished_at is None

    @property
    def was_passed_over(self) -> bool:
        """Whether at its last tick an earlier run of its own still went on."""
        last = self.last_run
        return (
            last is not None
            and last.actor == self.actor
            and last.queued_at is not None
            and last.queued_at < self.last_tick
        )
