"""What `trr media prune` may take away: pictures of nothing, and objects of nobody.

A picture that shows nothing is forgotten by `retention_pictures`, as retention does it;
here is only which ones are old enough. An object that no row names is deleted while its
place is claimed: whoever claims the same bytes meanwhile waits, finds nobody there, and
puts the object again.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.retention_pictures import Picture
from trr_backend.repositories.sql import composed, queries

_SQL = queries("media_unused")


@dataclass(frozen=True, slots=True)
class Unused:
    """How many pictures show nothing, how many smaller copies these have, and bytes."""

    pictures: int = 0
    copies: int = 0
    bytes: int = 0


async def count_unused(tx: Transaction, before: datetime) -> Unused:
    """Return how much there is that shows nothing since a time."""
    cursor = await tx.execute(_composed("count"), {"before": before})
    row = await cursor.fetchone()
    return Unused(*row) if row else Unused()


async def load_unused(
    tx: Transaction, before: datetime, *, after: str, limit: int
) -> list[Picture]:
    """Return the next pictures, after a SHA-256, that show nothing since a time.

    Smaller copies are among them once the picture is gone of which they are.
    """
    where = {"before": before, "after": after, "limit": limit}
    cursor = await tx.execute(_composed("page"), where)
    return [Picture(*row) for row in await cursor.fetchall()]


async def load_named(tx: Transaction, keys: Sequence[str]) -> set[str]:
    """Return those keys under which the object of some picture is to lie."""
    cursor = await tx.execute(_SQL["named"], {"keys": list(keys)})
    return {key for (key,) in await cursor.fetchall()}


@asynccontextmanager
async def nobody(tx: Transaction, sha256: str, key: str) -> AsyncIterator[bool]:
    """Yield whether no picture has this key, and keep it so until the commit.

    Within, an object that lies there may be deleted.
    """
    where = {"sha256": sha256, "key": key}
    cursor = await tx.execute(_SQL["take_place"], where)
    if await cursor.fetchone():
        yield True
        await tx.execute(_SQL["leave_place"], where)
        return
    cursor = await tx.execute(_SQL["other_place"], where)
    other = await cursor.fetchone()
    yield other is not None and other[0] != key


def _composed(query: str) -> sql.Composed:
    old = composed(_SQL["old"])
    return composed(_SQL[query], old=old, unused=composed(_SQL["unused"], old=old))
