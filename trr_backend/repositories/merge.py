"""Writes sets of rows so that unchanged ones are never touched.

An anti-join against the target, then INSERT ... ON CONFLICT for what differs, in one
statement. Few rows come as its parameter; many are copied into a temporary table first.
`merge_rows` inserts and updates; `replace_set` also marks what the set no longer holds
(`missing_since`), because nothing that vanishes upstream is deleted.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from psycopg.types.json import Jsonb

from trr_backend.repositories import merge_sql
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import is_shared
from trr_backend.repositories.merge_sql import Mentions, Table

__all__ = [
    "Mentions",
    "Row",
    "RowChange",
    "Scope",
    "Table",
    "merge_rows",
    "replace_set",
]

Row = Sequence[object]
# What a set is the whole of: rows whose columns have these values, or one of a list.
Scope: TypeAlias = tuple[str, object] | Mapping[str, object]

# A set of a show is small: one round trip instead of five. See decision 0004.
BULK_FROM = 500


class RowChange(NamedTuple):
    """A row that was inserted or updated.

    `row` is a new row as it was given, `diff` what else differs, by column.
    """

    key: tuple[object, ...]
    table: Table
    row: Row | None = None
    diff: Mapping[str, Sequence[object]] | None = None

    @property
    def is_new(self) -> bool:
        """Whether there was no such row before."""
        return self.row is not None

    @property
    def fields(self) -> dict[str, tuple[object, object]]:
        """The columns that differ (old, new); of a new row those that are set."""
        if self.row is None:
            return {name: (old, new) for name, (old, new) in (self.diff or {}).items()}
        values = self.row[len(self.table.key) :]
        return {
            name: (None, value.obj if isinstance(value, Jsonb) else value)
            for name, value in zip(self.table.compared, values, strict=False)
            if value is not None
        }


async def merge_rows(
    tx: Transaction, table: Table, rows: Sequence[Row], *, bulk_from: int = BULK_FROM
) -> list[RowChange]:
    """Insert or update `rows` (in the order of `table.columns`); return what changed.

    Two rows of one key are an error of the caller.
    """
    if not rows:
        return []
    changes, _ = await _merge(tx, table, rows, {}, bulk_from)
    return changes


async def replace_set(  # noqa: PLR0913 -- what, where, which rows, as of when
    tx: Transaction,
    table: Table,
    scope: Scope,
    rows: Sequence[Row],
    as_of: datetime,
    *,
    bulk_from: int = BULK_FROM,
) -> tuple[list[RowChange], list[tuple[object, ...]]]:
    """Make `rows` the current set within `scope`: (column, value) or several.

    A value may be a list, which means any of them; rows outside of the scope are merged
    all the same, and nothing is marked there. The table has a column missing_since: it
    is cleared for rows that are in the set and set to `as_of` for those that are not.
    Returns the changes and the keys marked.
    """
    within = scope if isinstance(scope, Mapping) else dict([scope])
    marking: dict[str, object] = {"as_of": as_of}
    for column, value in within.items():
        marking[f"scope_{column}"] = value if isinstance(value, list) else [value]
    return await _merge(tx, table, rows, marking, bulk_from, scope=tuple(within))


async def _merge(  # noqa: PLR0913 -- the two above in one
    tx: Transaction,
    table: Table,
    rows: Sequence[Row],
    parameters: dict[str, object],
    bulk_from: int,
    *,
    scope: tuple[str, ...] = (),
) -> tuple[list[RowChange], list[tuple[object, ...]]]:
    staged = len(rows) >= bulk_from and not is_shared(tx)
    parameters = {**parameters, "count": len(rows)}
    if staged:
        await _stage(tx, table, rows)
    else:
        parameters["rows"] = _as_json(table, rows)
    cursor = await tx.execute(
        merge_sql.merge(table, staged=staged, scope=scope), parameters
    )
    told = await cursor.fetchall()
    if staged:
        await tx.execute(merge_sql.drop_stage(table))
    marked = sorted((tuple(row[1:-1]) for row in told if row[0] == "m"), key=str)
    return _changes(table, rows, told), marked


async def _stage(tx: Transaction, table: Table, rows: Sequence[Row]) -> None:
    await tx.execute(merge_sql.create_stage(table))
    # For this transaction: the sort and the joins of the merge stay in memory.
    await tx.execute("select set_config('work_mem', '64MB', true)")
    async with (
        tx.cursor() as cursor,
        cursor.copy(merge_sql.copy_stage(table)) as copy,
    ):
        for row in rows:
            await copy.write_row(row)
    await tx.execute(merge_sql.analyse_stage(table))


def _as_json(table: Table, rows: Sequence[Row]) -> str:
    named = [dict(zip(table.columns, row, strict=True)) for row in rows]
    return json.dumps(named, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    return value.obj if isinstance(value, Jsonb) else str(value)


def _changes(
    table: Table, rows: Sequence[Row], told: Sequence[tuple[Any, ...]]
) -> list[RowChange]:
    """Return what was written, in the order in which the rows were given."""
    keys = len(table.key)
    if any(row[0] == "a" for row in told):
        return [RowChange(tuple(row[:keys]), table, row) for row in rows]
    diffs = {tuple(row[1:-1]): row[-1] for row in told if row[0] != "m"}
    return [
        RowChange(key, table, row if diffs[key] is None else None, diffs[key])
        for row in rows
        if (key := tuple(row[:keys])) in diffs
    ]
