"""Writes sets of rows so that unchanged ones are never touched.

COPY into a temporary table, anti-join against the target, INSERT ... ON CONFLICT for
what differs. `merge_rows` inserts and updates; `replace_set` also marks what the set no
longer holds (`missing_since`), because nothing that vanishes upstream is deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from trr_backend.repositories.db import Transaction

Row = Sequence[object]

# Below this the planner guesses well enough, above it a seq scan would be chosen.
_ANALYSE_FROM = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """A target: its key columns, the compared ones and those only carried along.

    Where `newer_by` is set, an existing row changes only if the staged value of that
    column is greater: an older document never overwrites a newer one. In `kept`
    columns a null says nothing and leaves what is stored; in `joined` ones (jsonb) the
    stored object is completed with the staged one. `touched` is set to now().
    """

    schema: str
    name: str
    key: tuple[str, ...]
    compared: tuple[str, ...]
    carried: tuple[str, ...] = ()
    newer_by: str | None = None
    touched: str | None = None
    kept: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a staged row, in order."""
        return (*self.key, *self.compared, *self.carried)

    @property
    def target(self) -> sql.Identifier:
        """The qualified name."""
        return sql.Identifier(self.schema, self.name)

    @property
    def stage(self) -> sql.Identifier:
        """The temporary table's name; it lives for one merge."""
        return sql.Identifier(f"stage_{self.name}")


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was inserted or updated, with its differing columns (old, new)."""

    key: tuple[object, ...]
    is_new: bool
    fields: dict[str, tuple[object, object]]


async def merge_rows(
    tx: Transaction, table: Table, rows: Sequence[Row]
) -> list[RowChange]:
    """Insert or update `rows` (in the order of `table.columns`); return what changed.

    Two rows of one key are an error of the caller.
    """
    if not rows:
        return []
    await _stage(tx, table, rows)
    changes = await _apply(tx, table)
    await _unstage(tx, table)
    return changes


async def replace_set(
    tx: Transaction,
    table: Table,
    scope: tuple[str, object],
    rows: Sequence[Row],
    as_of: datetime,
) -> tuple[list[RowChange], list[tuple[object, ...]]]:
    """Make `rows` the current set within `scope` (column, value).

    The table has a column missing_since: it is cleared for rows that are in the set and
    set to `as_of` for those that are not. Returns the changes and the keys marked.
    """
    await _stage(tx, table, rows)
    changes = await _apply(tx, table)
    column, value = scope
    cursor = await tx.execute(
        sql.SQL(
            "update {target} t set missing_since = %s where t.{column} = %s"
            " and t.missing_since is null and not exists"
            " (select from {stage} s where {same}) returning {keys}"
        ).format(
            target=table.target,
            column=sql.Identifier(column),
            stage=table.stage,
            same=_pairs(table.key, " and ", "s", "=", "t"),
            keys=_columns(table.key, "t"),
        ),
        (as_of, value),
    )
    marked = await cursor.fetchall()
    await _unstage(tx, table)
    return changes, [tuple(key) for key in marked]


async def _stage(tx: Transaction, table: Table, rows: Sequence[Row]) -> None:
    names = _columns(table.columns)
    await tx.execute(
        sql.SQL(
            "create temporary table {} on commit drop as select {} from {} with no data"
        ).format(table.stage, names, table.target)
    )
    async with (
        tx.cursor() as cursor,
        cursor.copy(
            sql.SQL("copy {} ({}) from stdin").format(table.stage, names)
        ) as copy,
    ):
        for row in rows:
            await copy.write_row(row)
    if len(rows) >= _ANALYSE_FROM:
        await tx.execute(
            sql.SQL("analyze {} ({})").format(table.stage, _columns(table.key))
        )


async def _keep(tx: Transaction, table: Table) -> None:
    if not table.kept and not table.joined:
        return
    kept = [
        sql.SQL("{0} = coalesce(s.{0}, t.{0})").format(sql.Identifier(name))
        for name in table.kept
    ]
    joined = [
        sql.SQL("{0} = t.{0} || s.{0}").format(sql.Identifier(name))
        for name in table.joined
    ]
    await tx.execute(
        sql.SQL("update {stage} s set {values} from {target} t where {same}").format(
            stage=table.stage,
            values=sql.SQL(", ").join([*kept, *joined]),
            target=table.target,
            same=_pairs(table.key, " and ", "t", "=", "s"),
        )
    )


async def _unstage(tx: Transaction, table: Table) -> None:
    await tx.execute(sql.SQL("drop table {}").format(table.stage))


async def _apply(tx: Transaction, table: Table) -> list[RowChange]:
    await _keep(tx, table)
    cursor = await tx.execute(_statement(table))
    width = len(table.key)
    return [
        RowChange(
            key=tuple(row[:width]),
            is_new=row[width],
            fields={name: (old, new) for name, (old, new) in row[width + 1].items()},
        )
        for row in await cursor.fetchall()
    ]


def _statement(table: Table) -> sql.Composed:
    return sql.SQL(
        "with changed as materialized ("
        " select {staged}, {first_old} is null as is_new, {diff} as diff"
        " from {stage} s left join {target} t on {same}"
        " where {first_old} is null or ({differs} and {newer})"
        "), written as ("
        " insert into {target} as t ({columns}) select {columns} from changed"
        " order by {keys}"
        " on conflict ({keys}) do {action} returning {target_keys})"
        " select {changed_keys}, c.is_new, c.diff from changed c order by {keys}"
    ).format(
        staged=_columns(table.columns, "s"),
        first_old=sql.Identifier("t", table.key[0]),
        diff=_diff(table.compared),
        stage=table.stage,
        target=table.target,
        same=_pairs(table.key, " and ", "t", "=", "s"),
        differs=_differs(table.compared),
        newer=_newer(table),
        columns=_columns(table.columns),
        keys=_columns(table.key),
        action=_action(table),
        target_keys=_columns(table.key, "t"),
        changed_keys=_columns(table.key, "c"),
    )


def _action(table: Table) -> sql.Composable:
    updates = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in (*table.compared, *table.carried)
    ]
    if not updates:
        return sql.SQL("nothing")
    if table.touched:
        updates.append(sql.SQL("{} = now()").format(sql.Identifier(table.touched)))
    action = sql.SQL("update set {}").format(sql.SQL(", ").join(updates))
    if table.newer_by is None:
        return action
    # A row that appeared since the anti-join is held to the same rule.
    return sql.SQL("{action} where excluded.{newer} > t.{newer}").format(
        action=action, newer=sql.Identifier(table.newer_by)
    )


def _diff(compared: tuple[str, ...]) -> sql.Composable:
    parts = [
        sql.SQL(
            "case when {old} is distinct from {new} then jsonb_build_object({name},"
            " jsonb_build_array({old}, {new})) else '{{}}' end"
        ).format(
            old=sql.Identifier("t", name),
            new=sql.Identifier("s", name),
            name=sql.Literal(name),
        )
        for name in compared
    ]
    return sql.SQL(" || ").join(parts) if parts else sql.SQL("'{}'::jsonb")


def _differs(compared: tuple[str, ...]) -> sql.Composable:
    parts = [
        sql.SQL("{} is distinct from {}").format(
            sql.Identifier("t", name), sql.Identifier("s", name)
        )
        for name in compared
    ]
    return (
        sql.SQL("({})").format(sql.SQL(" or ").join(parts))
        if parts
        else sql.SQL("false")
    )


def _newer(table: Table) -> sql.Composable:
    if table.newer_by is None:
        return sql.SQL("true")
    return sql.SQL("{} > {}").format(
        sql.Identifier("s", table.newer_by), sql.Identifier("t", table.newer_by)
    )


def _columns(names: Sequence[str], alias: str | None = None) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.Identifier(alias, name) if alias else sql.Identifier(name) for name in names
    )


def _pairs(
    names: Sequence[str], joint: str, left: str, operator: str, right: str
) -> sql.Composed:
    return sql.SQL(joint).join(
        sql.SQL("{} {} {}").format(
            sql.Identifier(left, name), sql.SQL(operator), sql.Identifier(right, name)
        )
        for name in names
    )
