"""People: who is due, written from their own answers, flagged, found to be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.models.changes import Change
from trr_backend.models.people import PersonRecord
from trr_backend.models.selection import Selection
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids, namesakes, person_merge, person_sets
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import alone
from trr_backend.repositories.merge import merge_rows
from trr_backend.repositories.namesakes import Known
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_people import (
    PEOPLE,
    PERSON_FACTS,
)
from trr_backend.repositories.work import Work

_SQL = queries("people")
_SOURCE = "tmdb"
_IMDB = "imdb:"


@dataclass(frozen=True, slots=True)
class PersonFreshness:
    """Which answer of a person is good enough.

    One to `url` (what would be asked now, with 0 for the id), not older than `age` and
    not flagged since. Up to `spread` less than `age`, by the id, is too old already, so
    that what was fetched in one night comes due over several. Whom the source did not
    know is asked for again after `missing_age`.
    """

    url: str
    age: timedelta
    spread: timedelta = timedelta(days=30)
    missing_age: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DuePerson:
    """A person with a TMDb id and what is to be done for them, which may be nothing.

    `was_known` is False where no answer of theirs is stored.
    """

    id: UUID
    name: str
    tmdb_id: int
    fetch: bool
    apply: bool
    was_known: bool = True


async def load_due(
    tx: Transaction,
    show_ids: Sequence[UUID],
    *,
    mapping: int,
    selection: Selection,
    freshness: PersonFreshness,
) -> list[DuePerson]:
    """Return everybody who is credited in these shows now, and what is due.

    Where the selection is about some people, it is about these alone.
    Also who was, while it is asked whether somebody else is the same person.
    """
    cursor = await tx.execute(
        _SQL["due"],
        {
            "show_ids": list(show_ids),
            "person_ids": None if selection.people is None else list(selection.people),
            "mapping": mapping,
            "force": selection.force,
            "named": selection.force or bool(selection.shows),
            "url": freshness.url,
            "age": freshness.age,
            "spread_seconds": max(1, int(freshness.spread.total_seconds())),
            "missing_age": freshness.missing_age,
        },
    )
    return [
        DuePerson(person_id, name, int(tmdb_id), *due)
        for person_id, name, tmdb_id, *due in await cursor.fetchall()
    ]


async def write(
    work: Work, person_id: UUID, record: PersonRecord, as_of: datetime
) -> None:
    """Write a person, aliases and works; what the record leaves out stays.

    One who was merged into another since is left alone. Who has another's IMDb id is
    the same person where the source has lost the other; else it is asked.
    """
    tmdb = ExternalId(_SOURCE, str(record.tmdb_id))
    if not await external_ids.holds(work.tx, "person", person_id, tmdb):
        return
    row = (
        person_id,
        record.name,
        *(getattr(record.facts, name) for name in PERSON_FACTS),
        Jsonb(record.provenance),
        None,
        as_of,
    )
    for change in await merge_rows(work.tx, PEOPLE, [row]):
        _tell(work, person_id, record.name, change.fields)
    await person_sets.write(work, person_id, record, as_of)
    await _attach_ids(work, person_id, record)


async def flag_missing(work: Work, person_id: UUID, label: str) -> bool:
    """Note that the source no longer knows a person.

    Somebody who has turned out to have the same IMDb id takes them over; returns
    whether that is so, or was done meanwhile.
    """
    cursor = await work.tx.execute(
        _SQL["flag_missing"], {"id": person_id, "at": work.at}
    )
    row = await cursor.fetchone()
    if row is None:
        return True
    if row[0]:
        _tell(work, person_id, label, {"missing_since": (None, work.at.isoformat())})
    cursor = await work.tx.execute(_SQL["twin"], {"id": person_id})
    twin = await cursor.fetchone()
    if twin is None:
        return False
    reason = "the source knows one of the two, whose IMDb id is the same"
    await person_merge.merge(work, person_id, twin[0], reason)
    return True


async def _attach_ids(work: Work, person_id: UUID, record: PersonRecord) -> None:
    """Make the record's ids the person's; those of somebody else lead to a question."""
    attach = external_ids.attach
    added, taken = await attach(work.tx, "person", person_id, record.external_ids)
    if taken:
        one = Known(person_id, record.name, record.tmdb_id)
        if await _settle(work, one, taken):
            await attach(work.tx, "person", person_id, record.external_ids)
    if added:
        ids = [str(one) for one in added]
        _tell(work, person_id, record.name, {"external_ids": ([], ids)})


async def _settle(work: Work, one: Known, taken: Sequence[ExternalId]) -> bool:
    """Merge or ask about those who have these ids; return whether one was merged."""
    alone(work.tx)
    merged = False
    owners = await external_ids.load_owners(work.tx, "person", taken)
    people = await _load_known(work.tx, list(set(owners.values())))
    for other, is_missing in people:
        shared = sorted(str(key) for key, owner in owners.items() if owner == other.id)
        if await _is_decided(work.tx, one.id, other.id):
            continue
        if is_missing and shared[0].startswith(_IMDB):
            reason = f"both are {shared[0]}, and the source knows {one} only"
            await person_merge.merge(work, other.id, one.id, reason)
            merged = True
        else:
            await namesakes.ask_of_ids(work, one, other, shared)
    return merged


async def _load_known(tx: Transaction, ids: Sequence[UUID]) -> list[tuple[Known, bool]]:
    """Return these people, each with whether the source has lost them."""
    cursor = await tx.execute(_SQL["known"], {"ids": list(ids)})
    return [
        (Known(found, name, tmdb_id), is_missing)
        for found, name, tmdb_id, is_missing in await cursor.fetchall()
    ]


async def _is_decided(tx: Transaction, one: UUID, other: UUID) -> bool:
    cursor = await tx.execute(_SQL["is_decided"], {"one": one, "other": other})
    return await cursor.fetchone() is not None


def _tell(
    work: Work, person_id: UUID, label: str, fields: dict[str, tuple[object, object]]
) -> None:
    work.changes.add(Change("person", person_id, "updated", label, fields))
