"""What nights cost: requests, rows and WAL of `trr sync all` over many shows.

Each show has a season of 4 episodes and 2 people, at a stand-in of its own; the
database is an embedded Postgres. The floor of a night is what it takes to learn that
nothing changed: the pages of the two lists of changes.

    python -m benchmarks.refresh [--shows 500]

first      nothing is known: a request a show, one a person
unchanged  the lists of changes name nobody
changed    they name one show
"""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

from pydantic import SecretStr

from benchmarks._installation import new_installation
from scripts._options import Request
from scripts._run import run_stages
from scripts.import_lists import import_stage
from scripts.sync_all import STAGES
from standin.app import create_app
from tests.standin.serving import serving
from tests.upstream import Upstream
from tests.whole_show import whole_show
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database

_ROWS: LiteralString = """
select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint
from pg_stat_user_tables where schemaname = 'core'
"""
_EVENTS: LiteralString = "select count(*) from ops.events"
_WAL: LiteralString = "select (pg_current_wal_insert_lsn() - '0/0')::bigint"


@dataclass(frozen=True, slots=True)
class Totals:
    """What has been written since the beginning."""

    rows: int
    events: int
    wal: int


async def totals(settings: Settings) -> Totals:
    """Return what has been written so far."""

    async def value(query: LiteralString) -> int:
        row = await (await tx.execute(query)).fetchone()
        return int(row[0] or 0) if row else 0

    async with open_database(settings) as database, database.transaction() as tx:
        # Sessions hand in their counts when they end.
        return Totals(await value(_ROWS), await value(_EVENTS), await value(_WAL))


async def night(name: str, settings: Settings, upstream: Upstream) -> None:
    """Run everything once and print what it cost."""
    before = await totals(settings)
    upstream.requests()
    report = await run_stages("sync all", STAGES, Request(), settings, silent=True)
    asked = upstream.paths()
    after = await totals(settings)
    seconds = sum(stage.seconds for stage in report.stages)
    print(
        f"{name:10}{len(asked):10}{after.rows - before.rows:10}"
        f"{after.events - before.events:10}{(after.wal - before.wal) / 1e6:10.2f}"
        f"{seconds:10.1f}{report.exit_code:6}"
    )


async def run(settings: Settings, upstream: Upstream, shows: int) -> None:
    """Fill the stand-in and run the nights."""
    for tmdb_id in range(1, shows + 1):
        whole_show(upstream, tmdb_id, seasons=1, episodes=4, people=2)
    wanted = upstream.folder / "list.txt"
    wanted.write_text("".join(f"tmdb:{n}\n" for n in range(1, shows + 1)))
    stages = [import_stage([str(wanted)])]
    await run_stages("import lists", stages, Request(), settings, silent=True)
    print(f"{shows} shows of a season, 4 episodes and 2 people")
    heads = ("requests", "rows", "events", "WAL MB", "seconds")
    print(" " * 10 + "".join(f"{head:>10}" for head in heads) + f"{'exit':>6}")
    await night("first", settings, upstream)
    await night("unchanged", settings, upstream)
    upstream.put_changes("tv", datetime.now(UTC).date().isoformat(), [shows // 2])
    whole_show(upstream, shows // 2, seasons=1, episodes=5, people=2)
    await night("changed", settings, upstream)


def main() -> None:
    """Read the options, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shows", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trr-bench-") as folder:
        catalogue = Path(folder)
        (catalogue / "tv").mkdir()
        with (
            serving(create_app(catalogue)) as address,
            new_installation(
                tmdb_api_base_url=address,
                tmdb_image_base_url=f"{address}/t/p",
                tmdb_bearer_token=SecretStr("any"),
                tmdb_rate=10_000,
            ) as settings,
        ):
            asyncio.run(run(settings, Upstream(address, catalogue), options.shows))


if __name__ == "__main__":
    main()
