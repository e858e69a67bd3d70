"""What the installation says of itself, for the policies of the database."""

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("installation")


async def write(tx: Transaction, *, private: bool) -> None:
    """Keep whether nobody but the owner reads this installation."""
    cursor = await tx.execute(_SQL["load"])
    if await cursor.fetchone() != (private,):
        await tx.execute(_SQL["write"], {"private": private})
