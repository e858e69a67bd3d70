"""What a source has not confirmed for too long, and what nothing points to any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString
from uuid import UUID

from psycopg import sql

from trr_backend.models.changes import Change, InWords
from trr_backend.models.shows import Entity
from trr_backend.repositories import retention_parts, retention_pictures
from trr_backend.repositories.retention import Terms
from trr_backend.repositories.sql import composed, queries
from trr_backend.repositories.work import Work
from trr_backend.utils.text import counted

_SQL = queries("retention_rest")
# Rows that carry missing_since and whose they are; seasons, episodes and credits, which
# a person may have decided about, come before them.
_OF_SHOWS: tuple[LiteralString, ...] = (
    "episode_order_items",
    "episode_orders",
    "episode_translations",
    "season_translations",
    "show_translations",
    "show_genres",
    "show_keywords",
    "show_alternative_titles",
    "show_networks",
    "show_companies",
    "show_watch_regions",
)
_NAMES = {"tmdb": "TMDb", "imdb": "IMDb"}
_TOLD = {
    "forget_candidates": "decided question",
    "forget_told": "former run",
}
_OF_PEOPLE: tuple[LiteralString, ...] = ("person_works", "person_aliases")


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


async def forget_vanished(work: Work, terms: Terms) -> None:
    """Take away rows that the source has not named for too long, and ended offers."""
    await retention_parts.forget_vanished(work, terms.age)
    where: dict[str, object] = {"keep": terms.age}
    cursor = await work.tx.execute(_SQL["forget_ended_offers"], where)
    _tell(work, "show", await cursor.fetchall())
    for name in _OF_SHOWS:
        await _forget_rows(work, "show", name, where)
    for name in _OF_PEOPLE:
        await _forget_rows(work, "person", name, where)


async def forget_rest(
    work: Work, source: Literal["tmdb", "imdb"], terms: Terms
) -> None:
    """Take away other documents of a source, and what nobody points to any more.

    What runs and questions told of it goes, too; decisions stay.
    """
    where: dict[str, object] = {"source": source, "all": terms.ended, "keep": terms.age}
    cursor = await work.tx.execute(_SQL["forget_documents"], where)
    if cursor.rowcount:
        went = counted(cursor.rowcount, "further answer")
        work.notes.append(f"{went} of {_NAMES[source]} went")
    if source == "tmdb":
        await work.tx.execute(_SQL["forget_names"], where)
        for members in _MEMBERS:
            await _forget_unused(work, members)
        await retention_pictures.forget_links(work, where)
        if terms.ended:
            await retention_pictures.forget_pins(work)
    if terms.ended:
        await work.tx.execute(_SQL["forget_questions"], where)
    for step, who in _TOLD.items():
        cursor = await work.tx.execute(_SQL[step], where)
        if cursor.rowcount:
            work.notes.append(f"what {counted(cursor.rowcount, who)} told went")
    await work.tx.execute(_SQL["forget_words"])


async def _forget_rows(
    work: Work,
    entity: Literal["show", "person"],
    table: LiteralString,
    where: dict[str, object],
) -> None:
    statement = composed(
        _SQL["forget_vanished"],
        table=sql.Identifier("core", table),
        owner=sql.Identifier(f"{entity}_id"),
        owners=sql.Identifier("core", "shows" if entity == "show" else "people"),
    )
    _tell(work, entity, await (await work.tx.execute(statement, where)).fetchall())


async def _forget_unused(work: Work, members: _Members) -> None:
    """Take away entities; their ids stay: what comes back is the same one."""
    statement = composed(
        _SQL["unused"],
        table=sql.Identifier("core", members.table),
        links=sql.Identifier("core", members.links),
        member=sql.Identifier(members.member),
    )
    unused = await (await work.tx.execute(statement)).fetchall()
    ids = [one for one, _ in unused]
    await retention_pictures.forget_of(work.tx, members.entity, ids)
    for entity_id, name in unused:
        work.changes.add(Change(members.entity, entity_id, "removed", name))


def _tell(work: Work, entity: Entity, rows: Sequence[tuple[UUID, str, int]]) -> None:
    for one, name, count in rows:
        gone: dict[str, tuple[object, object]] = {
            "retention": (
                InWords(f"{counted(count, 'row')} that TMDb no longer names"),
                None,
            )
        }
        work.changes.add(Change(entity, one, "updated", name, gone))
