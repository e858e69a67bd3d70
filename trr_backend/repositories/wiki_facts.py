"""What pages of wikis say of people and shows, a row a field and season."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trr_backend.errors import Missing
from trr_backend.models.changes import Change
from trr_backend.models.people import SAID_BY_WIKIS
from trr_backend.models.shows import Entity
from trr_backend.models.wiki import PageFacts, WikiFact
from trr_backend.repositories import columns, wiki_ledger, wiki_taken_down
from trr_backend.repositories.columns import Standing, Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import RowChange, Table, replace_set
from trr_backend.repositories.removals import came
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_wikis import FACTS_OF_PEOPLE, FACTS_OF_SHOWS
from trr_backend.repositories.wiki_ledger import write_ledger
from trr_backend.repositories.wiki_rows import (
    Columns,
    as_row,
    first_seen,
    load_seasons,
    load_stored,
    stated,
)
from trr_backend.repositories.work import Work

__all__ = ["retract", "write_ledger", "write_person", "write_show"]

_SQL = queries("wiki_facts")
_OTHERWISE = (
    "wikis that say otherwise than another source; both are kept, and "
    "`/people/{id}/facts` lists them"
)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Of whom or what a page speaks; `label` is how runs name them."""

    entity: Entity
    id: UUID
    name: str
    label: str
    table: Table

    @property
    def column(self) -> str:
        """The column that says whose a fact is."""
        return self.table.key[0]


async def write_person(
    work: Work, person_id: UUID, page_id: UUID, facts: PageFacts
) -> None:
    """Make these the current facts of a page about a person.

    What the page no longer states is marked, what cannot be read stays as it is. Nobody
    and nothing that was taken down is written. Says of which fields the page says
    otherwise than another source, when that is new. Raises Missing where nobody is
    there any more.
    """
    if await wiki_taken_down.is_person(work.tx, person_id):
        return
    owner = await _load_owner(work.tx, "person", person_id, FACTS_OF_PEOPLE)
    written = await _write(work, owner, page_id, facts)
    await _note_conflicts(work, owner, page_id, written)


async def write_show(
    work: Work, show_id: UUID, page_id: UUID, facts: PageFacts
) -> None:
    """Make these the current facts of a page about a show or one of its seasons."""
    owner = await _load_owner(work.tx, "show", show_id, FACTS_OF_SHOWS)
    await _write(work, owner, page_id, facts)


async def retract(work: Work, page_id: UUID) -> set[UUID]:
    """Take back all that a page said: it turned out to be about somebody else.

    Also what people's records have from it. Returns these people: what else is known of
    them may fill the gaps.
    """
    given: dict[str, object] = {"page_id": page_id, "fields": list(SAID_BY_WIKIS)}
    cursor = await work.tx.execute(_SQL["taken_from"], given)
    taken: list[tuple[UUID, str]] = await cursor.fetchall()
    people = await _retract(work, "person", "retract_person", page_id)
    for person_id, field in taken:
        subject = Subject("person", person_id, people[person_id])
        await columns.write(work, subject, field, Standing(None, None))
    await _retract(work, "show", "retract_show", page_id)
    await wiki_ledger.retract(work, page_id)
    return set(people)


async def _retract(
    work: Work, entity: Entity, query: str, page_id: UUID
) -> dict[UUID, str]:
    """Delete facts of a page and tell of it; return the names of whom they were of."""
    cursor = await work.tx.execute(_SQL[query], {"page_id": page_id})
    gone: dict[tuple[UUID, str], list[str]] = {}
    for owner, name, *said in await cursor.fetchall():
        gone.setdefault((owner, name), []).append(_in_words(*said))
    for (owner, name), facts in gone.items():
        told: dict[str, tuple[object, object]] = {"facts": (facts, [])}
        work.changes.add(Change(entity, owner, "updated", name, told))
    return {owner: name for owner, name in gone}  # noqa: C416 -- keys, not items


async def _load_owner(
    tx: Transaction, entity: Entity, entity_id: UUID, table: Table
) -> _Owner:
    cursor = await tx.execute(_SQL[entity], {"id": entity_id})
    row = await cursor.fetchone()
    if row is None:
        raise Missing(f"no {entity} {entity_id}; run the command again")
    name, label = row
    return _Owner(entity, entity_id, name, label, table)


