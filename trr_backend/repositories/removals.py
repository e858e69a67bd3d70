"""The guard against an upstream that loses its mind: how much may vanish at once.

What vanishes is only marked, but a reader no longer sees it. Rows are marked with the
time of the run's item, not of the document: so a run can count what it marked, also
where it makes rows of old documents anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from psycopg import sql

from trr_backend.errors import Suspicious
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.merge import RowChange, Table
from trr_backend.repositories.sets import Owner

_LEAST = 3
# A fifth, as whole numbers: what vanishes, times this, is more than there was.
_SHARE = 5
# What `replace_set` returns.
Merged: TypeAlias = tuple[Sequence[RowChange], Sequence[tuple[object, ...]]]
_GO_ON = "if that is right, run the same command with --accept-removals"


@dataclass(frozen=True, slots=True)
class Removals:
    """Whether a run may mark however much, and when it began."""

    accept: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class _Counts:
    """Rows of the show now, and marked by this run: rows, of shows, of how many."""

    own: int
    marked: int
    shows: int
    total: int


async def check(
    tx: Transaction, owner: Owner, table: Table, merged: Merged, removals: Removals
) -> None:
    """Raise Suspicious where a merge has just marked too many rows of a table.

    Too many are more than a fifth, and more than three: of the show's rows that were
    there before, or of all shows' where this run marked rows of several. The
    exception takes the transaction back, so that nothing stays marked.
    """
    written, marked = merged[0], len(merged[1])
    if removals.accept or marked == 0:
        return
    counts = await _count(tx, table, owner.show_id, removals.since)
    before = counts.own + marked - sum(map(came, written))
    if _is_too_much(marked, before):
        raise Suspicious(
            f"{owner.label}: {marked} of {before} {table.name} would be marked as "
            f"gone; {_GO_ON}"
        )
    if counts.shows > 1 and _is_too_much(counts.marked, counts.total):
        raise Suspicious(
            f"{owner.label}: with its {marked}, {counts.marked} of {counts.total} "
            f"{table.name} of all shows would be marked as gone; {_GO_ON}"
        )


def came(change: RowChange) -> bool:
    """Tell whether a row is new to its set, or back."""
    return change.is_new or "missing_since" in change.fields


def _is_too_much(marked: int, before: int) -> bool:
    return marked > _LEAST and marked * _SHARE > before


async def _count(
    tx: Transaction, table: Table, show_id: UUID, since: datetime
) -> _Counts:
    # Counting stops where the share is certain to be small: the table may be large.
    query = sql.SQL(
        "with marked as materialized"
        " (select show_id from {table} where missing_since >= %(since)s)"
        " select (select count(*) from {table}"
        "  where show_id = %(show_id)s and missing_since is null),"
        " (select count(*) from marked), (select count(distinct show_id) from marked),"
        " (select count(*) from (select from {table}"
        "  where missing_since is null or missing_since >= %(since)s"
        "  limit (select count(*) * %(share)s from marked)) enough)"
    ).format(table=table.target)
    parameters = {"since": since, "show_id": show_id, "share": _SHARE}
    row = await (await tx.execute(query, parameters)).fetchone()
    return _Counts(*row) if row else _Counts(0, 0, 0, 0)


async def check_shows(tx: Transaction, label: str, removals: Removals) -> None:
    """Raise Suspicious where a run has flagged too many shows as gone.

    Too many are more than a fifth, and more than three. The exception takes the
    transaction back, in which the last one was flagged.
    """
    if removals.accept:
        return
    # Others flag at the same time: each waits until it sees what the one before did.
    await tx.execute("select pg_advisory_xact_lock(7381906)")
    cursor = await tx.execute(
        "select count(*) filter (where missing_since >= %(since)s), count(*)"
        " from core.shows where slug is not null",
        {"since": removals.since},
    )
    row = await cursor.fetchone()
    flagged, total = row or (0, 0)
    if _is_too_much(flagged, total):
        raise Suspicious(
            f"{label}: with it, {flagged} of {total} shows would be marked as gone in "
            f"this run; {_GO_ON}"
        )
