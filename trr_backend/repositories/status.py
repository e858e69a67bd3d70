"""How old everything is, how much there is, and what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

Row = TypeVar("Row")

_SQL = queries("status")


@dataclass(frozen=True, slots=True)
class KeptPart:
    """The documents of one kind: when the oldest and the newest were last checked.

    `flagged` wait to be asked again, `expired` are past the terms' limit, the next of
    the others at `next_expiry`.
    """

    source: str
    kind: str
    count: int
    oldest: datetime
    newest: datetime
    flagged: int
    next_expiry: datetime
    expired: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much there is; `unresolved` shows have no TMDb id.

    `bare_people` are known from credits only.
    """

    shows: int
    untracked: int
    unresolved: int
    missing: int
    seasons: int
    episodes: int
    credits: int
    people: int
    bare_people: int
    offers: int
    pictures: int


@dataclass(frozen=True, slots=True)
class ReadChanges:
    """A list of changes: read up to a day, last asked at a time."""

    kind: str
    read_until: date
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One of IMDb's files."""

    name: str
    bytes: int
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """Questions of one kind that wait for a person, the first since `since`."""

    kind: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The latest run of a command; no outcome: it runs, or was killed."""

    command: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """All of the above."""

    amounts: Amounts
    parts: list[KeptPart]
    changes: list[ReadChanges]
    datasets: list[ImportedFile]
    questions: list[OpenQuestions]
    runs: list[LatestRun]


async def load_status(tx: Transaction) -> Status:
    """Return how the installation stands."""
    return Status(
        amounts=(await _rows(tx, "catalogue", Amounts))[0],
        parts=await _rows(tx, "documents", KeptPart),
        changes=await _rows(tx, "changes", ReadChanges),
        datasets=await _rows(tx, "datasets", ImportedFile),
        questions=await _rows(tx, "questions", OpenQuestions),
        runs=await _rows(tx, "runs", LatestRun),
    )


async def _rows(tx: Transaction, query: str, kind: Callable[..., Row]) -> list[Row]:
    return [kind(*row) for row in await (await tx.execute(_SQL[query])).fetchall()]
