"""What a run of benchmarks/scale.py cost, as it is read off whoever took part."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.request import urlopen

from benchmarks._scale_place import Place
from benchmarks._scale_run import NAMES
from benchmarks._ws_processes import asked, cpu_seconds

_WRITTEN = """
select pg_database_size(current_database()), pg_current_wal_insert_lsn() - '0/0'
"""


_TABLES = """
select format('%I.%I', n.nspname, c.relname), pg_total_relation_size(c.oid),
  greatest(c.reltuples, 0)::bigint
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname in ('core', 'jobs', 'ops', 'source')
order by 2 desc
"""


@dataclass(frozen=True, slots=True)
class Meter:
    """How far everything has come: `Cost`s are differences of two of them."""

    requests: int
    upstream_cpu: float
    server_cpu: float
    database_bytes: int
    wal_bytes: int
    counts: Counter[tuple[str, str]]
    engine_trips: int
    texts: Counter[tuple[str, str]]

    @classmethod
    def read(cls, where: Place) -> "Meter":
        """Read all that is counted."""
        address = where.environment["TMDB_API_BASE_URL"]
        with urlopen(f"{address}/standin/log/count") as answer:
            requests = json.load(answer)["count"]
        with where.database() as connection:
            connection.execute("checkpoint")
            row = connection.execute(_WRITTEN).fetchone()
        size, wal = (int(str(one)) for one in row or (0, 0))
        told: dict[str, Any] = json.loads(asked(where.counter, "report"))
        counts: Counter[tuple[str, str]] = Counter()
        engine = 0
        for one in told["counts"]:
            for what in ("trips", "statements", "connects"):
                counts[NAMES[one["mark"]], what] += one.get(what, 0)
            engine += one.get("trips", 0) if one["who"] == "engine" else 0
        texts = Counter(
            {
                (NAMES[int(mark)], text): count
                for mark, found in told["texts"].items()
                for text, count in found.items()
            }
        )
        cpu = cpu_seconds(where.upstream.pid)
        return cls(requests, cpu, where.server_cpu(), size, wal, counts, engine, texts)

    @property
    def trips(self) -> int:
        """How many round trips there were."""
        return sum(n for (_, name), n in self.counts.items() if name == "trips")


@dataclass(frozen=True, slots=True)
class Idle:
    """What workers cost a second while they wait: round trips, and CPU seconds."""

    trips: float
    cpu: float
    server_cpu: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many shows cost; `peak_mb` is of each process that worked on them."""

    shows: int
    seconds: float
    cpu: float
    before: Meter
    after: Meter
    peak_mb: list[float]
    stages: list[dict[str, Any]] = field(default_factory=list)
    idle: Idle | None = None

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """Round trips, statements and connections, by stage."""
        return self.after.counts - self.before.counts

    def total(self, what: str) -> float:
        """Return round trips (`trips`) or `statements` a show."""
        found = (n for (_, name), n in self.counts.items() if name == what)
        return sum(found) / self.shows

    @property
    def engine_trips(self) -> float:
        """Round trips of the engine, which are among all, a show."""
        return (self.after.engine_trips - self.before.engine_trips) / self.shows

    @property
    def requests(self) -> float:
        """Requests a show."""
        return (self.after.requests - self.before.requests) / self.shows

    def row(self) -> list[float]:
        """Return the figures of the table: see `HEADS`."""
        return [
            self.shows / self.seconds,
            self.requests,
            self.total("trips"),
            self.total("statements"),
            1000 * self.cpu / self.shows,
            1000 * (self.after.server_cpu - self.before.server_cpu) / self.shows,
            1000 * (self.after.upstream_cpu - self.before.upstream_cpu) / self.shows,
            (self.after.database_bytes - self.before.database_bytes) / self.shows / 1e6,
            (self.after.wal_bytes - self.before.wal_bytes) / self.shows / 1e6,
            max(self.peak_mb),
        ]


HEADS = (
    *("shows/s", "requests", "trips", "statements"),
    *("CPU ms", "server ms", "upstr. ms", "disk MB", "WAL MB", "peak MB"),
)
"""All but the first and the last are a show's."""


def table_rows(where: Place, shows: int) -> list[tuple[str, list[float]]]:
    """Return how many KB and rows of each table there are a show, the largest first."""
    with where.database() as connection:
        connection.execute("analyze")
        found = connection.execute(_TABLES).fetchall()
    return [
        (str(name), [int(str(size)) / shows / 1000, int(str(count)) / shows])
        for name, size, count in found
        if int(str(size)) / shows >= 1000
    ]


def stage_rows(cost: Cost) -> list[tuple[str, list[float]]]:
    """Return what each stage cost a show: see `STAGE_HEADS`."""
    stages = {one["stage"]: one for one in cost.stages}
    idle = {"done": 0, "requests": 0, "seconds": 0, "planning": 0}
    rows = []
    for name in (*NAMES[1:], NAMES[0]):
        one = stages.get(name, idle)
        trips = cost.counts[name, "trips"]
        figures = [
            one["done"] / cost.shows,
            one["requests"] / cost.shows,
            1000 * one["seconds"] / cost.shows,
            1000 * one["planning"] / cost.shows,
            trips / cost.shows,
            cost.counts[name, "statements"] / cost.shows,
            trips / one["done"] if one["done"] else 0,
        ]
        if any(round(figure, 2) for figure in figures):
            rows.append((name or "(between)", figures))
    return rows


STAGE_HEADS = (
    *("items", "requests", "ms", "planning", "trips", "statements"),
    "trips/item",
)
