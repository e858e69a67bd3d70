"""Writes sets of rows so that unchanged ones are never touched.

An anti-join against the target, then INSERT ... ON CONFLICT for what differs, in one
statement. Few rows come as its parameter; many are copied into a temporary table first.
`merge_rows` inserts and updates; `replace_set` also marks what the set no longer holds
(`missing_since`), because nothing that vanishes upstream is deleted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from psycopg.types.json import Jsonb

from trr_backend.repositories import merge_sql
from trr_backend.repositories.db import Transaction
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


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was inserted or updated, with its differing columns (old, new)."""

    key: tuple[object, ...]
    is_new: bool
    fields: dict[str, tuple[object, object]]


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
    staged = len(rows) >= bulk_from
    if staged:
        await _stage(tx, table, rows)
    else:
        parameters = {**parameters, "rows": _as_json(table, rows)}
    cursor = await tx.execute(
        merge_sql.merge(table, staged=staged, scope=scope), parameters
    )
    told = sorted(await cursor.fetchall(), key=lambda row: str(row[1:-2]))
    if staged:
        await tx.execute(merge_sql.drop_stage(table))
    changes = [_change(row) for row in told if row[0] == "c"]
    return changes, [tuple(row[1:-2]) for row in told if row[0] == "m"]


async def _stage(tx: Transaction, table: Table, rows: Sequence[Row]) -> None:
    await tx.execute(merge_sql.create_stage(table))
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


def _change(row: tuple[object, ...]) -> RowChange:
    *_, is_new, diff = row
    if not isinstance(diff, dict):
        message = f"the merge told {diff!r}"
        raise TypeError(message)
    return RowChange(
        key=tuple(row[1:-2]),
        is_new=bool(is_new),
        fields={name: (old, new) for name, (old, new) in diff.items()},
    )
