"""CPU and memory of reading IMDb's dataset files: floor, ours, and two peers.

The seven files are generated in about the proportions, row lengths and density that
IMDb's own had in 2025, at a fraction of their size. Each candidate is a process of its
own; user and system time and the peak of resident memory are the kernel's. Floor and
ours are run in turn, medians are shown; peers are run once. Some 0.15 s of ours, and
more of the import, are the start of Python, whatever the size.

    python -m benchmarks.imdb_datasets [--fraction 0.03] [--slice 0.005] [--rounds 3]

gzip -dc | wc -l   unpack all files and count their lines
ours               the slice's rows as records, out of all files
unchanged          the same files again: digests, and no records
import             `trr import imdb-datasets` into an embedded Postgres (not counted)
imdb-sqlite, pimdb all rows into SQLite: neither can take a part (`make bench-peers`)
"""

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from trr_backend.repositories.embedded import ensure_server, stop_server

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-bench" / "bin"
# IMDb's files of 2025, rows in millions, and their highest ids.
TITLES = 11_600_000
NAMES = 14_400_000
HIGHEST_TITLE = 38_000_000
HIGHEST_NAME = 17_000_000
EPISODES_A_SERIES = 40
HEADERS = {
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession "
    "knownForTitles",
    "title.akas": "titleId ordering title region language types attributes "
    "isOriginalTitle",
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear "
    "endYear runtimeMinutes genres",
    "title.crew": "tconst directors writers",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.principals": "tconst ordering nconst category job characters",
    "title.ratings": "tconst averageRating numVotes",
}
WORDS = {
    "category": "actor actress self director writer producer composer editor",
    "genre": "Drama Comedy Reality-TV Talk-Show News Documentary Game-Show Family",
    "region": "US GB DE FR ES IT JP IN BR PT CA RU",
}
CATEGORIES, GENRES, REGIONS = (text.split() for text in WORDS.values())
# A small process starts the candidates: the kernel counts the memory of who starts a
# program as the program's own until it runs.
LAUNCHER = """
import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024], file)
"""


@dataclass
class Generated:
    """The files in `folder`, the series of the slice, and what it must give."""

    folder: Path
    series: list[str] = field(default_factory=list)
    rows: int = 0
    bytes: int = 0
    titles: int = 0
    wanted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HEADERS, 0))


