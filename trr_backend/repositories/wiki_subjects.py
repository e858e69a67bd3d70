"""Whom or what a page is about: found by the rules, asked, decided by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from psycopg.types.json import Jsonb

from trr_backend.errors import Missing
from trr_backend.models.shows import Entity
from trr_backend.models.wiki import Candidate, Match, Wiki, WikiEntity
from trr_backend.repositories import (
    review,
    wiki_facts,
    wiki_ledger_people,
    wiki_pages,
    wiki_pictures,
)
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import Row, RowChange, merge_rows
from trr_backend.repositories.review import Question
from trr_backend.repositories.sql import queries
from trr_backend.repositories.tables_of_wikis import WIKI_SUBJECTS
from trr_backend.repositories.work import Work

_SQL = queries("wiki_subjects")
WIKI_PAGE = "wiki-page"
"""The kind of question that asks whom a page is about."""
_BY_A_PERSON = "a person said so"
_UNSURE = "not sure whom a page is about; `trr review` shows who it may be"


@dataclass(frozen=True, slots=True)
class PageSubject:
    """Whom a page is said to be about, by the rules or by a person."""

    candidate: Candidate
    by_person: bool


@dataclass(frozen=True, slots=True)
class _Known:
    entity: WikiEntity
    id: UUID
    by_person: bool


class Asked(Protocol):
    """A page as a question names it; `number` is the wiki's."""

    @property
    def number(self) -> int:
        """The wiki's own number of it."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def url(self) -> str:
        """Its public address."""


async def load(tx: Transaction, page_id: UUID) -> PageSubject | None:
    """Return whom a page is said to be about, None: nobody."""
    cursor = await tx.execute(_SQL["load"], {"page_id": page_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    entity, entity_id, name, score, reasons, season_number, by_person = row
    found = Candidate(entity, entity_id, name, score, tuple(reasons), season_number)
    return PageSubject(found, by_person)


async def save(work: Work, page_id: UUID, match: Match) -> set[UUID]:
    """Keep whom the rules chose; a person's word stays. Open questions are withdrawn.

    What the page said of somebody else is taken back; returns the people of whom that
    was. Entries of season ledgers that link to the page are theirs whom it is about
    now. Raises ValueError where nobody was chosen.
    """
    if match.chosen is None:
        message = "nobody was chosen"
        raise ValueError(message)
    return await _write(work, page_id, match.chosen, match.candidates)


async def decide(
    work: Work,
    page_id: UUID,
    entity: WikiEntity,
    entity_id: UUID,
    season_number: int | None = None,
) -> set[UUID]:
    """Keep a person's word about a page; the next run makes rows of it.

    Of a season the id is its show's. What the page said of somebody else is taken back;
    returns the people of whom that was.
    """
    chosen = Candidate(entity, entity_id, "", 1.0, (_BY_A_PERSON,), season_number)
    retracted = await _write(work, page_id, chosen, (), by_person=True)
    await wiki_pages.offer_again(work, page_id)
    return retracted


async def forget(
    work: Work, page_id: UUID, *, even_by_person: bool = False
) -> set[UUID]:
    """Keep that the rules find nobody sure enough; a person's word stays as a rule.

    What the page said is taken back; returns the people of whom that was. Entries of
    season ledgers that link to the page are found by name then.
    """
    known = await _lock(work.tx, page_id)
    if known and known.by_person and not even_by_person:
        return set()
    retracted = await _retract(work, page_id, known)
    given = {"page_id": page_id}
    await work.tx.execute(_SQL["forget"], given)
    await work.tx.execute(_SQL["unmatched"], given)
    await wiki_ledger_people.link(work, page_id)
    return retracted


async def ask(work: Work, wiki: Wiki, page: Asked, match: Match) -> bool:
    """Ask a person whom a page is about; True: it waits, False: it was decided before.

    There are candidates. A question of before about the page, which names another one
    first, is withdrawn. Raises Missing where the page is not stored.
    """
    page_id = await _page_id(work.tx, wiki, page)
    first = match.candidates[0]
    question = Question(
        kind=WIKI_PAGE,
        entity=_asked_of(first.entity),
        entity_id=first.id,
        subject=_subject(wiki, page.number),
        reason=f"{page.title} in {wiki.name}: {', '.join(first.reasons)}",
        candidates=[
            {
                **_as_json(one),
                "wiki": wiki.name,
                "page_id": str(page_id),
                "title": page.title,
                "url": page.url,
            }
            for one in match.candidates
        ],
        confidence=first.score,
    )
    await _withdraw(work.tx, page_id, first.id)
    waits = await review.ask(work.tx, question)
    if waits:
        # Not by title: it may be the name of somebody who is taken down later.
        work.note_of_many(_UNSURE, await review.load_short_id(work.tx, question))
    return waits


async def load_people(tx: Transaction, wiki_id: UUID) -> set[UUID]:
    """Return the people who have a page in a wiki."""
    cursor = await tx.execute(_SQL["people"], {"wiki_id": wiki_id})
    return {person_id for (person_id,) in await cursor.fetchall()}


async def _write(
    work: Work,
    page_id: UUID,
    chosen: Candidate,
    candidates: Sequence[Candidate],
    *,
    by_person: bool = False,
) -> set[UUID]:
    known = await _lock(work.tx, page_id)
    if known and known.by_person and not by_person:
        return set()
    retracted: set[UUID] = set()
    if known and (known.entity, known.id) != (chosen.entity, chosen.id):
        retracted = await _retract(work, page_id, known)
        await work.tx.execute(_SQL["unlisted"], {"page_id": page_id})
    row = _row(page_id, chosen, candidates, by_person=by_person)
    changes = await merge_rows(work.tx, WIKI_SUBJECTS, [row])
    await work.tx.execute(_SQL["matched"], {"page_id": page_id})
    await _withdraw(work.tx, page_id, None)
    if chosen.entity == "season" and any(map(_is_of_another, changes)):
        await work.tx.execute(_SQL["understood"], {"page_id": page_id})
    if "person" in {chosen.entity, known.entity if known else None}:
        await wiki_ledger_people.link(work, page_id)
    return retracted


def _is_of_another(change: RowChange) -> bool:
    """Tell whether a page was about something else before, or about nothing."""
    others = {"entity", "entity_id", "season_number"}
    return change.is_new or not others.isdisjoint(change.fields)


async def _lock(tx: Transaction, page_id: UUID) -> _Known | None:
    given = {"page_id": page_id}
    await tx.execute(_SQL["hold"], given)
    cursor = await tx.execute(_SQL["lock"], given)
    row = await cursor.fetchone()
    return _Known(*row) if row else None


async def _retract(work: Work, page_id: UUID, known: _Known | None) -> set[UUID]:
    """Take back what a page said and showed; return the people of whom that was."""
    if known and known.entity == "person":
        await wiki_pictures.retract(work, page_id, known.id)
    return await wiki_facts.retract(work, page_id)


async def _page_id(tx: Transaction, wiki: Wiki, page: Asked) -> UUID:
    given = {"wiki": wiki.name, "number": page.number}
    cursor = await tx.execute(_SQL["page"], given)
    row = await cursor.fetchone()
    if row is None:
        raise Missing(
            f"the page {page.title} of {wiki.name} is gone; run the command again"
        )
    found: UUID = row[0]
    return found


async def _withdraw(tx: Transaction, page_id: UUID, but: UUID | None) -> None:
    given = {"page_id": page_id, "entity_id": but}
    await tx.execute(_SQL["withdraw"], given)


def _row(
    page_id: UUID,
    chosen: Candidate,
    candidates: Sequence[Candidate],
    *,
    by_person: bool,
) -> Row:
    return (
        page_id,
        chosen.entity,
        chosen.id,
        chosen.season_number,
        chosen.score,
        Jsonb(list(chosen.reasons)),
        Jsonb([_as_json(one) for one in candidates]),
        by_person,
    )


def _as_json(one: Candidate) -> dict[str, object]:
    found: dict[str, object] = {
        "entity": one.entity,
        "id": str(one.id),
        "name": one.name,
        "score": one.score,
        "reasons": list(one.reasons),
    }
    if one.season_number is not None:
        found["season_number"] = one.season_number
    return found


def _asked_of(entity: WikiEntity) -> Entity:
    """Return what a question is asked of: of a season, its show."""
    return "person" if entity == "person" else "show"


def _subject(wiki: Wiki, number: int) -> str:
    return f"{wiki.name}:{number}"
