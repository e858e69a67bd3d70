"""What the API is asked to have done, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

RequestKind = Literal[
    "review",
    "override set",
    "override unset",
    "run start",
    "run cancel",
    "run retry",
]
RequestOutcome = Literal["done", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a worker has taken, for the how-manieth time.

    `arguments` are JSON, by kind: of review `id` and either `accept` (a candidate's
    number, from 1) or `refuse`; of overrides `entity`, `id`, `field`, and to set one
    `value` (JSON) or `lock`, and `reason`; to start a run `command` and `options`, to
    cancel or retry one `run_id`.
    """

    id: UUID
    kind: str
    arguments: Mapping[str, Any]
    actor: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a request: lines for who asked, and the run that did it."""

    outcome: RequestOutcome
    notes: tuple[str, ...]
    run_id: UUID | None = None