class Generator:
    """Makes rows, one title with all that belongs to it after the other."""

    def __init__(self, fraction: float, share: float) -> None:
        self._draw = random.Random(20261122)
        letters = "eeeeaaaiiooutnnrsslldhmckpbgfvwyé"
        self._words = [
            "".join(self._draw.choices(letters, k=self._draw.randint(2, 9))).title()
            for _ in range(40_000)
        ]
        self.titles = max(int(TITLES * fraction), 200)
        self._step = HIGHEST_TITLE // self.titles
        self._names = max(int(NAMES * fraction), 200)
        self._name_step = HIGHEST_NAME // self._names
        # Every n-th series is followed.
        of_series = (EPISODES_A_SERIES + 1) / (EPISODES_A_SERIES * 4 // 3)
        self._every = max(round(of_series / share), 1)
        self.series: list[str] = []
        self.people: set[int] = set()

    def rows(self) -> Iterator[tuple[str, str, bool]]:
        """Yield dataset, row, and whether it is of the slice; ids go up."""
        draw, block = self._draw, EPISODES_A_SERIES * 4 // 3
        for number in range(self.titles):
            one = f"tt{(number + 1) * self._step:07d}"
            place, family = number % block, number // block
            wanted = family % self._every == 0
            if place == 0:
                parent, kind = one, "tvSeries"
                self.series += [one] if wanted else []
            else:
                kind = "tvEpisode" if place <= EPISODES_A_SERIES else "movie"
            mine = wanted and kind != "movie"
            if kind == "tvEpisode":
                numbers = f"{1 + place // 14}\t{1 + place % 14}"
                yield "title.episode", f"{one}\t{parent}\t{numbers}", mine
            for dataset, row in self._about(one, kind, draw):
                yield dataset, row, mine
            yield from self._people(one, draw, mine=mine)
        for number in range(self._names):
            yield "name.basics", self._name(number), number in self.people

    def _about(
        self, one: str, kind: str, draw: random.Random
    ) -> Iterator[tuple[str, str]]:
        name, year = self._text(1, 6), draw.randint(1950, 2025)
        genres = ",".join(draw.sample(GENRES, draw.randint(1, 3)))
        minutes = draw.choice(("\\N", str(draw.randint(20, 120))))
        yield (
            "title.basics",
            f"{one}\t{kind}\t{name}\t{name}\t0\t{year}\t\\N\t{minutes}\t{genres}",
        )
        for ordering in range(1, draw.choice((2, 2, 3, 5, 6, 9, 10))):
            region = draw.choice(REGIONS)
            title = name if draw.random() < 0.6 else self._text(1, 6)
            yield (
                "title.akas",
                f"{one}\t{ordering}\t{title}\t{region}\t\\N\timdbDisplay\t\\N\t0",
            )
        if draw.random() < 0.13:
            votes = int(draw.paretovariate(0.6)) + 5
            yield "title.ratings", f"{one}\t{draw.randint(10, 99) / 10}\t{votes}"

    def _people(
        self, one: str, draw: random.Random, *, mine: bool
    ) -> Iterator[tuple[str, str, bool]]:
        crew = [
            self._someone(mine=mine),
            self._someone(mine=mine),
            self._someone(mine=mine),
        ]
        yield "title.crew", f"{one}\t{crew[0]}\t{','.join(crew[1:])}", mine
        for ordering in range(1, draw.choice((3, 5, 8, 10, 11, 11)) + 1):
            category = draw.choice(CATEGORIES)
            characters = "\\N"
            if category in {"actor", "actress", "self"}:
                characters = f'["{self._text(1, 3)}"]'
            job = "producer" if category == "producer" else "\\N"
            person = self._someone(mine=mine)
            yield (
                "title.principals",
                f"{one}\t{ordering}\t{person}\t{category}\t{job}\t{characters}",
                mine,
            )

    def _someone(self, *, mine: bool) -> str:
        number = int(self._draw.random() ** 2 * self._names)
        if mine:
            self.people.add(number)
        return self._id_of(number)

    def _id_of(self, number: int) -> str:
        return f"nm{(number + 1) * self._name_step:07d}"

    def _name(self, number: int) -> str:
        draw = self._draw
        born = str(draw.randint(1900, 2005)) if draw.random() < 0.06 else "\\N"
        known = ",".join(
            f"tt{draw.randint(1, self.titles) * self._step:07d}"
            for _ in range(draw.randint(1, 4))
        )
        jobs = ",".join(draw.sample(CATEGORIES, draw.randint(1, 3)))
        return (
            f"{self._id_of(number)}\t{self._text(2, 2)}\t{born}\t\\N\t{jobs}\t{known}"
        )

    def _text(self, least: int, most: int) -> str:
        words = self._draw.choices(self._words, k=self._draw.randint(least, most))
        return " ".join(words)


def generate(folder: Path, fraction: float, share: float) -> Generated:
    """Write the seven files, packed as IMDb packs them."""
    made, maker = Generated(folder), Generator(fraction, share)
    waiting: dict[str, list[str]] = {
        name: [header.replace(" ", "\t")] for name, header in HEADERS.items()
    }
    files = {name: (folder / f"{name}.tsv").open("w") for name in HEADERS}
    for name, row, wanted in maker.rows():
        made.wanted[name] += wanted
        made.rows += 1
        waiting[name].append(row)
        if len(waiting[name]) >= 10_000:
            files[name].write("\n".join([*waiting[name], ""]))
            waiting[name].clear()
    for name, file in files.items():
        with file:
            file.write("\n".join([*waiting[name], ""]))
        path = Path(file.name)
        made.bytes += path.stat().st_size
        with path.open("rb") as plain, gzip.open(f"{path}.gz", "wb", 6) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
        path.unlink()
    made.series, made.titles = maker.series, maker.titles
    return made


@dataclass(frozen=True)
class Cost:
    """CPU seconds and the peak of resident memory in MB."""

    seconds: float
    megabytes: float


def cost(
    command: Sequence[str | Path], folder: Path, **environment: str
) -> tuple[Cost, str]:
    """Run a command to its end; return what it took, and what it printed."""
    usage = folder / "usage"
    run = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCHER, usage, *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    status, seconds, megabytes = json.loads(usage.read_text())
    if status != 0:
        sys.exit(f"{command[0]} failed: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return Cost(seconds, megabytes), run.stdout


def measured(
    made: Generated, work: Path, rounds: int, home: Path
) -> Iterator[tuple[str, Cost]]:
    """Yield what floor, ours and the import cost."""
    series = work / "series"
    series.write_text("\n".join(made.series))
    reader = "benchmarks._imdb_reader"
    ours: list[str | Path] = [sys.executable, "-m", reader, made.folder, series]
    packed = sorted(made.folder.glob("*.gz"))
    commands: dict[str, list[str | Path]] = {
        "gzip -dc | wc -l": ["sh", "-c", 'gzip -dc "$@" | wc -l', "sh", *packed],
        "ours": [*ours, "changed"],
        "unchanged": [*ours, "unchanged"],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found, said = cost(command, work, PYTHONPATH=str(ROOT))
            check(name, said, made)
            costs[name].append(found)
    for name, several in costs.items():
        yield (
            name,
            Cost(
                statistics.median(one.seconds for one in several),
                max(one.megabytes for one in several),
            ),
        )
    command = [sys.executable, "-m", "scripts.import_imdb_datasets", made.folder]
    settings = {"TRR_HOME": str(home), "TRR_IMDB_DATASETS": "personal"}
    yield "import", cost(command, work, PYTHONPATH=str(ROOT), **settings)[0]


def check(name: str, said: str, made: Generated) -> None:
    """See that a candidate did all of its work."""
    if name == "gzip -dc | wc -l":
        right = int(said) == made.rows + len(HEADERS)
    else:
        right = sorted(json.loads(said).values()) == sorted(made.wanted.values())
    if not right:
        sys.exit(f"{name} found {said}, not {made.wanted}")


def peers(made: Generated, work: Path, programs: Path) -> Iterator[tuple[str, Cost]]:
    """Yield what the peers cost, or say that they are not installed."""
    commands: dict[str, list[str | Path]] = {
        "imdb-sqlite": ["--cache-dir", made.folder, "--db", work / "imdb-sqlite.db"],
        "pimdb": ["transfer", "--dataset-folder", made.folder, "--database"],
    }
    commands["pimdb"] += [f"sqlite:///{work / 'pimdb.db'}", "all"]
    for name, options in commands.items():
        if (programs / name).exists():
            yield name, cost([programs / name, *options], work)[0]
        else:
            print(f"{name} is not installed; `make bench-peers` does it")


def prepare(home: Path, series: Sequence[str]) -> None:
    """Follow the series in a database of its own."""
    migrate: list[str | Path] = [sys.executable, "-m", "scripts.db_migrate"]
    cost(migrate, home, PYTHONPATH=str(ROOT), TRR_HOME=str(home))
    with psycopg.connect(ensure_server(home)) as connection:
        connection.execute(
            "with i as (select unnest(%s::text[]) as id), s as (insert into core.shows"
            " (name) select id from i returning id, name) insert into"
            " core.external_ids (entity, entity_id, source, id)"
            " select 'show', s.id, 'imdb', s.name from s",
            [list(series)],
        )


def report(found: Iterator[tuple[str, Cost]]) -> None:
    """Print each candidate as it is measured, with its share of the first."""
    print(f"{'':18}{'CPU s':>9}{'x floor':>9}{'peak MB':>9}")
    floor = 0.0
    for name, one in found:
        floor = floor or one.seconds
        share = one.seconds / floor
        print(
            f"{name:18}{one.seconds:9.2f}{share:9.2f}{one.megabytes:9.0f}", flush=True
        )


def measure(options: argparse.Namespace) -> None:
    """Generate, measure, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="trr-bench-") as place:
        folder, work, home = (Path(place) / one for one in ("files", "work", "home"))
        for one in (folder, work, home):
            one.mkdir()
        # Root's server runs as another user, who has to get in.
        for one in (Path(place), home):
            one.chmod(0o711)
        made = generate(folder, options.fraction, options.slice)
        packed = sum(path.stat().st_size for path in folder.iterdir())
        print(
            f"{made.rows / 1e6:.1f} million rows, {made.bytes / 1e6:.0f} MB, packed "
            f"{packed / 1e6:.0f} MB; slice: {made.wanted['title.basics']} of "
            f"{made.titles} titles, {sum(made.wanted.values())} rows",
            flush=True,
        )
        try:
            prepare(home, made.series)
            report(_all(made, work, home, options))
        finally:
            stop_server(home)


def _all(
    made: Generated, work: Path, home: Path, options: argparse.Namespace
) -> Iterator[tuple[str, Cost]]:
    yield from measured(made, work, options.rounds, home)
    yield from peers(made, work, options.peers)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fraction", type=float, default=0.03)
    parser.add_argument("--slice", type=float, default=0.005)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=PEERS)
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
