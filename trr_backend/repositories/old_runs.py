"""Records of runs that ended long ago, taken away some at a time."""

from datetime import datetime

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("old_runs")
_AT_ONCE = 10_000


async def forget_items(tx: Transaction, before: datetime) -> int:
    """Forget items that were done in runs that ended before; return how many."""
    return await _forget(tx, "forget_items", before)


async def forget_tasks(tx: Transaction, before: datetime) -> int:
    """Forget tasks that were done in runs that ended before; return how many."""
    return await _forget(tx, "forget_tasks", before)


async def forget_runs(tx: Transaction, before: datetime) -> int:
    """Forget runs that ended before, and all that is noted of them; return how many."""
    return await _forget(tx, "forget_runs", before)


async def has_engine(tx: Transaction) -> bool:
    """Tell whether there are tables of the engine."""
    return await (await tx.execute(_SQL["has_engine"])).fetchone() == (True,)


async def _forget(tx: Transaction, name: str, before: datetime) -> int:
    cursor = await tx.execute(_SQL[name], {"before": before, "most": _AT_ONCE})
    return cursor.rowcount
