"""The one statement by which rows are merged into a table, composed from its `Table`.

Names come from the code alone and are quoted; values are parameters. The statement
reads the staged rows (`given`, `g`), completes those that are there already with what
is kept (`s`), compares them with the target (`t`), writes what differs and what is new,
and marks what is gone from a set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from psycopg import sql


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where shows point to an entity: whose newest document may name it.

    `past` is the column that is set once a link is no longer current.
    """

    links: str
    member: str
    past: str = "missing_since"


@dataclass(frozen=True, slots=True)
class Table:
    """A target: its key columns, the compared ones and those only carried along.

    With none compared, rows are inserted where they are new and never changed.
    Where `newer_by` is set, an existing row changes only if the staged value of that
    column is greater, and no later document of a show that `mentions` it confirms what
    is stored: the order in which documents are used makes no difference. In `kept`
    columns a null says nothing and leaves what is stored. In `joined` (jsonb) the
    stored object is completed with the staged one, without its `dropped` keys.
    `touched` is set to now().
    """

    schema: str
    name: str
    key: tuple[str, ...]
    compared: tuple[str, ...]
    carried: tuple[str, ...] = ()
    newer_by: str | None = None
    mentions: Mentions | None = None
    touched: str | None = None
    kept: tuple[str, ...] = ()
    joined: str | None = None
    dropped: tuple[str, ...] = ()

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
        """The temporary table of a bulk merge; it lives for one merge."""
        return sql.Identifier(f"stage_{self.name}")


def create_stage(table: Table) -> sql.Composed:
    """Return the statement that makes the temporary table of a bulk merge."""
    return sql.SQL(
        "create temporary table {} on commit drop as select {} from {} with no data"
    ).format(table.stage, _columns(table.columns), table.target)


def copy_stage(table: Table) -> sql.Composed:
    """Return the COPY into that table."""
    return sql.SQL("copy {} ({}) from stdin").format(
        table.stage, _columns(table.columns)
    )


def analyse_stage(table: Table) -> sql.Composed:
    """Return the statement that lets the planner know the keys of many rows."""
    return sql.SQL("analyze {} ({})").format(table.stage, _columns(table.key))


def drop_stage(table: Table) -> sql.Composed:
    """Return the statement that ends it: a rehearsal merges often in a transaction."""
    return sql.SQL("drop table {}").format(table.stage)


@cache
def merge(table: Table, *, staged: bool, scope: tuple[str, ...] = ()) -> bytes:
    """Return the merge: rows of (what, key ..., diff), `what` n, c, m or a.

    They are new, changed (with what differs) or marked; a says that all of the rows,
    `count` in number, are new.

    Rows come from the stage, or as the parameter `rows`, a JSON list of objects. With
    `scope` columns the rows are the whole set where each of them has one of the values
    in the parameter `scope_<column>`; what else is there is marked with the parameter
    `as_of`.
    """
    statement = sql.SQL(
        "with given as {hint} ({given}),"
        " s as (select {completed} from given g join {target} t on {g_is_t}),"
        " changed as materialized (select {staged}, {diff} as diff"
        " from s join {target} t on {s_is_t} where {differs} and {newer}),"
        " again as (insert into {target} as t ({columns})"
        " select {columns} from changed order by {keys}"
        " on conflict ({keys}) do {action} returning {target_keys}),"
        # New rows go straight in; all of one is new, so that nothing need be told.
        " fresh as (insert into {target} as t ({columns})"
        " select {columns} from given g"
        " where not exists (select from {target} t where {g_is_t}) order by {keys}"
        " on conflict ({keys}) do {action} returning {target_keys})"
        "{marked}"
        # Told is what was written: another writer may have been first with a new row.
        " select 'n' as what, {keys}, null::jsonb as diff from fresh"
        " where (select count(*) from fresh) < %(count)s"
        " union all select 'a', {no_keys}, null where"
        " (select count(*) from fresh) = %(count)s"
        " union all select 'c', {keys}, diff from changed join again using ({keys})"
        "{and_marked}"
    ).format(
        # A function's rows are made once; a stage's are read where they are needed.
        hint=sql.SQL("not materialized" if staged else "materialized"),
        given=_given(table, staged=staged),
        completed=_completed(table),
        target=table.target,
        g_is_t=_same(table.key, "g"),
        s_is_t=_same(table.key, "s"),
        staged=_columns(table.columns, "s"),
        diff=_diff(table.compared),
        differs=_differs(table.compared),
        newer=_newer(table),
        columns=_columns(table.columns),
        keys=_columns(table.key),
        no_keys=sql.SQL(", ").join([sql.NULL] * len(table.key)),
        action=_action(table),
        target_keys=_columns(table.key, "t"),
        marked=_marked(table, scope) if scope else sql.SQL(""),
        and_marked=_and_marked(table) if scope else sql.SQL(""),
    )
    # Composed once: a run merges into a table thousands of times.
    return statement.as_bytes(None)


