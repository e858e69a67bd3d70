"""What came together, in a form that fits a terminal."""

from dataclasses import dataclass

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("overview")


@dataclass(frozen=True, slots=True)
class ShowLine:
    """One show in a line; `offers` are open ones, in `regions` countries."""

    name: str
    year: int | None
    country: str
    networks: str
    genres: str
    offers: int
    regions: int
    slug: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows of each kind there are; `pictures` are confirmed ones."""

    shows: int
    networks: int
    production_companies: int
    watch_providers: int
    offers: int
    pictures: int
    events: int


async def load_lines(tx: Transaction) -> list[ShowLine]:
    """Return the followed shows by name."""
    cursor = await tx.execute(_SQL["shows"])
    return [ShowLine(*row) for row in await cursor.fetchall()]


async def load_totals(tx: Transaction) -> Totals:
    """Return how much there is."""
    cursor = await tx.execute(_SQL["totals"])
    rows = await cursor.fetchall()
    return Totals(*rows[0])
