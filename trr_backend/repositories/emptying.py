"""Takes a source's values out of rows that stay, as statements for each table.

Which values are the source's is said by a row's provenance; one that it does not name
is the source's, too. A person's word stays.
"""

from dataclasses import dataclass
from functools import cache
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from trr_backend.models.shows import Entity
from trr_backend.repositories.columns import LISTS
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.tables import SHOWS
from trr_backend.repositories.tables_of_episodes import EPISODE_FACTS, SEASON_FACTS
from trr_backend.repositories.tables_of_people import PERSON_FACTS

_SOURCE = "tmdb"
# What credits say of a person, whether or not the person's own answer has come.
CREDITED_FACTS = ("gender", "known_for_department", "profile_path")


@dataclass(frozen=True, slots=True)
class Facts:
    """The columns of a table that a source fills; its rows have provenance."""

    table: LiteralString
    columns: tuple[str, ...]


SHOW_FACTS = Facts("shows", (*SHOWS.kept, *SHOWS.dropped))
SEASON = Facts("seasons", SEASON_FACTS)
EPISODE = Facts("episodes", EPISODE_FACTS)
PERSON = Facts("people", PERSON_FACTS)
PERSON_OWN = Facts(
    "people", tuple(name for name in PERSON_FACTS if name not in CREDITED_FACTS)
)


@cache
def has_facts(facts: Facts, alias: LiteralString) -> sql.Composed:
    """Return the condition that a row still holds something of the source."""
    held = [
        sql.SQL("({row}.{name} {filled} and {is_source})").format(
            row=sql.Identifier(alias),
            name=sql.Identifier(name),
            filled=sql.SQL("<> '{}'" if name in LISTS else "is not null"),
            is_source=_is_source(alias, name),
        )
        for name in facts.columns
    ]
    return sql.SQL("({})").format(sql.SQL(" or ").join(held))


def is_decided(entity: Entity, alias: LiteralString) -> sql.Composed:
    """Return the condition that a person has decided about a field of a row."""
    return sql.SQL(
        "exists (select from core.overrides o"
        " where o.entity = {entity} and o.entity_id = {row}.id)"
    ).format(entity=sql.Literal(entity), row=sql.Identifier(alias))


def is_adopted(alias: LiteralString) -> sql.Composed:
    """Return the condition that a decision locks what the source said, as it was."""
    return sql.SQL(
        "({one}.locked and {one}.value <> 'null'"
        " and {one}.value = {one}.former -> 'value'"
        " and ({one}.former ->> 'source' = {source} or {one}.entity = 'credit'))"
    ).format(one=sql.Identifier(alias), source=sql.Literal(_SOURCE))


async def empty(tx: Transaction, facts: Facts, ids: list[UUID]) -> None:
    """Let rows say only what the source did not."""
    if ids:
        await tx.execute(_emptied(facts), {"ids": ids})


@cache
def _emptied(facts: Facts) -> sql.Composed:
    assignments = [
        sql.SQL(
            "{name} = case when {is_source} then {nothing} else t.{name} end"
        ).format(
            name=sql.Identifier(name),
            is_source=_is_source("t", name),
            nothing=sql.SQL("'{}'" if name in LISTS else "null"),
        )
        for name in facts.columns
    ]
    return sql.SQL(
        "update {table} t set {assignments}, provenance = t.provenance - array("
        "select p.key from jsonb_each(t.provenance) p"
        " where p.value = to_jsonb({source}::text) and p.key = any({names}))"
        " where t.id = any(%(ids)s)"
    ).format(
        table=sql.Identifier("core", facts.table),
        assignments=sql.SQL(", ").join(assignments),
        source=sql.Literal(_SOURCE),
        names=sql.Literal(list(facts.columns)),
    )


def _is_source(alias: LiteralString, name: str) -> sql.Composed:
    return sql.SQL("coalesce({row}.provenance ->> {name}, {source}) = {source}").format(
        row=sql.Identifier(alias), name=sql.Literal(name), source=sql.Literal(_SOURCE)
    )
