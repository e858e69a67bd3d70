"""What a show costs, by how many there are: time, statements, requests and memory.

    python -m benchmarks.scale [--sizes 1000,3000,10000] [--workers 0] [--stages]

A simulated catalogue (standin/simulated: a show has 3 seasons, 40 episodes, 15 people
of its own and 100 pictures) is imported by IMDb ids into an empty database and goes
through every stage of `trr sync all`: in one process, or by `--workers` that take the
run from the queues (`trr sync all --detach`). TMDb's limit is lifted, and no picture is
fetched: TRR_IMAGES says 0 of every kind, so that all are listed and none is due.

shows/s     of the whole run, the import of the list included
trips       round trips to Postgres, as a proxy before it counts them (_trips.py)
CPU ms      of the processes that work, of Postgres' and of the stand-in, a show
disk MB     by which the database has grown, and the WAL, a show
peak MB     the most memory that a process that works had

With --pages a reader asks an API process for pages of shows that were there before,
while nothing else happens and during the run (_scale_pages.py): the 99th percentile.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._scale_cost import (
    HEADS,
    STAGE_HEADS,
    Cost,
    Meter,
    stage_rows,
    table_rows,
)
from benchmarks._scale_pages import KINDS, Waits, reading
from benchmarks._scale_place import Place, place
from benchmarks._scale_workers import by_workers

# Shows that are read, and for how long while nothing else happens.
KNOWN = 20
IDLE_SECONDS = 60


def run(where: Place, wanted: Path, environment: Mapping[str, str]) -> Any:
    """Import and sync a list in one process; return what it says it did."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks._scale_run", str(wanted), str(where.mark)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(told.stdout)


def in_process(where: Place, shows: int) -> Cost:
    """Return what the wanted shows cost in one process."""
    before, began = Meter.read(where), time.monotonic()
    told = run(where, where.wanted, where.environment)
    seconds = time.monotonic() - began
    after = Meter.read(where)
    peak, stages = told["peak_mb"], told["stages"]
    return Cost(shows, seconds, told["cpu"], before, after, peak, stages)


@contextmanager
def readers(where: Place) -> Iterator[Waits | None]:
    """Let pages of the known shows be read, a while before anything else happens."""
    if not where.known.read_text():
        yield None
        return
    run(where, where.known, where.uncounted())
    with reading(where) as waits:
        waits.during = "idle"
        time.sleep(IDLE_SECONDS)
        waits.during = "run"
        yield waits


def line(name: str, figures: Sequence[float]) -> str:
    """Return a row of a table."""
    cells = (f"{one:11.0f}" if one >= 1000 else f"{one:11.2f}" for one in figures)
    return f"{name:24}{''.join(cells)}"


def heads(name: str, words: Sequence[str]) -> str:
    """Return the first row of a table."""
    return f"{name:24}{''.join(f'{word:>11}' for word in words)}"


def report(
    where: Place,
    cost: Cost,
    waits: Waits | None,
    name: str,
    options: argparse.Namespace,
) -> None:
    """Print what a run cost."""
    print(line(name, cost.row()), flush=True)
    if cost.idle:
        print(
            f"  while they wait: {cost.idle.trips:.0f} round trips a second, "
            f"{100 * cost.idle.cpu:.0f} % of a core, the server "
            f"{100 * cost.idle.server_cpu:.0f} %\n"
            f"  of the round trips the engine's: {cost.engine_trips:.0f} a show"
        )
    if waits:
        for kind in KINDS:
            idle, busy = (waits.p99(during, kind) for during in ("idle", "run"))
            count = len(waits.found["run", kind])
            print(
                f"  p99 of {kind}: {idle:.1f} ms idle, {busy:.1f} ms meanwhile "
                f"({busy / idle:.1f}x, {count} pages)"
            )
    if options.stages:
        print(heads("", STAGE_HEADS))
        for stage, figures in stage_rows(cost):
            print(line(stage, figures))
    if options.tables:
        print(heads("", ("KB", "rows")))
        for table, figures in table_rows(where, where.sizes.shows):
            print(line(table, figures))
    texts = cost.after.texts - cost.before.texts
    for (stage, text), count in texts.most_common(options.texts):
        print(f"{count / cost.shows:8.2f}  {stage:17} {text}")


def main() -> None:
    """Read the options, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1000,3000,10000", help="shows of each run")
    parser.add_argument("--workers", default="0", help="of each run; 0: no queues")
    parser.add_argument("--pages", action="store_true", help="read pages meanwhile")
    parser.add_argument("--stages", action="store_true", help="say it of each stage")
    parser.add_argument("--tables", action="store_true", help="and of each table")
    parser.add_argument("--texts", type=int, default=0, help="statements to show")
    options = parser.parse_args()
    print(heads("", HEADS), flush=True)
    for shows in map(int, options.sizes.split(",")):
        for workers in map(int, options.workers.split(",")):
            with place(KNOWN if options.pages else 0, shows) as where:
                with readers(where) as waits:
                    if workers:
                        cost = by_workers(where, shows, workers)
                    else:
                        cost = in_process(where, shows)
                name = f"{shows} shows, {workers or 'one process'}"
                report(where, cost, waits, name, options)


if __name__ == "__main__":
    main()
