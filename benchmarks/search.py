"""How long a search takes over 100,000 people and 10,000 shows with their titles.

    python -m benchmarks.search [--people 100000] [--shows 10000] [--rounds 40]

Queries of nine kinds are asked one after another, mixed, as a page of 20 with all that
`/search` shows; the times are those of the caller of the repository, on a connection
that is open already. `CPU` is what the server's process spent on a query, planning
included, as Linux counts it: only that tells designs apart where the machine has more
to do than this. `floor` is one person read by primary key in between, in the same way.
`trigrams` is what this replaced, in the same database: names compared by pg_trgm's word
similarity in a GIN index, people alone, ranked by it.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks._installation import new_installation
from benchmarks._names import fill
from trr_backend.repositories.catalogue.reading import Window
from trr_backend.repositories.catalogue.searching import load_search
from trr_backend.repositories.database_url import database_url
from trr_backend.repositories.db import Database, Transaction, open_database
from trr_backend.repositories.migrations import migrate

QUERIES: Final[Mapping[str, Sequence[str]]] = {
    "exact": ("john smith", "maria garcia", "big brother", "love island"),
    "prefix": ("jenni", "mich", "john sm", "housew"),
    "two letters": ("jo", "ma", "lo"),
    "common word": ("john", "james", "love", "smith"),
    "typos": ("jhon smtih", "micheal", "jenifer martinz", "big borther", "bachlorete"),
    "accents": ("jurgen muller", "JOSÉ", "søren", "nunez"),
    "other script": ("ハウス", "остров любовь"),
    "nonsense": ("zzqxv", "qwrtz plmkn", "love island atlantis"),
    "200 letters": (("lorem ipsum dolor sit amet " * 8)[:200], "a" * 200),
}
# Rounds that are not counted.
WARM_UP: Final = 2
FLOOR: Final = "select name from core.people where id = %s"
TRIGRAMS: Final = """
with matches as (
  select h.id, max(extensions.word_similarity(core.folded(%(q)s), h.folded)
    + extensions.similarity(core.folded(%(q)s), h.folded)) as score
  from (
    select id, core.folded(name) as folded from core.people
    where core.folded(name) operator(extensions.%%>) core.folded(%(q)s)
    union all
    select person_id, core.folded(name) from core.person_aliases
    where core.folded(name) operator(extensions.%%>) core.folded(%(q)s)
  ) h group by h.id
)
select p.name from core.people p join matches m on m.id = p.id
where exists (select from core.credits c where c.person_id = p.id)
order by m.score desc, p.id limit 21
"""
BEFORE: Final = """
create index on core.people using gin (core.folded(name) extensions.gin_trgm_ops);
create index on core.person_aliases
  using gin (core.folded(name) extensions.gin_trgm_ops);
analyze core.people, core.person_aliases
"""
# Of each kind of query: wall-clock and CPU milliseconds.
Times = dict[str, list[tuple[float, float]]]


async def search(tx: Transaction, q: str) -> None:
    """Ask as the API does."""
    await load_search(tx, q, Window(20), kind=None, region=None, media_base="")


async def by_trigrams(tx: Transaction, q: str) -> None:
    """Ask as it was."""
    async with tx.transaction():
        await tx.execute("set local pg_trgm.word_similarity_threshold = 0.5")
        await (await tx.execute(TRIGRAMS, {"q": q})).fetchall()


async def measure(
    database: Database, ask: Callable[[Transaction, str], Awaitable[None]], rounds: int
) -> Times:
    """Return the milliseconds of each kind of query, and of the floor in between."""
    times: Times = {kind: [] for kind in (*QUERIES, "floor")}
    async with database.reading() as tx:
        some = await (await tx.execute("select id from core.people limit 1")).fetchone()
        spent = Path(f"/proc/{tx.info.backend_pid}/schedstat")
        for number in range(rounds + WARM_UP):
            for kind, queries in QUERIES.items():
                for name, work in (
                    (kind, ask(tx, queries[number % len(queries)])),
                    ("floor", tx.execute(FLOOR, some)),
                ):
                    cpu, begun = cpu_of(spent), time.perf_counter()
                    await work
                    wall = (time.perf_counter() - begun) * 1000
                    if number >= WARM_UP:
                        times[name].append((wall, cpu_of(spent) - cpu))
    return times


def cpu_of(spent: Path) -> float:
    """Return the milliseconds that a process has run; 0 where nobody counts them."""
    return int(spent.read_text().split()[0]) / 1e6 if spent.exists() else 0.0


def print_table(title: str, times: Times) -> None:
    """Print median and p95 of each kind in milliseconds, and the CPU in floors."""
    print(
        f"{title:14} {'wall ms':>8} {'p95':>8} {'CPU ms':>8} {'p95':>8} {'floors':>8}"
    )
    every = [one for kind in QUERIES for one in times[kind]]
    floor = statistics.median(cpu for _, cpu in times["floor"]) or 1.0
    for name, values in (*times.items(), ("all queries", every)):
        figures: list[float] = []
        for one in zip(*values, strict=True):
            figures += [statistics.median(one), statistics.quantiles(one, n=20)[-1]]
        told = " ".join(f"{figure:8.2f}" for figure in (*figures, figures[2] / floor))
        print(f"{name:14} {told}")


async def run(people: int, shows: int, rounds: int) -> None:
    """Fill a database and measure both designs in it."""
    with new_installation() as settings:
        async with open_database(settings) as database:
            await migrate(database)
            begun = time.perf_counter()
            fill(database_url(settings), people=people, shows=shows)
            seconds = time.perf_counter() - begun
            print(f"{people:,} people and {shows:,} shows written in {seconds:.0f} s")
            for title, ask in (("search", search), ("trigrams", by_trigrams)):
                if ask is by_trigrams:
                    async with database.transaction() as tx:
                        for statement in BEFORE.split(";"):
                            await tx.execute(statement.encode())
                print_table(title, await measure(database, ask, rounds))


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--shows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    asyncio.run(run(options.people, options.shows, options.rounds))


if __name__ == "__main__":
    main()
