"""How well a rate limit holds over several processes, by the log of who is asked.

    python -m benchmarks.rate [--workers 3] [--seconds 8] [--rates 25 40 200]

Processes with the pipeline's own clients ask as fast as the limiter in their common
Postgres lets them; a stand-in notes when each request comes. Of the whole time but its
first second:

used     requests a second, as a part of the rate
worst    the most requests in any one second, wherever it begins, and what may be
shares   of each process

Then a table of the first rate's requests, second by second, each process a column. At
last one answer of each rate is 429 with Retry-After: 2: how many came within those two
seconds all the same (those under way count), and how late the last of them.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._installation import new_installation
from benchmarks._rate_log import (
    Arrival,
    arrivals,
    by_second,
    mean_rate,
    most_in_a_second,
    pause,
)
from benchmarks._ws_processes import module, said, tell
from tests.answers import series
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki
from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url
from trr_backend.repositories.db import open_database
from trr_backend.repositories.limits import burst
from trr_backend.repositories.migrations import migrate

WIKIS = ("one", "two")
WIKI_RATE = 5.0
RETRY_AFTER_SECONDS = 2
WARM_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """Processes that ask one upstream, or wikis, at a rate."""

    rate: float
    workers: int
    wikis: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str | None, ...]:
        """The upstreams, each with a limit of its own; None: TMDb."""
        return self.wikis or (None,)


@contextmanager
def stand_in(workers: int) -> Iterator[Upstream]:
    """Run a stand-in that knows a series and pages of wikis for each process."""
    with tempfile.TemporaryDirectory(prefix="trr-rate-") as folder:
        catalogue = Path(folder)
        (catalogue / "tv").mkdir()
        with module("standin", "--catalogue", folder, "--until-eof") as process:
            upstream = Upstream(said(process).rpartition(" ")[2], catalogue)
            for number in range(1, workers + 1):
                upstream.put_raw(number, series(number, f"Series {number}"))
            for name in WIKIS:
                wiki = UpstreamWiki(upstream, name)
                wiki.put_site()
                for number in range(1, workers + 1):
                    wiki.put(f"Page {number}", "A page.")
            yield upstream


@contextmanager
def asking(load: Load, settings: Settings, upstream: Upstream) -> Iterator[None]:
    """Let the processes ask for as long as the block lasts."""
    environment = {
        "TRR_HOME": str(settings.home_path),
        "TRR_DATABASE_URL": database_url(settings),
        "TMDB_BEARER_TOKEN": "any",
        "TMDB_API_BASE_URL": upstream.address,
        "FANDOM_URL_TEMPLATE": f"{upstream.address}/fandom/{{wiki}}",
    }
    with ExitStack() as stack:
        processes: list[subprocess.Popen[str]] = []
        for number in range(1, load.workers + 1):
            arguments = (str(number), str(load.rate), *load.wikis)
            entered = module("benchmarks._rate_worker", *arguments, **environment)
            processes.append(stack.enter_context(entered))
        for process in processes:
            if said(process) != "ready":
                raise RuntimeError("a process did not begin; its words are above")
        for process in processes:
            tell(process, "go")
        yield
        for process in processes:
            assert process.stdin is not None
            process.stdin.close()
        for process in processes:
            process.wait()


def measured(
    load: Load, settings: Settings, upstream: Upstream, seconds: float
) -> dict[str | None, list[Arrival]]:
    """Return what came, by upstream, but for the first second."""
    upstream.requests()
    with asking(load, settings, upstream):
        time.sleep(WARM_SECONDS + seconds)
        entries = upstream.requests()
    found = {name: arrivals(entries, name) for name in load.names}
    return {
        name: [one for one in came if one.at >= came[0].at + WARM_SECONDS]
        for name, came in found.items()
    }


def refused(load: Load, settings: Settings, upstream: Upstream) -> list[Arrival]:
    """Return what came when one answer in the middle was 429."""
    upstream.requests()
    with asking(load, settings, upstream):
        time.sleep(WARM_SECONDS)
        upstream.fail(
            {
                "match": "^/3/tv|^/fandom/one/",
                "kind": "rate_limit",
                "times": 1,
                "retry_after": RETRY_AFTER_SECONDS,
            }
        )
        time.sleep(RETRY_AFTER_SECONDS + 2)
        upstream.fail()
        entries = upstream.requests()
    return arrivals(entries, load.names[0])


async def prepare(settings: Settings) -> None:
    """Bring the database up to date."""
    async with open_database(settings) as database:
        await migrate(database)


def show(name: str, rate: float, found: Sequence[Arrival]) -> None:
    """Print a line of the first table."""
    times = [one.at for one in found]
    workers = sorted({one.worker for one in found})
    shares = [sum(one.worker == n for one in found) / len(found) for n in workers]
    print(
        f"{name:14}{rate:8g}{mean_rate(times):10.2f}{mean_rate(times) / rate:8.3f}"
        f"{most_in_a_second(times):7}{rate:8g} + {burst(rate)}"
        f"   {' '.join(f'{share:.2f}' for share in shares)}"
    )


def show_log(load: Load, found: Sequence[Arrival]) -> None:
    """Print the requests of each process, second by second."""
    workers = range(1, load.workers + 1)
    heads = [f"worker {number}" for number in workers]
    print(f"\nat {load.rate:g}/s, second by second")
    print(f"{'second':>8}" + "".join(f"{head:>10}" for head in [*heads, "all"]))
    # The last second is not whole.
    for second, counts in enumerate(by_second(found)[:-1], 1):
        cells = [*(counts[number] for number in workers), counts.total()]
        print(f"{second:8}" + "".join(f"{cell:10}" for cell in cells))


def show_pauses(loads: Sequence[Load], settings: Settings, upstream: Upstream) -> None:
    """Print what followed a 429 at each rate."""
    print(f"\none answer is 429 with Retry-After: {RETRY_AFTER_SECONDS}")
    print(f"{'':14}{'rate':>8}{'within':>8}{'last ms':>9}{'silent s':>10}")
    for load in loads:
        after = pause(refused(load, settings, upstream), RETRY_AFTER_SECONDS)
        print(
            f"{load.names[0] or 'tmdb':14}{load.rate:8g}{after.within:8}"
            f"{after.last_seconds * 1000:9.0f}{after.silent_seconds:10.2f}",
            flush=True,
        )


def run(loads: Sequence[Load], seconds: float, settings: Settings) -> None:
    """Print the tables."""
    with stand_in(loads[0].workers) as upstream:
        print(
            f"{loads[0].workers} processes, {seconds:g} s\n{'':14}{'rate':>8}{'mean':>10}"
            f"{'used':>8}{'worst':>7}{'allowed':>12}   shares"
        )
        logs = []
        for load in loads:
            for name, found in measured(load, settings, upstream, seconds).items():
                logs.append((load, found))
                show(f"wiki {name}" if name else "tmdb", load.rate, found)
                sys.stdout.flush()
        show_log(*logs[0])
        show_pauses(loads, settings, upstream)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rates", type=float, nargs="+", default=[25, 40, 200])
    given = parser.parse_args()
    loads = [Load(rate, given.workers) for rate in given.rates]
    loads.append(Load(WIKI_RATE, given.workers, WIKIS))
    with new_installation() as settings:
        asyncio.run(prepare(settings))
        run(loads, given.seconds, settings)


if __name__ == "__main__":
    main()
