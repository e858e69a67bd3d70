"""Who takes tasks, whether they live, and what waits for them."""

from dataclasses import dataclass

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.repositories.workers import DEAD_AFTER_SECONDS

_SQL = queries("health")


@dataclass(frozen=True, slots=True)
class KnownWorker:
    """A worker that has not ended; `silent_seconds`: since it was heard of."""

    name: str
    host: str
    version: str
    queues: tuple[str, ...]
    silent_seconds: float

    @property
    def lives(self) -> bool:
        """Whether it was heard of lately."""
        return self.silent_seconds < DEAD_AFTER_SECONDS


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tasks that are due and not begun, and for how long the first of them has been."""

    tasks: int
    seconds: float


async def has_workers(tx: Transaction) -> bool:
    """Say whether this database knows of workers: not before it is migrated."""
    cursor = await tx.execute(_SQL["has_workers"])
    return await cursor.fetchone() == (True,)


async def load_workers(tx: Transaction) -> list[KnownWorker]:
    """Return the workers that have not ended, by name."""
    cursor = await tx.execute(_SQL["workers"])
    return [
        KnownWorker(name, host, version, tuple(queues), silent)
        for name, host, version, queues, silent in await cursor.fetchall()
    ]


async def load_waiting(tx: Transaction) -> Waiting:
    """Return what waits."""
    cursor = await tx.execute(_SQL["waiting"])
    row = await cursor.fetchone()
    return Waiting(*row) if row else Waiting(0, 0.0)


async def load_engine(tx: Transaction) -> int | None:
    """Return the version of the engine's tables; None: they were not made yet."""
    cursor = await tx.execute(_SQL["has_engine"])
    if await cursor.fetchone() != (True,):
        return None
    cursor = await tx.execute(_SQL["engine"])
    row = await cursor.fetchone()
    return int(row[0]) if row else None
