"""What tests of seasons, credits and people share: small records and real rows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from psycopg import AsyncCursor, sql

from trr_backend.models.seasons import (
    EpisodeFacts,
    EpisodeRecord,
    SeasonFacts,
    SeasonRecord,
    SeasonsRecord,
)
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import events, external_ids, seasons, shows
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.work import Work

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
AS_OF = datetime(2026, 2, 20, tzinfo=UTC)
GUARDED = Removals(accept=False, since=BEGAN)
ACCEPTED = replace(GUARDED, accept=True)
TMDB = {"name": "tmdb"}


def episode(season: int, number: int, **facts: Any) -> EpisodeRecord:
    """Return an episode whose TMDb id is 1000 a season and its number."""
    name = facts.pop("name", f"Title {number}")
    return EpisodeRecord(
        tmdb_id=season * 1000 + number,
        episode_number=number,
        facts=EpisodeFacts(name=name, **facts),
        provenance=TMDB,
    )


def season(number: int, episodes: Sequence[EpisodeRecord] | int | None) -> SeasonRecord:
    """Return a season with these episodes, or with as many."""
    if isinstance(episodes, int):
        episodes = [episode(number, one) for one in range(1, episodes + 1)]
    return SeasonRecord(
        tmdb_id=100 + number,
        season_number=number,
        facts=SeasonFacts(name=f"Season {number}"),
        provenance=TMDB,
        episodes=None if episodes is None else tuple(episodes),
    )


def record(*found: SeasonRecord) -> SeasonsRecord:
    """Return the seasons of a show that has no orders."""
    return SeasonsRecord(seasons=found, orders=None)


async def new_show(
    database: Database, tmdb_id: int = 1, name: str = "The Show"
) -> Owner:
    """Create a show that has details."""
    show_id = uuid4()
    async with working(database) as work:
        await shows.create(work, show_id, name, "list")
        tmdb = ExternalId("tmdb", str(tmdb_id))
        await external_ids.attach(work.tx, "show", show_id, [tmdb])
        slug = f"show-{tmdb_id}"
        await work.tx.execute(
            "update core.shows set slug = %s where id = %s", [slug, show_id]
        )
    return Owner(show_id, name, AS_OF)


@asynccontextmanager
async def working(database: Database, at: datetime = AT) -> AsyncIterator[Work]:
    """Open one item's work and commit it with its events."""
    async with database.transaction() as tx:
        work = Work(tx, at)
        yield work
        await events.emit(work, None)


async def write_seasons(
    database: Database,
    owner: Owner,
    found: SeasonsRecord,
    removals: Removals = GUARDED,
    at: datetime = AT,
) -> Work:
    """Write a show's seasons as one item of a run."""
    async with working(database, at) as work:
        await seasons.write(work, owner, found, removals)
    return work


async def rows(database: Database, query: str, *given: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    async with database.reading() as tx:
        return await (await tx.execute(query.encode(), given)).fetchall()


async def versions(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return the version of every row in core and of every event."""
    tables = await rows(
        database,
        "select schemaname, tablename from pg_tables where schemaname = 'core'"
        " union all select 'ops', 'events'",
    )
    async with database.reading() as tx:
        found = {}
        for name in tables:
            cursor = await tx.execute(
                sql.SQL("select xmin::text, ctid::text from {} order by 2").format(
                    sql.Identifier(*name)
                )
            )
            found[".".join(name)] = await cursor.fetchall()
    return found


@asynccontextmanager
async def counting(tx: Transaction) -> AsyncIterator[list[object]]:
    """Yield the statements that are run on a connection."""
    run: list[object] = []

    class Counted(AsyncCursor[Any]):
        async def execute(self, query: Any, *args: Any, **options: Any) -> Any:
            run.append(query)
            return await super().execute(query, *args, **options)

    former, tx.cursor_factory = tx.cursor_factory, Counted
    try:
        yield run
    finally:
        tx.cursor_factory = former


def day(text: str) -> date:
    """Return a date."""
    return date.fromisoformat(text)
