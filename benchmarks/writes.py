"""Time and WAL of writing many rows: plain COPY, ours, and a guarded upsert.

All write the same episodes into core.episodes, with its indexes and foreign keys, on an
embedded Postgres of their own. `new` begins with an empty table, `unchanged` with the
very rows in it. Rounds are interleaved; medians are shown.

    python -m benchmarks.writes [--rounds 5] [--rows 50000]

copy     a plain COPY into the table: the floor; nothing is compared
ours     merge_rows: COPY into a temporary table, anti-join, INSERT ... ON CONFLICT
upsert   COPY into a temporary table, INSERT ... ON CONFLICT DO UPDATE WHERE it differs
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from benchmarks._installation import new_installation
from trr_backend.config import Settings
from trr_backend.repositories.db import Database, Transaction, open_database
from trr_backend.repositories.merge import Row, merge_rows
from trr_backend.repositories.migrations import migrate
from trr_backend.repositories.tables_of_episodes import EPISODES

SHOW, SEASON = UUID(int=1), UUID(int=2)
COLUMNS = ", ".join(EPISODES.columns)
CHANGING = [name for name in EPISODES.columns if name != "id"]
COPY = f"copy core.episodes ({COLUMNS}) from stdin"
UPSERT = f"""
insert into core.episodes as t ({COLUMNS}) select {COLUMNS} from staged
on conflict (id) do update set
  {", ".join(f"{name} = excluded.{name}" for name in CHANGING)}
where ({", ".join(f"t.{name}" for name in CHANGING)})
  is distinct from ({", ".join(f"excluded.{name}" for name in CHANGING)})
"""

Write = Callable[[Transaction, Sequence[Row]], Awaitable[object]]


@dataclass(slots=True)
class Cost:
    """Seconds and bytes of WAL, a round each."""

    seconds: list[float] = field(default_factory=list)
    wal: list[int] = field(default_factory=list)


def episodes(count: int) -> list[Row]:
    """Return rows as a large catalogue has them."""
    values = {
        "show_id": SHOW,
        "season_id": SEASON,
        "overview": "Somebody has to leave, and nobody knows yet who it is. " * 3,
        "runtime_minutes": 43,
        "episode_type": "standard",
        "vote_average": 6.5,
        "vote_count": 12,
        "provenance": Jsonb({"name": "tmdb", "overview": "tmdb"}),
    }
    return [
        [
            {
                **values,
                "id": UUID(int=1000 + n),
                "episode_number": n,
                "name": f"Episode about {n}",
                "air_date": date(2000, 1, 1) + timedelta(days=n % 9000),
                "still_path": f"/still-{n}.jpg",
            }.get(name)
            for name in EPISODES.columns
        ]
        for n in range(count)
    ]


async def plain_copy(tx: Transaction, rows: Sequence[Row]) -> None:
    """Write rows without a look at what is there."""
    await _copy(tx, COPY, rows)


async def ours(tx: Transaction, rows: Sequence[Row]) -> None:
    """Write rows as the pipeline does."""
    await merge_rows(tx, EPISODES, rows)


async def upsert(tx: Transaction, rows: Sequence[Row]) -> None:
    """Write rows by the upsert alone."""
    await tx.execute(
        f"create temporary table staged on commit drop as"
        f" select {COLUMNS} from core.episodes with no data".encode()
    )
    await _copy(tx, f"copy staged ({COLUMNS}) from stdin", rows)
    await tx.execute(UPSERT.encode())


async def _copy(tx: Transaction, statement: str, rows: Sequence[Row]) -> None:
    async with tx.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            await copy.write_row(row)


async def cost(database: Database, write: Write, rows: Sequence[Row]) -> Cost:
    """Return what one write costs, commit included."""
    before = await _value(database, "select pg_current_wal_lsn() - '0/0'")
    began = time.perf_counter()
    async with database.transaction() as tx:
        await write(tx, rows)
    seconds = time.perf_counter() - began
    after = await _value(database, "select pg_current_wal_lsn() - '0/0'")
    return Cost([seconds], [int(str(after)) - int(str(before))])


async def _value(database: Database, query: LiteralString) -> object:
    async with database.reading() as tx:
        row = await (await tx.execute(query)).fetchone()
    return row[0] if row else None


async def _empty(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("truncate core.episodes cascade")


async def measure(database: Database, rounds: int, count: int) -> dict[str, Cost]:
    """Return the costs of each way, new and unchanged."""
    rows = episodes(count)
    costs: dict[str, Cost] = {}

    async def note(name: str, write: Write) -> None:
        one = await cost(database, write, rows)
        kept = costs.setdefault(name, Cost())
        kept.seconds += one.seconds
        kept.wal += one.wal

    for _ in range(rounds):
        for name, write in (("copy", plain_copy), ("ours", ours), ("upsert", upsert)):
            await _empty(database)
            await note(f"{name} new", write)
            if write is not plain_copy:
                await note(f"{name} unchanged", write)
    return costs


def report(costs: dict[str, Cost], count: int) -> None:
    """Print the medians, each as a ratio to the plain COPY."""
    floor = statistics.median(costs["copy new"].seconds)
    print(f"{count} episodes")
    print(f"{'':18}{'seconds':>10}{'x copy':>10}{'WAL MB':>10}")
    for name, found in costs.items():
        seconds = statistics.median(found.seconds)
        wal = statistics.median(found.wal) / 1e6
        print(f"{name:18}{seconds:10.2f}{seconds / floor:10.2f}{wal:10.2f}")


async def run(settings: Settings, rounds: int, count: int) -> None:
    """Prepare a database of its own and measure on it."""
    async with open_database(settings) as database:
        await migrate(database)
        async with database.transaction() as tx:
            await tx.execute(
                "insert into core.shows (id, name) values (%s, 'A Show')", [SHOW]
            )
            await tx.execute(
                "insert into core.seasons (id, show_id, season_number)"
                " values (%s, %s, 1)",
                [SEASON, SHOW],
            )
        report(await measure(database, rounds, count), count)


def main() -> None:
    """Read the options, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=50_000)
    options = parser.parse_args()
    with new_installation() as settings:
        asyncio.run(run(settings, options.rounds, options.rows))


if __name__ == "__main__":
    main()