async def _write(
    work: Work, owner: _Owner, page_id: UUID, facts: PageFacts
) -> Sequence[RowChange]:
    whole = {owner.column: owner.id, "page_id": page_id}
    stored = {
        (one["scope"], one["field"]): one
        for one in await load_stored(work.tx, owner.table, whole)
    }
    kept = facts.unreadable if facts.is_whole else tuple(stored)
    rows = {key: stored[key] for key in kept if key in stored}
    for one in await _rows(work.tx, owner, facts):
        key = (one["scope"], one["field"])
        if key not in facts.unreadable:
            rows[key] = first_seen({**one, **whole}, stored.get(key), ["value"])
    current = [as_row(owner.table, one) for one in rows.values()]
    merged = await replace_set(work.tx, owner.table, whole, current, work.at)
    _tell(work, owner, merged, stored)
    return merged[0]


async def _rows(tx: Transaction, owner: _Owner, facts: PageFacts) -> list[Columns]:
    fields = {one.field for one in facts.facts}
    silent = await wiki_taken_down.load_silent(tx, owner.entity, owner.id, fields)
    seasons = await load_seasons(tx, (one.season for one in facts.facts))
    terms = stated(facts.source)
    return [
        {
            **terms,
            "scope": one.scope,
            "field": one.field,
            "value": _as_json(one),
            "heading": one.heading,
            "show_id": one.season[0] if one.season else None,
            "season_id": seasons.get(one.season),
        }
        for one in facts.facts
        if one.field not in silent
    ]


def _as_json(fact: WikiFact) -> object:
    return fact.value if isinstance(fact.value, str) else list(fact.value)


def _tell(
    work: Work,
    owner: _Owner,
    merged: tuple[Sequence[RowChange], Sequence[tuple[object, ...]]],
    stored: dict[tuple[str, str], Columns],
) -> None:
    """Add the change of whom it is about: what the page said, and what it says."""
    written, marked = merged
    if not written and not marked:
        return
    changed = [one.key for one in written if not came(one)]
    gone = [_of_row(stored[_place(key)]) for key in [*changed, *marked]]
    new = [_in_words(*_place(one.key), _value(one, stored)) for one in written]
    told: dict[str, tuple[object, object]] = {"facts": (gone, new)}
    work.changes.add(Change(owner.entity, owner.id, "updated", owner.name, told))


def _place(key: Sequence[object]) -> tuple[str, str]:
    """Return scope and field, with which a row's key ends."""
    return str(key[-2]), str(key[-1])


def _value(change: RowChange, stored: dict[tuple[str, str], Columns]) -> Any:
    if "value" in change.fields:
        return change.fields["value"][1]
    return stored[_place(change.key)]["value"]


def _of_row(row: Columns) -> str:
    return _in_words(row["scope"], row["field"], row["value"])


def _in_words(scope: str, field: str, value: str | Iterable[str]) -> str:
    """Return "birthday: 1975-12-25", or "teams (Borneo): Tagi, Rattana"."""
    said = value if isinstance(value, str) else ", ".join(value)
    return f"{field} ({scope}): {said}" if scope else f"{field}: {said}"


async def _note_conflicts(
    work: Work, owner: _Owner, page_id: UUID, written: Sequence[RowChange]
) -> None:
    """Say which new facts are otherwise elsewhere; values may be taken down later."""
    said = [
        {"field": _place(one.key)[1], "value": one.fields["value"][1]}
        for one in written
        if _place(one.key)[0] == "" and "value" in one.fields
    ]
    single = [one for one in said if isinstance(one["value"], str)]
    if not single:
        return
    given = {
        "facts": json.dumps(single),
        "fields": list(SAID_BY_WIKIS),
        "person_id": owner.id,
        "page_id": page_id,
    }
    cursor = await work.tx.execute(_SQL["otherwise"], given)
    for field, source in await cursor.fetchall():
        work.note_of_many(_OTHERWISE, f"{owner.label}: {field} ({source})")
