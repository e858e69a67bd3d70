"""Takes what wikis say of a person down, and what their other pages say of the name.

A wiki has no ids of people: somebody is known again by the numbers of the pages about
them, and by their names in that wiki (`wiki_taken_down`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import Change, InWords
from trr_backend.models.documents import DocumentKey
from trr_backend.models.shows import Entity, ExternalId
from trr_backend.models.wiki import PageNumber, Wiki
from trr_backend.repositories import suppressions, wiki_forgetting
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.wiki_ledger_changes import LedgerChanges
from trr_backend.repositories.wiki_taken_down import name_key, page_key
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("takedown_wikis")
_ENTRY = ("show_id", "name", "person_id")
# The table of facts, the column of whose they are, the table of these.
_FACTS: Mapping[Entity, tuple[LiteralString, LiteralString, LiteralString]] = (
    MappingProxyType(
        {
            "person": ("person_facts", "person_id", "people"),
            "show": ("show_facts", "show_id", "shows"),
        }
    )
)
# What names are found in.
_TEXTS: tuple[tuple[str, LiteralString], ...] = (
    ("of_name", "n"),
    ("of_entry", "l.name"),
    ("of_link", "l.page_title"),
    ("of_title", "t.title"),
    ("of_value", "t.said #>> '{}'"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a wiki knows of somebody: the pages about them, and what they are called."""

    id: UUID
    wiki: Wiki
    pages: tuple[PageNumber, ...]
    names: frozenset[str]

    @property
    def ids(self) -> list[ExternalId]:
        """By what they are known again in this wiki."""
        named = {name_key(self.wiki, name) for name in self.names}
        pages = [page_key(self.wiki, number) for number in self.pages]
        return [*pages, *sorted(named, key=lambda one: one.id)]


async def load(tx: Transaction, person_id: UUID) -> list[Known]:
    """Return what wikis know of a person, also those that only may name them."""
    where = {"id": person_id}
    cursor = await tx.execute(_SQL["wikis"], where)
    wikis = [(one, Wiki(*wiki)) for one, *wiki in await cursor.fetchall()]
    cursor = await tx.execute(_SQL["names"], where)
    names: list[tuple[UUID | None, str]] = await cursor.fetchall()
    about = await wiki_forgetting.load_pages(tx, "person", [person_id])
    cursor = await tx.execute(_SQL["pages"], {"pages": about})
    pages = await cursor.fetchall()
    return [
        Known(
            id=wiki_id,
            wiki=wiki,
            pages=tuple(number for of, number, _ in pages if of == wiki_id),
            names=frozenset(
                [name for of, name in names if of in (None, wiki_id)]
                + [
                    title
                    for of, _, titles in pages
                    if of == wiki_id
                    for title in titles
                ]
            ),
        )
        for wiki_id, wiki in wikis
    ]


def full_names(known: Sequence[Known]) -> set[str]:
    """Return what somebody is called in wikis, in more than one word."""
    return {name for one in known for name in one.names if len(name.split()) > 1}


async def forget(work: Work, person_id: UUID, known: Sequence[Known]) -> None:
    """Take away what pages about others say of somebody; their own go with them."""
    for one in known:
        where = {"id": person_id, "wiki_id": one.id, "names": sorted(one.names)}
        cursor = await work.tx.execute(_composed("forget_entries"), where)
        told = LedgerChanges()
        for row in await cursor.fetchall():
            told.add(dict(zip(_ENTRY, row, strict=True)), came=False)
        await told.tell(work)
        await _forget_values(work, where)
        await work.tx.execute(_composed("forget_titles"), where)
    await work.tx.execute(_SQL["forget_candidate"], {"id": person_id})


async def load_naming(tx: Transaction, known: Known) -> list[tuple[DocumentKey, UUID]]:
    """Return the documents of pages that may name somebody, with our ids of these."""
    words = [max(name.split(), key=len) for name in known.names if name.split()]
    # What a document escapes is not found by its letters.
    plain = [word.lower() if word.isascii() else "" for word in words]
    where = {"wiki_id": known.id, "words": sorted(set(plain))}
    cursor = await tx.execute(_SQL["naming"], where)
    return [
        (DocumentKey(source, kind, key), page_id)
        for source, kind, key, page_id in await cursor.fetchall()
    ]


async def states(tx: Transaction, subject: Subject, field: str) -> bool:
    """Tell whether a wiki states a field of a person or show."""
    if subject.entity not in _FACTS:
        return False
    where = {"id": subject.id, "field": field}
    cursor = await tx.execute(_of("states", subject.entity), where)
    return await cursor.fetchone() == (True,)


async def take_fact(
    work: Work, subject: Subject, field: str, fact_id: str, reason: str
) -> bool:
    """Let no page say a field any more; False where that was so before.

    Records and documents are left as they are.
    """
    is_new = await suppressions.keep(work.tx, "fact", "tmdb", fact_id, reason)
    if subject.entity not in _FACTS:
        return is_new
    where = {"id": subject.id, "field": field}
    cursor = await work.tx.execute(_of("forget_field", subject.entity), where)
    if cursor.rowcount:
        _tell(work, subject.entity, subject.id, subject.label, cursor.rowcount)
    return is_new


async def _forget_values(work: Work, where: dict[str, object]) -> None:
    for entity in _FACTS:
        cursor = await work.tx.execute(_of("forget_values", entity), where)
        for row in await cursor.fetchall():
            _tell(work, entity, *row)


def _tell(work: Work, entity: Entity, one: UUID, label: str, count: int) -> None:
    gone: dict[str, tuple[object, object]] = {
        "facts": (InWords(counted(count, "fact")), [])
    }
    work.changes.add(Change(entity, one, "updated", label, gone))


def _of(query: str, entity: Entity) -> sql.Composed:
    table, owner, owners = _FACTS[entity]
    return _composed(
        query,
        table=sql.Identifier("core", table),
        owner=sql.Identifier(owner),
        owners=sql.Identifier("core", owners),
    )


def _composed(query: str, **parts: sql.Composable) -> sql.Composed:
    plain = {name: composed(_SQL["plain"], text=sql.SQL(text)) for name, text in _TEXTS}
    return composed(_SQL[query], **plain, **parts)
