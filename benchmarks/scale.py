"""What a show costs, by how many there are: time, statements, requests and memory.

    python -m benchmarks.scale [--sizes 1000,3000,10000] [--texts 0]

A simulated catalogue (standin/simulated: a show has 3 seasons, 40 episodes, 15 people
of its own and 100 pictures) is imported by IMDb ids into an empty database and goes
through every stage of `trr sync all`. TMDb's limit is lifted and no picture is
fetched: TRR_IMAGES says 0 of every kind, so that all are listed and none is due.

Round trips are counted by a proxy before Postgres (benchmarks/_trips.py).
"""

import argparse
import json
import mmap
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks._installation import new_installation
from benchmarks._scale_run import NAMES
from benchmarks._ws_processes import Process, asked, module, said
from standin.simulated.sizes import Sizes
from trr_backend.config import Settings
from trr_backend.repositories.database_url import database_url

NO_PICTURES = "poster=0,backdrop=0,logo=0,season-poster=0,still=0,photo=0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run works: its environment, its list of shows, and who counts."""

    settings: Settings
    shows: int
    folder: Path
    counter: Process
    environment: dict[str, str]

    @property
    def wanted(self) -> Path:
        """The list of shows."""
        return self.folder / "list.txt"

    @property
    def mark(self) -> Path:
        """The file that says which stage it is."""
        return self.folder / "mark"


@contextmanager
def place(shows: int) -> Iterator[Place]:
    """Yield an empty installation beside a simulated catalogue of so many shows."""
    sizes = Sizes(shows=shows)
    with tempfile.TemporaryDirectory(prefix="trr-bench-") as name:
        folder = Path(name)
        (folder / "mark").write_bytes(b"\0")
        ids = map(sizes.imdb_id, sizes.show_ids())
        (folder / "list.txt").write_text("".join(f"{one}\n" for one in ids))
        with (
            new_installation() as settings,
            module("standin", "--simulated", f"shows={shows}") as upstream,
        ):
            address = said(upstream).rpartition(" ")[2]
            direct = conninfo_to_dict(database_url(settings))
            subprocess.run(
                [sys.executable, "-m", "scripts.db_migrate"],
                env={**os.environ, "TRR_HOME": str(settings.home_path)},
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            with module(
                "benchmarks._trips",
                str(direct["host"]),
                str(direct["port"]),
                str(folder / "mark"),
            ) as counter:
                through = make_conninfo(
                    **{**direct, "host": "127.0.0.1", "port": said(counter)}
                )
                environment = {
                    "TRR_HOME": str(settings.home_path),
                    "TRR_DATABASE_URL": through,
                    "TMDB_API_BASE_URL": address,
                    "TMDB_IMAGE_BASE_URL": f"{address}/t/p",
                    "TMDB_BEARER_TOKEN": "any",
                    "TRR_IMAGES": NO_PICTURES,
                }
                yield Place(settings, shows, folder, counter, environment)


def in_process(where: Place) -> dict[str, Any]:
    """Import and sync everything in one process; return what it did."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks._scale_run",
            str(where.wanted),
            str(where.mark),
        ],
        env={**os.environ, **where.environment},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(run.stdout)
    told.update(json.loads(asked(where.counter, "report")))
    return told


def show_stages(told: dict[str, Any], shows: int) -> None:
    """Print a row a stage: what it cost a show."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in told["counts"]:
        name = NAMES[one["mark"]] or "(between)"
        counts[name].update(
            {key: one.get(key, 0) for key in ("trips", "statements", "connects")}
        )
    stages = {one["stage"]: one for one in told["stages"]}
    heads = ("items", "requests", "seconds", "trips", "statements", "trips/item")
    print(f"{'':18}" + "".join(f"{head:>12}" for head in heads))
    total: Counter[str] = Counter()
    for name in (*NAMES[1:], "(between)"):
        one = stages.get(name, {"done": 0, "requests": 0, "seconds": 0})
        trips, statements = counts[name]["trips"], counts[name]["statements"]
        row = {
            "items": one["done"] / shows,
            "requests": one["requests"] / shows,
            "ms": 1000 * one["seconds"] / shows,
            "trips": trips / shows,
            "statements": statements / shows,
        }
        total.update(row)
        each = trips / one["done"] if one["done"] else 0
        print(f"{name:18}" + "".join(f"{v:12.2f}" for v in (*row.values(), each)))
    print(f"{'all, a show':18}" + "".join(f"{value:12.2f}" for value in total.values()))
    print(f"{1000 / total['ms']:.2f} shows/s, {told['peak_mb']:.0f} MB at most")


def show_texts(told: dict[str, Any], shows: int, most: int) -> None:
    """Print the statements that are sent most, a show."""
    rows = [
        (count / shows, NAMES[int(mark)], text)
        for mark, texts in told["texts"].items()
        for text, count in texts.items()
    ]
    for count, name, text in sorted(rows, reverse=True)[:most]:
        print(f"{count:8.2f}  {name:18}{text}")


def main() -> None:
    """Read the options, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1000,3000,10000")
    parser.add_argument("--texts", type=int, default=0, help="statements to show")
    options = parser.parse_args()
    for size in map(int, options.sizes.split(",")):
        with place(size) as where:
            told = in_process(where)
            print(f"{size} shows, in one process; a show:")
            show_stages(told, size)
            if options.texts:
                show_texts(told, size, options.texts)


if __name__ == "__main__":
    main()
