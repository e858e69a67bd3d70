"""One of several processes that ask upstreams as fast as the limiter lets them.

    python -m benchmarks._rate_worker NUMBER RATE WIKI_RATE [WIKI...]

The clients, the limiter and the settings (from the environment) are the pipeline's own.
Says `ready` once the database is open, begins at a line and ends at the end of its
input. It asks TMDb for the series NUMBER, and each wiki for the page NUMBER.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial

from trr_backend.config import Settings
from trr_backend.errors import UpstreamError
from trr_backend.ingestion.upstreams import Fandom, Tmdb, open_fandom, open_tmdb
from trr_backend.models.wiki import Wiki
from trr_backend.repositories.db import open_database
from trr_backend.repositories.limits import PostgresLimiter

# More than wait for a moment at any rate that is measured.
AT_ONCE = 16
Ask = Callable[[], Awaitable[object]]


async def series(tmdb: Tmdb, number: int) -> None:
    """Ask for one series."""
    await tmdb.tv(number)


async def page(fandom: Fandom, wiki: Wiki, number: int) -> None:
    """Ask a wiki for one page."""
    async for _ in fandom.pages_by_title(wiki, [f"Page {number}"]):
        pass


async def repeat(ask: Ask) -> None:
    """Ask again and again; who was held off too long begins anew."""
    while True:
        with suppress(UpstreamError):
            await ask()


async def run(number: int, rate: float, wiki_rate: float, wikis: list[str]) -> None:
    """Ask until the input ends."""
    settings = Settings(_env_file=None)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        limiter = PostgresLimiter(database, {"tmdb": rate, "wiki:": wiki_rate})
        tmdb = await stack.enter_async_context(open_tmdb(settings, limiter))
        fandom = await stack.enter_async_context(open_fandom(settings, limiter))
        asks: list[Ask] = [
            partial(series, tmdb, number),
            *(partial(page, fandom, Wiki.fandom(name), number) for name in wikis),
        ]
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        tasks = [
            asyncio.create_task(repeat(ask)) for ask in asks for _ in range(AT_ONCE)
        ]
        await asyncio.to_thread(sys.stdin.read)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    _, own, tmdb_rate, each_wiki_s, *names = sys.argv
    asyncio.run(run(int(own), float(tmdb_rate), float(each_wiki_s), names))
