"""The rate limit that several processes share."""

import asyncio
import subprocess
import sys
from bisect import bisect_left
from itertools import pairwise

import psycopg
import pytest

from trr_backend.repositories.db import Database
from trr_backend.repositories.limits import PostgresLimiter, burst, reserved_at_once

# One whose moments are reserved one by one, and one of ten at a time.
RATES = {"tmdb": 40.0, "tmdb-images": 500.0}
_SECONDS = 2
# Many requests at a time in each process, for as long as it is told.
_WORKER = f"""
import asyncio, sys, time
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.limits import PostgresLimiter

async def send(limiter, upstream, until):
    while time.monotonic() < until:
        await limiter.wait(upstream)

async def main():
    settings = Settings(_env_file=None, database_url=sys.argv[1])
    async with open_database(settings) as database:
        limiter = PostgresLimiter(database, {RATES})
        until = time.monotonic() + {_SECONDS}
        await asyncio.gather(
            *(send(limiter, name, until) for name in {list(RATES)} for _ in range(16))
        )

asyncio.run(main())
"""
_WITNESS = """
create table ops.taken (upstream text, until timestamptz);
create function ops.witness() returns trigger language plpgsql as $$
begin insert into ops.taken values (new.upstream, new.next_at); return null; end $$;
create trigger witness after insert or update on ops.limits
  for each row execute function ops.witness();
"""


def _taken(connection: psycopg.Connection, upstream: str) -> list[float]:
    """Return the moments (Unix time) that were handed out, from the reservations."""
    rate = RATES[upstream]
    reserved = connection.execute(
        "select extract(epoch from until) from ops.taken where upstream = %s",
        [upstream],
    )
    return sorted(
        float(until) - place / (0.96 * rate)
        for (until,) in reserved
        for place in range(1, reserved_at_once(rate) + 1)
    )


def test_three_processes_never_exceed_the_rate_and_use_it(database_url: str) -> None:
    """No second holds more than the rate's requests; nine tenths of it are used."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_WITNESS)
        workers = [
            subprocess.Popen([sys.executable, "-c", _WORKER, database_url])
            for _ in range(3)
        ]
        assert [worker.wait(60) for worker in workers] == [0, 0, 0]
        moments = {upstream: _taken(connection, upstream) for upstream in RATES}

    for upstream, taken in moments.items():
        rate = RATES[upstream]
        within = (bisect_left(taken, begin + 1) - i for i, begin in enumerate(taken))
        assert max(within) <= rate
        # In the middle, where all three are at it.
        middle = taken[len(taken) // 4 : -len(taken) // 4]
        assert (len(middle) - 1) / (middle[-1] - middle[0]) >= 0.9 * rate
        assert min(later - earlier for earlier, later in pairwise(taken)) > 0.99 / rate


@pytest.mark.parametrize(
    ("rate", "moments"), [(0.5, 1), (25, 1), (99, 1), (100, 2), (500, 10), (2000, 40)]
)
def test_as_many_moments_are_reserved_as_twenty_milliseconds_hold(
    rate: float, moments: int
) -> None:
    """A usual rate is taken one by one, a high one in fifty transactions a second."""
    assert reserved_at_once(rate) == moments


async def test_two_clients_of_one_database_share_a_high_rate(
    database: Database,
) -> None:
    """As the upstream sees it: half for each, and no second above rate and burst."""
    limiters = [PostgresLimiter(database, {"tmdb-images": 500}) for _ in range(2)]
    clock = asyncio.get_running_loop().time
    left: list[list[float]] = [[], []]
    until = clock() + 1.5

    async def send(limiter: PostgresLimiter, mine: list[float]) -> None:
        while clock() < until:
            await limiter.wait("tmdb-images")
            mine.append(clock())

    await asyncio.gather(
        *(send(*pair) for pair in zip(limiters, left, strict=True) for _ in range(16))
    )

    times = sorted([*left[0], *left[1]])
    within = [bisect_left(times, begin + 1) - i for i, begin in enumerate(times)]
    assert max(within) <= 500 + burst(500)
    assert len(times) / (times[-1] - times[0]) > 0.6 * 500
    assert min(map(len, left)) > 0.25 * len(times)


async def test_requests_wait_their_turn(database: Database) -> None:
    """The first goes at once, each next one an interval later."""
    limiter = PostgresLimiter(database, {"tmdb": 0.1, "other": 0.1})

    waits = [await limiter.reserve("tmdb") for _ in range(3)]

    interval = 1 / (0.1 * 0.96)
    assert waits[0] == 0
    assert interval - 1 < waits[1] <= interval
    assert 2 * interval - 1 < waits[2] <= 2 * interval
    assert await limiter.reserve("other") == 0


async def test_every_wiki_has_the_rate_of_wikis_for_itself(database: Database) -> None:
    """A name that begins like a rate's has that rate, and no other name has one."""
    limiter = PostgresLimiter(database, {"wiki:": 0.1, "wiki-images": 1000})

    waits = [
        await limiter.reserve(name)
        for name in ("wiki:survivor", "wiki:wiki.example.org:8080/w", "wiki:survivor")
    ]

    assert waits[:2] == [0, 0]
    assert 9 < waits[2] <= 1 / (0.1 * 0.96)
    with pytest.raises(KeyError, match="tmdb"):
        await limiter.reserve("tmdb")


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


