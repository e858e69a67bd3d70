"""What a refresh remembers: how far the lists of changes are read, what they named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

ChangedKind = Literal["tv", "person"]

_SQL = queries("refresh")


@dataclass(frozen=True, slots=True)
class ChangeCursor:
    """A list of changes: read up to this day; how many pages a day it lately had."""

    read_until: date
    pages_a_day: float | None = None


async def load_cursors(tx: Transaction) -> dict[ChangedKind, ChangeCursor]:
    """Return how far each list has been read; one never read is left out."""
    cursor = await tx.execute(_SQL["cursors"])
    return {
        kind: ChangeCursor(read_until, pages)
        for kind, read_until, pages in await cursor.fetchall()
    }


async def save_cursor(
    tx: Transaction, kind: ChangedKind, cursor: ChangeCursor, at: datetime
) -> None:
    """Remember how far a list has been read."""
    await tx.execute(
        _SQL["save_cursor"],
        {
            "kind": kind,
            "read_until": cursor.read_until,
            "pages_a_day": cursor.pages_a_day,
            "at": at,
        },
    )


async def count_followed(tx: Transaction) -> int:
    """Return how many shows one conditional request each would cost."""
    row = await (await tx.execute(_SQL["followed"])).fetchone()
    return int(row[0]) if row else 0


async def flag(
    tx: Transaction, kind: ChangedKind, ids: Collection[int], at: datetime
) -> int:
    """Let what is kept of these shows or people be due; return how many documents."""
    query = "flag_shows" if kind == "tv" else "flag_people"
    cursor = await tx.execute(_SQL[query], {"ids": list(map(str, ids)), "at": at})
    return cursor.rowcount


async def flag_all_shows(tx: Transaction, at: datetime) -> None:
    """Let each show be asked once whether it changed."""
    await tx.execute(_SQL["flag_all_shows"], {"at": at})


async def flag_old_people(tx: Transaction, before: datetime, at: datetime) -> None:
    """Let people be due that were last asked for before a time."""
    await tx.execute(_SQL["flag_old_people"], {"before": before, "at": at})
