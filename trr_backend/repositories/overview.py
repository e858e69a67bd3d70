"""What came together, in a form that fits a terminal."""

from dataclasses import dataclass

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("overview")


@dataclass(frozen=True, slots=True)
class ShowLine:
    """One show in a line; specials do not count, `offers` are open ones."""

    name: str
    year: int | None
    country: str
    networks: str
    seasons: int
    episodes: int
    people: int
    offers: int
    slug: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows of each kind there are; `pictures` are those that readers see."""

    shows: int
    seasons: int
    episodes: int
    people: int
    credits: int
    networks: int
    production_companies: int
    watch_providers: int
    offers: int
    pictures: int
    events: int


@dataclass(frozen=True, slots=True)
class Example:
    """A season to look at first: its show, its number, somebody who is in it."""

    slug: str
    season: int
    person_id: str


async def load_lines(tx: Transaction) -> list[ShowLine]:
    """Return the followed shows by name."""
    cursor = await tx.execute(_SQL["shows"])
    return [ShowLine(*row) for row in await cursor.fetchall()]


async def load_totals(tx: Transaction) -> Totals:
    """Return how much there is."""
    cursor = await tx.execute(_SQL["totals"])
    rows = await cursor.fetchall()
    return Totals(*rows[0])


async def load_example(tx: Transaction) -> Example | None:
    """Return a season to look at, None while no season has a cast."""
    cursor = await tx.execute(_SQL["example"])
    row = await cursor.fetchone()
    return None if row is None else Example(*row)
