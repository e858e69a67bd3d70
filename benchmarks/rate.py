"""How well rate limits hold over several processes, by the log of who is asked.

    python -m benchmarks.rate [--workers 3] [--seconds 8] [--rates 25 40 200]

Processes with the pipeline's own clients ask TMDb and two wikis as fast as the limiter
in their common Postgres lets them; a stand-in notes when each request comes. Of the
whole time but its first second:

used     requests a second, as a part of the rate
worst    the most requests in any one second, wherever it begins, and what may be
shares   of each process

Then one answer of TMDb is 429 with Retry-After: 2. How many came within those two
seconds all the same (those under way count), how late the last of them, and how long
nobody came after that. At last a table of the first rate's requests, second by second,
each process a column.
"""

import argparse
import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._installation import new_installation
from benchmarks._rate_log import (
    Arrival,
    Pause,
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
REFUSAL = {
    "match": "^/3/tv",
    "kind": "rate_limit",
    "times": 1,
    "retry_after": RETRY_AFTER_SECONDS,
}
WARM_SECONDS = 1.0
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Load:
    """Processes that ask TMDb at a rate, and wikis."""

    rate: float
    workers: int

    @property
    def rates(self) -> dict[str | None, float]:
        """The rate of each upstream, which has a limit of its own; None: TMDb."""
        return {None: self.rate, **dict.fromkeys(WIKIS, WIKI_RATE)}


@dataclass(frozen=True, slots=True)
class Seen:
    """What came from each upstream, but for the first second; and after a 429."""

    found: dict[str | None, list[Arrival]]
    after: Pause


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
            arguments = (str(number), str(load.rate), str(WIKI_RATE), *WIKIS)
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
            process.wait(PATIENCE_SECONDS)


def seen(load: Load, settings: Settings, upstream: Upstream, seconds: float) -> Seen:
    """Return what came in so many seconds, and then after a 429."""
    upstream.requests()
    with asking(load, settings, upstream):
        time.sleep(WARM_SECONDS + seconds)
        entries = upstream.requests()
        upstream.fail(REFUSAL)
        time.sleep(RETRY_AFTER_SECONDS + 2)
        upstream.fail()
        later = upstream.requests()
    found = {name: arrivals(entries, name) for name in load.rates}
    return Seen(
        {
            name: [one for one in came if one.at >= came[0].at + WARM_SECONDS]
            for name, came in found.items()
        },
        pause(arrivals(later, None), RETRY_AFTER_SECONDS),
    )


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
        f"{name:10}{rate:6g}{mean_rate(times):9.2f}{mean_rate(times) / rate:8.3f}"
        f"{most_in_a_second(times):7}{rate:6g} + {burst(rate)}"
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


def run(loads: Sequence[Load], seconds: float, settings: Settings) -> None:
    """Print the tables."""
    heads = f"{'':10}{'rate':>6}{'mean':>9}{'used':>8}{'worst':>7}{'allowed':>10}"
    with stand_in(loads[0].workers) as upstream:
        print(f"{loads[0].workers} processes, {seconds:g} s each\n{heads}   shares")
        all_seen = [(load, seen(load, settings, upstream, seconds)) for load in loads]
        for load, one in all_seen:
            for name, found in one.found.items():
                show(f"wiki {name}" if name else "tmdb", load.rates[name], found)
        print(f"\none answer is 429 with Retry-After: {RETRY_AFTER_SECONDS}")
        print(f"{'':10}{'rate':>6}{'within':>9}{'last ms':>9}{'silent s':>10}")
        for load, one in all_seen:
            print(
                f"{'tmdb':10}{load.rate:6g}{one.after.within:9}"
                f"{one.after.last_seconds * 1000:9.0f}{one.after.silent_seconds:10.2f}"
            )
        load, one = all_seen[0]
        show_log(load, one.found[None])


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rates", type=float, nargs="+", default=[25, 40, 200])
    given = parser.parse_args()
    loads = [Load(rate, given.workers) for rate in given.rates]
    with new_installation() as settings:
        asyncio.run(prepare(settings))
        run(loads, given.seconds, settings)


if __name__ == "__main__":
    main()