async def test_who_has_its_moment_waits_as_well(database: Database) -> None:
    """A pause that one process hears of holds those that wait in another one.

    They know of it within a tenth of a second, and none of them sends before its end.
    """
    clock = asyncio.get_running_loop().time
    rates = {"tmdb": 40.0}
    waiting, refused = (PostgresLimiter(database, rates) for _ in range(2))
    left: list[float] = []

    async def send() -> None:
        await waiting.wait("tmdb")
        left.append(clock())

    tasks = [asyncio.create_task(send()) for _ in range(40)]
    await asyncio.sleep(0.3)
    await refused.push_back("tmdb", 1)
    paused_at = clock()
    await asyncio.gather(*tasks)

    early = [moment - paused_at for moment in left if moment < paused_at + 0.98]
    assert 0 < len(early) < 20
    assert max(early) < 0.2
    assert max(left) - paused_at < 2


@pytest.mark.parametrize(
    ("rate", "requests"), [(0.1, 1), (1, 1), (25, 3), (40, 4), (200, 20)]
)
def test_the_burst_is_a_tenth_of_the_rate(rate: float, requests: int) -> None:
    """And one request at least."""
    assert burst(rate) == requests


@pytest.mark.parametrize("minutes", [1, 300])
async def test_a_clock_that_was_set_back_makes_nobody_wait(
    database: Database, caplog: pytest.LogCaptureFixture, minutes: int
) -> None:
    """A moment far ahead is thrown away, and that is told; later ones follow on.

    So is a pause of hours; one of some minutes may be one that somebody asked for.
    """
    limiter = PostgresLimiter(database, {"tmdb": 10})
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.limits (upstream, next_at, not_before)"
            " select 'tmdb', at, case when %(m)s > 5 then at end"
            " from (select clock_timestamp() + %(m)s * interval '1 minute') t (at)",
            {"m": minutes},
        )

    waits = [await limiter.reserve("tmdb") for _ in range(3)]

    assert waits[0] == 0
    assert 0 < waits[1] < waits[2] < 0.3
    (told,) = caplog.records
    assert told.getMessage() == (
        "the database's clock was set back: the rate limit begins anew"
    )
    assert vars(told)["upstream"] == "tmdb"


async def test_requests_are_counted(database: Database) -> None:
    """Each upstream's row counts those that reached it, over all processes."""
    for _ in range(2):
        limiter = PostgresLimiter(database, {"tmdb": 40.0, "wiki:": 40.0})
        for upstream in ("tmdb", "tmdb", "tmdb", "wiki:a"):
            await limiter.wait(upstream)
    async with database.reading() as connection:
        cursor = await connection.execute(
            "select upstream, requests from ops.limits order by 1"
        )
        assert await cursor.fetchall() == [("tmdb", 6), ("wiki:a", 2)]
