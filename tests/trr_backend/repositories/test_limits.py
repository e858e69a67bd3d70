"""The rate limit that several processes share."""

import subprocess
import sys
from itertools import pairwise

import psycopg
import pytest

from trr_backend.repositories.db import Database
from trr_backend.repositories.limits import PostgresLimiter

RATE = 200
_SECONDS = 2
# Eight requests at a time in each process, for as long as it is told.
_WORKER = f"""
import asyncio, sys, time
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.limits import PostgresLimiter

async def send(limiter, until):
    while time.monotonic() < until:
        await limiter.wait("tmdb")

async def main():
    settings = Settings(_env_file=None, database_url=sys.argv[1])
    async with open_database(settings) as database:
        limiter = PostgresLimiter(database, {{"tmdb": {RATE}}})
        until = time.monotonic() + {_SECONDS}
        await asyncio.gather(*(send(limiter, until) for _ in range(8)))

asyncio.run(main())
"""
_WITNESS = """
create table ops.taken (at timestamptz);
create function ops.witness() returns trigger language plpgsql as $$
begin insert into ops.taken values (new.next_at); return null; end $$;
create trigger witness after insert or update on ops.limits
  for each row execute function ops.witness();
"""


def test_three_processes_never_exceed_the_rate_and_use_it(database_url: str) -> None:
    """No second holds more than the rate's requests; nine tenths of it are used."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_WITNESS)
        workers = [
            subprocess.Popen([sys.executable, "-c", _WORKER, database_url])
            for _ in range(3)
        ]
        assert [worker.wait(60) for worker in workers] == [0, 0, 0]
        taken = [
            float(at)
            for (at,) in connection.execute(
                "select extract(epoch from at) from ops.taken order by at"
            )
        ]

    busiest = max(
        sum(begin <= at < begin + 1 for at in taken[place : place + 2 * RATE])
        for place, begin in enumerate(taken)
    )
    assert busiest <= RATE
    # In the middle, where all three are at it.
    middle = taken[len(taken) // 4 : -len(taken) // 4]
    assert (len(middle) - 1) / (middle[-1] - middle[0]) >= 0.9 * RATE
    assert min(later - earlier for earlier, later in pairwise(taken)) > 0.99 / RATE


async def test_requests_wait_their_turn(database: Database) -> None:
    """The first goes at once, each next one an interval later."""
    limiter = PostgresLimiter(database, {"tmdb": 0.1, "other": 0.1})

    waits = [await limiter.reserve("tmdb") for _ in range(3)]

    interval = 1 / (0.1 * 0.96)
    assert waits[0] == 0
    assert interval - 1 < waits[1] <= interval
    assert 2 * interval - 1 < waits[2] <= 2 * interval
    assert await limiter.reserve("other") == 0


async def test_an_upstream_that_asks_for_patience_gets_it(database: Database) -> None:
    """Nobody sends until then; a shorter wish afterwards shortens nothing."""
    limiter = PostgresLimiter(database, {"tmdb": 1000})
    await limiter.push_back("tmdb", 60)
    await limiter.push_back("tmdb", 5)
    other_process = PostgresLimiter(database, {"tmdb": 1000})

    wait = await other_process.reserve("tmdb")

    assert 55 < wait <= 60


async def test_an_upstream_s_wish_has_a_limit(database: Database) -> None:
    """Nobody is sent away for more than five minutes."""
    limiter = PostgresLimiter(database, {"tmdb": 1000})
    await limiter.push_back("tmdb", 86_400)

    assert 295 < await limiter.reserve("tmdb") <= 300


async def test_a_clock_that_was_set_back_makes_nobody_wait(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A moment hours ahead is thrown away, and that is told; later ones follow on."""
    limiter = PostgresLimiter(database, {"tmdb": 1})
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.limits values ('tmdb', clock_timestamp() + '5 hours')"
        )

    waits = [await limiter.reserve("tmdb") for _ in range(3)]

    assert waits[0] == 0
    assert 0 < waits[1] < waits[2] < 3
    (told,) = caplog.records
    assert told.getMessage() == (
        "the database's clock was set back: the rate limit begins anew"
    )
    assert vars(told)["upstream"] == "tmdb"
