"""What must go because the source's terms say so: it outranks "nothing is lost".

A document past its limit goes, and with it what only it supports. A person's word, a
list's name of a show and the ids by which things are found stay. What is due is read
from the rows themselves, not from documents: whatever stopped a run, the next one finds
what is left.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from trr_backend.models.changes import Change, InWords
from trr_backend.models.shows import Entity
from trr_backend.repositories import (
    clearing,
    emptying,
    retention_parts,
    retention_pictures,
    retention_words,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.emptying import (
    CREDITED_FACTS,
    PERSON,
    PERSON_OWN,
    SHOW_FACTS,
    has_facts,
    is_adopted,
)
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work

_SQL = queries("retention")
_AFTER_SHOW = (
    "forget_show_ids",
    "forget_show_pictures",
    "forget_show_documents",
    "forget_marks",
)
_OF_OWN_ANSWER = (
    "forget_person_names",
    "forget_person_documents",
    "forget_marks",
    "forget_details",
)
_OF_UNNAMED = ("forget_person_pictures", "forget_questions")
_GOES = InWords("all that only TMDb said")


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a source's word may be kept; `ended`: no longer at all."""

    keep: timedelta
    ended: bool = False

    @property
    def age(self) -> timedelta:
        """How old what the source no longer names may be."""
        return timedelta(0) if self.ended else self.keep


@dataclass(frozen=True, slots=True)
class Expired:
    """A show or person of whom more is said than may be; `key` is the source's id."""

    entity: Entity
    id: UUID
    key: str


async def load_due_shows(
    tx: Transaction, terms: Terms, show_id: UUID | None = None
) -> list[Expired]:
    """Return the shows, or this one, whose details must go."""
    query = composed(
        _SQL["due_shows"],
        has_facts=has_facts(SHOW_FACTS, "s"),
        is_adopted=is_adopted("o"),
    )
    cursor = await tx.execute(query, {"all": terms.ended, "id": show_id})
    return [Expired("show", *row) for row in await cursor.fetchall()]


async def load_due_people(tx: Transaction, terms: Terms) -> list[Expired]:
    """Return the people of whom something must go."""
    rows = await _due_people(tx, terms, None)
    return [Expired("person", one, key) for one, key, _, _ in rows]


async def forget_show(work: Work, show: Expired, terms: Terms) -> None:
    """Take away what only the source said of a show; its wish and its ids stay.

    One of which an answer has come meanwhile is left alone.
    """
    name = await _locked(work.tx, "lock_show", show.id)
    if name is None or not await load_due_shows(work.tx, terms, show.id):
        return
    parts = await retention_parts.load_of_show(work.tx, show.id)
    unlocked = await retention_parts.clear(work, parts, ended=terms.ended)
    unlocked += await _forget_words(work.tx, show, terms)
    await clearing.clear_texts(work.tx, show.id)
    await clearing.clear_sets(work.tx, show.id)
    await emptying.empty(work.tx, SHOW_FACTS, [show.id])
    where = {"id": show.id, "key": show.key, "name": await _placeholder(work.tx, show)}
    await work.tx.execute(_SQL["forget_slug"], where)
    for step in _AFTER_SHOW:
        await work.tx.execute(_SQL[step], where)
    _note_unlocked(work, show, unlocked)
    work.changed_show(
        show.id, name, {"retention": (InWords(f"details, {parts}"), None)}
    )


async def forget_person(work: Work, person: Expired, terms: Terms) -> None:
    """Take away what nothing supports of a person.

    Whom credits name keeps what they say; whom a person has decided about stays as an
    id; anybody else goes.
    """
    name = await _locked(work.tx, "lock_person", person.id)
    rows = await _due_people(work.tx, terms, person.id)
    if name is None or not rows:
        return
    ((_, _, is_credited, is_decided),) = rows
    where = {"id": person.id, "name": await _placeholder(work.tx, person)}
    for step in _OF_OWN_ANSWER:
        await work.tx.execute(_SQL[step], where)
    if is_credited:
        await retention_words.forget_former(
            work.tx, "person", [person.id], supported=("name", *CREDITED_FACTS)
        )
        await emptying.empty(work.tx, PERSON_OWN, [person.id])
        await retention_pictures.forget_own_photos(work, person.id)
    else:
        await _forget_unnamed(work, person, terms, where, stays=is_decided)
    await work.tx.execute(_SQL["forget_person_ids"], where)
    kind: Literal["updated", "removed"] = (
        "updated" if is_credited or is_decided else "removed"
    )
    gone: dict[str, tuple[object, object]] = {"retention": (_GOES, None)}
    work.changes.add(Change("person", person.id, kind, name, gone))


async def _forget_unnamed(
    work: Work,
    person: Expired,
    terms: Terms,
    where: dict[str, object],
    *,
    stays: bool,
) -> None:
    """Take away somebody whom no credit names, or all but a person's word of them."""
    for step in _OF_UNNAMED:
        await work.tx.execute(_SQL[step], where)
    if not stays:
        for step in ("forget_subjects", "forget_person"):
            await work.tx.execute(_SQL[step], where)
        return
    _note_unlocked(work, person, await _forget_words(work.tx, person, terms))
    await emptying.empty(work.tx, PERSON, [person.id])
    await work.tx.execute(_SQL["forget_name"], where)


async def _forget_words(tx: Transaction, one: Expired, terms: Terms) -> list[str]:
    unlocked = (
        await retention_words.release_adopted(tx, one.entity, [one.id])
        if terms.ended
        else []
    )
    await retention_words.forget_former(tx, one.entity, [one.id])
    return unlocked


def _note_unlocked(work: Work, one: Expired, fields: list[str]) -> None:
    if fields:
        work.notes.append(
            f"{one.entity} tmdb:{one.key}: locked values that were the source's own "
            f"went, too: {', '.join(sorted(fields))}"
        )


async def _due_people(
    tx: Transaction, terms: Terms, person_id: UUID | None
) -> list[tuple[UUID, str, bool, bool]]:
    query = composed(
        _SQL["due_people"],
        has_facts=has_facts(PERSON, "p"),
        has_own_facts=has_facts(PERSON_OWN, "p"),
        is_adopted=is_adopted("o"),
    )
    where = {"all": terms.ended, "keep": terms.age, "id": person_id}
    return [
        (one, key, is_credited, is_decided)
        for one, key, is_credited, is_decided in await (
            await tx.execute(query, where)
        ).fetchall()
    ]


async def _locked(tx: Transaction, query: str, one: UUID) -> str | None:
    """Return the name of a row that nobody else changes until the commit."""
    row = await (await tx.execute(_SQL[query], {"id": one})).fetchone()
    return row[0] if row else None


async def _placeholder(tx: Transaction, one: Expired) -> str:
    where = {"entity": one.entity, "id": one.id}
    row = await (await tx.execute(_SQL["placeholder"], where)).fetchone()
    return row[0] if row else one.key
