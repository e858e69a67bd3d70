"""How old everything is, how much there is, what is due, and what waits."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

Row = TypeVar("Row")

_SQL = queries("status")


@dataclass(frozen=True, slots=True)
class Age:
    """How old documents of a kind may be before they are asked for again.

    Those of shows in production `airing`; the others are spread: up to `spread` less,
    by the id.
    """

    source: str
    kind: str
    age: timedelta
    airing: timedelta
    spread: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class KeptPart:
    """The documents of one kind: when the oldest and the newest were last checked.

    `due` are asked for again by the next run. `expired` are past the terms' limit, the
    first of all at `next_expiry`.
    """

    source: str
    kind: str
    count: int
    oldest: datetime
    newest: datetime
    due: int
    next_expiry: datetime
    expired: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much there is; `unresolved` shows have no TMDb id.

    `missing` are unknown at TMDb, `unfetched` have no details yet, `bare_people` are
    known from credits only, `pictures` are what readers see. `awaited` shows and people
    were never asked about: the next run does it.
    """

    shows: int
    untracked: int
    unresolved: int
    missing: int
    unfetched: int
    seasons: int
    episodes: int
    credits: int
    people: int
    bare_people: int
    offers: int
    pictures: int
    awaited: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a source: those kept, when the oldest and the newest came.

    `variants` are smaller copies of them. `listed` are known and not kept; of others
    what came was `refused`, `waiting` are not tried again before `next_try`.
    """

    source: str
    kept: int
    oldest: datetime | None
    newest: datetime | None
    variants: int
    listed: int
    refused: int
    waiting: int
    next_try: datetime | None


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
class ImdbRows:
    """What is known from one of IMDb's sources."""

    source: str
    titles: int
    names: int


@dataclass(frozen=True, slots=True)
class WikiRows:
    """What is known from a wiki, which so many shows are looked up in.

    Of its pages so many are `missing` there by now, `stale` ones are asked again, and
    `unmatched` ones are about nobody we know. `facts` are of people and shows,
    `entries` of season ledgers. `read_at`: up to when its changes were read.
    """

    name: str
    shows: int
    pages: int
    missing: int
    stale: int
    unmatched: int
    people: int
    facts: int
    entries: int
    licence: str | None
    is_free: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """Questions of one kind that wait for a person, the first since `since`."""

    kind: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The latest run of a command; no outcome: it runs, or was killed.

    `failed` items are left undone.
    """

    command: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    failed: int


@dataclass(frozen=True, slots=True)
class Webhooks:
    """How many are told of changes; of these some fail now, others were given up."""

    count: int
    failing: int
    disabled: int


@dataclass(frozen=True, slots=True)
class Feed:
    """The changes that can be read, from the oldest to the newest."""

    events: int
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """All of the above."""

    amounts: Amounts
    parts: list[KeptPart]
    pictures: list[Pictures]
    changes: list[ReadChanges]
    imdb: list[ImdbRows]
    datasets: list[ImportedFile]
    wikis: list[WikiRows]
    questions: list[OpenQuestions]
    runs: list[LatestRun]
    webhooks: Webhooks
    feed: Feed


async def load_status(tx: Transaction, ages: Sequence[Age]) -> Status:
    """Return how the installation stands; kinds without an age are never due."""
    told = json.dumps([_as_json(one) for one in ages])
    return Status(
        amounts=(await _rows(tx, "catalogue", Amounts))[0],
        parts=await _rows(tx, "documents", KeptPart, {"ages": told}),
        pictures=await _rows(tx, "pictures", Pictures),
        changes=await _rows(tx, "changes", ReadChanges),
        imdb=await _rows(tx, "imdb_rows", ImdbRows),
        datasets=await _rows(tx, "datasets", ImportedFile),
        wikis=await _rows(tx, "wikis", WikiRows),
        questions=await _rows(tx, "questions", OpenQuestions),
        runs=await _rows(tx, "runs", LatestRun),
        webhooks=(await _rows(tx, "webhooks", Webhooks))[0],
        feed=(await _rows(tx, "feed", Feed))[0],
    )


def _as_json(one: Age) -> dict[str, object]:
    return {
        "source": one.source,
        "kind": one.kind,
        "age": f"{one.age.total_seconds()} seconds",
        "airing": f"{one.airing.total_seconds()} seconds",
        "spread": int(one.spread.total_seconds()),
    }


async def _rows(
    tx: Transaction,
    query: str,
    kind: Callable[..., Row],
    where: Mapping[str, object] | None = None,
) -> list[Row]:
    cursor = await tx.execute(_SQL[query], where)
    return [kind(*row) for row in await cursor.fetchall()]
