"""What must go because the source's terms say so: it outranks "nothing is lost".

A document past its limit goes, and with it what only it supports. A person's word, a
list's name of a show and the ids by which it is found stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import Change
from trr_backend.models.shows import Entity
from trr_backend.repositories import clearing
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("retention")
# Rows that carry missing_since; what hangs on others comes before those.
_VANISHING: tuple[LiteralString, ...] = (
    "credits",
    "episode_order_items",
    "episode_orders",
    "episode_translations",
    "season_translations",
    "show_translations",
    "episodes",
    "seasons",
    "person_works",
    "person_aliases",
    "show_genres",
    "show_keywords",
    "show_alternative_titles",
    "show_networks",
    "show_companies",
    "show_watch_regions",
)


@dataclass(frozen=True, slots=True)
class _Members:
    """Entities that are kept only while some show points to them."""

    entity: Entity
    table: LiteralString
    links: LiteralString
    member: LiteralString


_MEMBERS = (
    _Members("genre", "genres", "show_genres", "genre_id"),
    _Members("keyword", "keywords", "show_keywords", "keyword_id"),
    _Members("network", "networks", "show_networks", "network_id"),
    _Members(
        "production_company",
        "production_companies",
        "show_companies",
        "production_company_id",
    ),
    _Members(
        "watch_provider",
        "watch_providers",
        "show_watch_providers",
        "watch_provider_id",
    ),
)


@dataclass(frozen=True, slots=True)
class Expired:
    """A show or person whose document is past its limit; `key` is the source's id."""

    entity: Entity
    id: UUID
    name: str
    key: str


async def load_expired(tx: Transaction, *, everything: bool) -> list[Expired]:
    """Return whose documents must go: past their limit, or all of them."""
    found: list[Expired] = []
    entity: Entity
    for entity, query in (("show", "expired_shows"), ("person", "expired_people")):
        cursor = await tx.execute(_SQL[query], {"all": everything})
        found += [Expired(entity, *row) for row in await cursor.fetchall()]
    return found


async def forget_show(work: Work, show: Expired) -> None:
    """Take away what only the source said of a show; its wish and its id stay."""
    where = {"id": show.id, "key": show.key}
    await clearing.clear_parts(work.tx, show.id)
    await clearing.clear_sets(work.tx, show.id)
    for step in ("forget_show_facts", "forget_show_ids", "forget_show_documents"):
        await work.tx.execute(_SQL[step], where)
    work.changed_show(show.id, show.name, {"retention": (show.name, None)})


async def forget_person(work: Work, person: Expired) -> None:
    """Take away what only a person's own answer said; their credits stay."""
    where = {"id": person.id, "key": person.key}
    for step in (
        "forget_person_facts",
        "forget_person_names",
        "forget_person_ids",
        "forget_person_document",
    ):
        await work.tx.execute(_SQL[step], where)
    fields: dict[str, tuple[object, object]] = {"retention": (person.name, None)}
    work.changes.add(Change("person", person.id, "updated", person.name, fields))


async def forget_rest(
    work: Work, source: str, keep: timedelta, *, everything: bool
) -> None:
    """Take away what is left over, once shows and people are done.

    Other documents, offers and rows that nothing has confirmed for `keep`, and what
    nobody points to any more. `everything`: whatever its age.
    """
    bounds = {"source": source, "all": everything, "keep": keep}
    await work.tx.execute(_SQL["forget_other_documents"], bounds)
    if source != "tmdb":
        return
    await work.tx.execute(_SQL["forget_ended_offers"], bounds)
    for name in _VANISHING:
        statement = _composed("forget_vanished", table=sql.Identifier("core", name))
        await work.tx.execute(statement, bounds)
    await work.tx.execute(_SQL["forget_dangling_ids"])
    await clearing.remove_orphans(work)
    for members in _MEMBERS:
        await _forget_unused(work, members)


async def _forget_unused(work: Work, members: _Members) -> None:
    table = sql.Identifier("core", members.table)
    cursor = await work.tx.execute(
        _composed(
            "unused",
            table=table,
            links=sql.Identifier("core", members.links),
            member=sql.Identifier(members.member),
        )
    )
    unused: Sequence[tuple[UUID, str]] = await cursor.fetchall()
    if not unused:
        return
    where = {"entity": members.entity, "ids": [one for one, _ in unused]}
    await work.tx.execute(_composed("forget_entities", table=table), where)
    for step in ("forget_entity_ids", "forget_entity_pictures"):
        await work.tx.execute(_SQL[step], where)
    for entity_id, name in unused:
        work.changes.add(Change(members.entity, entity_id, "removed", name))


def _composed(query: str, **parts: sql.Identifier) -> sql.Composed:
    """Return a query of ours with names of ours put in."""
    text: LiteralString = _SQL[query].decode()
    return sql.SQL(text).format(**parts)
