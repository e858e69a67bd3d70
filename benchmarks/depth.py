"""What a page of a list costs at depth 100,000, by keyset and by OFFSET.

    python -m benchmarks.depth [--rows 120000] [--rounds 15]

Shows, people and episodes as many as `--rows`; pages of 20, the first one and the one
behind 100,000 others, each with all that the API shows. `OFFSET` reads the same rows of
the same table by their ids alone, as a page number would. CPU is that of the server's
process, see benchmarks.search.
"""

import argparse
import asyncio
import statistics
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from benchmarks._installation import new_installation
from benchmarks.search import cpu_of
from trr_backend.repositories.catalogue.listing import ShowFilter, Sort
from trr_backend.repositories.catalogue.people_listing import (
    PeopleFilter,
    PeopleSort,
    load_people,
)
from trr_backend.repositories.catalogue.reading import Page, Place, Site, Terms, Window
from trr_backend.repositories.catalogue.schedule import (
    EpisodeFilter,
    EpisodeSort,
    load_all_episodes,
)
from trr_backend.repositories.catalogue.shows import Showing, load_shows
from trr_backend.repositories.db import Database, Transaction, open_database
from trr_backend.repositories.migrations import migrate

DEPTH: Final = 100_000
PAGE: Final = 20
SITE: Final = Site("", private=False)
# Names of searches are not read here.
FILL: Final = (
    "set local session_replication_role = replica",
    """insert into core.shows (id, slug, name, popularity, first_air_date, updated_at)
    select gen_random_uuid(), 'show-' || n, 'Show ' || md5(n::text), n %% 1000,
      date '1990-01-01' + n %% 12000, now() - n * interval '1 second'
    from generate_series(1, %(rows)s) n""",
    """insert into core.people (id, name, popularity, updated_at)
    select gen_random_uuid(), 'Person ' || md5(n::text), n %% 1000,
      now() - n * interval '1 second'
    from generate_series(1, %(rows)s) n""",
    """insert into core.credits
      (scope_id, source, source_key, show_id, person_id, category, episode_count)
    select s.id, 'tmdb', p.id::text, s.id, p.id, 'self', 1
    from (select id, row_number() over () n from core.people) p
    join (select id, row_number() over () n from core.shows) s using (n)""",
    """insert into core.seasons (id, show_id, season_number)
    select s.id, s.id, 1 from core.shows s where s.slug < 'show-2'""",
    """insert into core.episodes
      (id, show_id, season_id, episode_number, name, air_date)
    select gen_random_uuid(), s.id, s.id, n, 'Episode ' || n,
      date '1990-01-01' + (n + hashtext(s.slug) %% 12000)
    from core.seasons s0 join core.shows s on s.id = s0.show_id,
      generate_series(1, 12) n
    limit %(rows)s""",
)
Load = Callable[[Transaction, Window], Awaitable[Page]]


def shows(sort: Sort) -> Load:
    """Return what loads a page of shows."""
    showing = Showing(Terms("[]", "[]", SITE), frozenset(), None, None)

    async def load(tx: Transaction, window: Window) -> Page:
        return await load_shows(
            tx, ShowFilter(), sort=sort, window=window, showing=showing
        )

    return load


def people(sort: PeopleSort) -> Load:
    """Return what loads a page of people."""

    async def load(tx: Transaction, window: Window) -> Page:
        return await load_people(
            tx, PeopleFilter(), sort=sort, window=window, site=SITE
        )

    return load


def episodes(sort: EpisodeSort) -> Load:
    """Return what loads a page of episodes."""

    async def load(tx: Transaction, window: Window) -> Page:
        return await load_all_episodes(
            tx, EpisodeFilter(), window, sort=sort, site=SITE, language=None
        )

    return load


# Which list, and the table, the key and the way that its sort goes.
LISTS: Final = (
    ("shows by name", shows("name"), "shows", "core.folded(name)", "asc"),
    (
        "shows by popularity",
        shows("popularity"),
        "shows",
        "coalesce(popularity, '-infinity')",
        "desc",
    ),
    ("shows by update", shows("updated"), "shows", "updated_at", "desc"),
    ("people by name", people("name"), "people", "core.folded(name)", "asc"),
    (
        "people by popularity",
        people("popularity"),
        "people",
        "coalesce(popularity, '-infinity')",
        "desc",
    ),
    ("episodes by day", episodes("newest"), "episodes", "air_date", "desc"),
)


async def measure(database: Database, rounds: int) -> None:
    """Print the CPU of the first page, of the deep one and of OFFSET."""
    print(f"{'':22} {'page 1':>9} {'deep':>9} {'ratio':>6} {'OFFSET':>9} {'ratio':>6}")
    async with database.reading() as tx:
        spent = Path(f"/proc/{tx.info.backend_pid}/schedstat")

        async def cost(work: Callable[[], Awaitable[object]]) -> float:
            values = []
            for _ in range(rounds):
                before = cpu_of(spent)
                await work()
                values.append(cpu_of(spent) - before)
            return statistics.median(values)

        for name, load, table, key, way in LISTS:
            order = f"order by {key} {way}, id {way}"
            place = (
                f"select ({key})::text, id from core.{table} {order} offset %s limit 1"
            )
            row = await (await tx.execute(place.encode(), [DEPTH - 1])).fetchone()
            assert row is not None
            deep = Window(PAGE, Place(str(row[0]), row[1]))
            ids = f"select id from core.{table} {order} offset {DEPTH} limit 21"
            first = await cost(lambda load=load: load(tx, Window(PAGE)))  # type: ignore[misc]  # the loop's own
            far = await cost(lambda load=load, deep=deep: load(tx, deep))  # type: ignore[misc]
            peer = await cost(lambda ids=ids: tx.execute(ids.encode()))  # type: ignore[misc]
            print(
                f"{name:22} {first:9.2f} {far:9.2f} {far / first:6.2f}"
                f" {peer:9.2f} {peer / first:6.2f}"
            )


async def run(rows: int, rounds: int) -> None:
    """Fill a database and measure."""
    with new_installation() as settings:
        async with open_database(settings) as database:
            await migrate(database)
            async with database.transaction() as tx:
                for statement in FILL:
                    await tx.execute(statement.encode(), {"rows": rows})
            async with database.reading() as tx:
                await tx.execute("vacuum analyze")
            await measure(database, rounds)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    asyncio.run(run(options.rows, options.rounds))


if __name__ == "__main__":
    main()
