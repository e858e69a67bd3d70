"""What rows of facts and of the ledger have in common: terms, seasons, first seen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from trr_backend.models.wiki import FactSource
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import Row, Table
from trr_backend.repositories.sql import queries

_SQL = queries("wiki_facts")
Columns = dict[str, Any]
Season = tuple[UUID, int]


async def load_stored(
    tx: Transaction, table: Table, where: Mapping[str, UUID]
) -> list[Columns]:
    """Return the rows of a table whose columns have these values."""
    statement = sql.SQL("select {columns} from {table} where {condition}").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        table=table.target,
        condition=sql.SQL(" and ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name))
            for name in where
        ),
    )
    async with tx.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, where)
        return await cursor.fetchall()


async def load_seasons(
    tx: Transaction, named: Iterable[Season | None]
) -> dict[Season | None, UUID]:
    """Return our ids of seasons by show and number; unknown ones are left out."""
    seasons = sorted({one for one in named if one is not None})
    given = {
        "shows": [show for show, _ in seasons],
        "numbers": [number for _, number in seasons],
    }
    cursor = await tx.execute(_SQL["seasons"], given)
    return {(show, number): found for show, number, found in await cursor.fetchall()}


def stated(source: FactSource) -> Columns:
    """Return the columns that say where a row comes from, now that it is stated."""
    return {
        "source": source.source,
        "source_url": source.source_url,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "attribution": source.attribution,
        "missing_since": None,
        "revision": source.revision,
        "retrieved_at": source.retrieved_at,
    }


def first_seen(new: Columns, stored: Columns | None, said: Sequence[str]) -> Columns:
    """Return a row with the revision in which what it says was first seen."""
    if stored is None or stored["missing_since"] is not None:
        return new
    if any(new[name] != stored[name] for name in said):
        return new
    since = {name: stored[name] for name in ("revision", "retrieved_at")}
    return {**new, **since}


def as_row(table: Table, columns: Columns) -> Row:
    """Return the row in the order of the table's columns."""
    return tuple(
        Jsonb(columns[name]) if name == "value" else columns[name]
        for name in table.columns
    )