def _given(table: Table, *, staged: bool) -> sql.Composed:
    if staged:
        return sql.SQL("select {} from {}").format(_columns(table.columns), table.stage)
    return sql.SQL(
        "select {} from json_populate_recordset(null::{}, %(rows)s::json)"
    ).format(_columns(table.columns), table.target)


def _completed(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(_completed_column(table, name) for name in table.columns)


def _completed_column(table: Table, name: str) -> sql.Composable:
    column = sql.Identifier(name)
    if name in table.kept:
        return sql.SQL("coalesce(g.{0}, t.{0}) as {0}").format(column)
    if name == table.joined:
        return sql.SQL("coalesce(t.{0} - {1}::text[], '{{}}') || g.{0} as {0}").format(
            column, sql.Literal(list(table.dropped))
        )
    return sql.Identifier("g", name)


def _marked(table: Table, scope: Sequence[str]) -> sql.Composed:
    return sql.SQL(
        ", marked as (update {target} t set missing_since = %(as_of)s"
        " where {within} and t.missing_since is null"
        " and not exists (select from given g where {same}) returning {keys})"
    ).format(
        target=table.target,
        within=sql.SQL(" and ").join(
            sql.SQL("{} = any({})").format(
                sql.Identifier("t", name), sql.Placeholder(f"scope_{name}")
            )
            for name in scope
        ),
        same=_same(table.key, "g"),
        keys=_columns(table.key, "t"),
    )


def _and_marked(table: Table) -> sql.Composed:
    return sql.SQL(" union all select 'm', {}, null from marked").format(
        _columns(table.key)
    )


def _action(table: Table) -> sql.Composable:
    if not table.compared:
        return sql.SQL("nothing")
    updates = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in (*table.compared, *table.carried)
    ]
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
    if not parts:
        return sql.SQL("false")
    return sql.SQL("({})").format(sql.SQL(" or ").join(parts))


def _newer(table: Table) -> sql.Composable:
    if table.newer_by is None:
        return sql.SQL("true")
    newer = sql.SQL("s.{0} > t.{0}").format(sql.Identifier(table.newer_by))
    if table.mentions is None:
        return newer
    # Equal values are not written again, so that shows which share an entity do not
    # wait for each other: who confirmed it last is read from the documents.
    return sql.SQL(
        "{newer} and not exists (select from {links} x"
        " join core.external_ids e on e.entity = 'show' and e.entity_id = x.show_id"
        " and e.source = 'tmdb' and e.superseded_at is null"
        " join source.documents d on d.source = 'tmdb' and d.kind = 'tv'"
        " and d.key = e.id"
        " where x.{member} = t.id and x.{past} is null"
        " and d.fetched_at > s.{column})"
    ).format(
        newer=newer,
        links=sql.Identifier("core", table.mentions.links),
        member=sql.Identifier(table.mentions.member),
        past=sql.Identifier(table.mentions.past),
        column=sql.Identifier(table.newer_by),
    )


def _columns(names: Sequence[str], alias: str | None = None) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.Identifier(alias, name) if alias else sql.Identifier(name) for name in names
    )


def _same(key: Sequence[str], alias: str) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(
            sql.Identifier("t", name), sql.Identifier(alias, name)
        )
        for name in key
    )
