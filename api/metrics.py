"""What the API counts of itself, for Prometheus.

One observation is an addition in a list of this process (0.2 us; a labelled histogram
and counter of prometheus-client cost 2.7 us, 4.2 us over several processes). Text is
made only when somebody asks. Several processes behind one port share a folder, see
api/metering/sharing.py. Labels are routes, methods and statuses: never an id, an
address or anything else that a client chooses.
"""

import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry
from prometheus_client.core import InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from api.metering.families import families
from api.metering.figures import (
    Labels,
    Over,
    Request,
    Snapshot,
    Watched,
    new_cell,
    note,
    summed,
)

UNKNOWN = "unknown"
"""The route of requests for what no route answers."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_REFUSED = "trr_requests_refused"
_KIB = 1024


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._cells: dict[Request, list[float]] = {}
        self._refused: Counter[str] = Counter()
        self._watched: dict[tuple[str, Labels], Watched] = {}
        self._before: dict[tuple[str, Labels], float] = {}
        self.watch("trr_processes", "Processes that answer.", "sum", lambda: 1)
        self.watch(
            "trr_process_cpu_seconds",
            "Processor time that the processes took.",
            "counter",
            _cpu_seconds,
        )
        self.watch(
            "trr_process_most_resident_bytes",
            "The most memory that the processes have had.",
            "sum",
            _most_resident_bytes,
        )

    def observe(
        self, route: str | None, method: str, status: int, seconds: float
    ) -> None:
        """Count one answer; `route` is its template, None where there is none."""
        kind = (route or UNKNOWN, method if method in _METHODS else "other", status)
        cell = self._cells.get(kind)
        if cell is None:
            cell = self._cells[kind] = new_cell()
        note(cell, seconds)

    def refuse(self, reason: str) -> None:
        """Count a request or handshake that was turned away, as for `rate`.

        `reason` is one of a handful of words, never anything that was sent.
        """
        self._refused[reason] += 1

    def watch(
        self,
        name: str,
        help_: str,
        over: Over,
        read: Callable[[], float],
        **labels: str,
    ) -> None:
        """Read a figure that another part keeps, whenever somebody asks.

        A counter's `name` goes without `_total`. Named again with the same labels, it
        takes the place of what was there.
        """
        pairs = tuple(labels.items())
        self._watched[name, pairs] = Watched(name, help_, over, read, pairs)

    def snapshot(self) -> Snapshot:
        """Return what this process has counted by now."""
        taken = Snapshot([(kind, [*cell]) for kind, cell in self._cells.items()])
        taken.counters = [
            (_REFUSED, (("reason", reason),), float(count))
            for reason, count in self._refused.items()
        ]
        for one in self._watched.values():
            value = float(one.read())
            if one.over == "counter":
                value += self._before.get((one.name, one.labels), 0.0)
                taken.counters.append((one.name, one.labels, value))
            else:
                taken.gauges.append((one.name, one.labels, value))
        return taken

    def go_on_from(self, before: Snapshot) -> None:
        """Count on from what a process before this one had counted."""
        for kind, cell in before.requests:
            known = self._cells.get(kind) or new_cell()
            self._cells[kind] = [a + b for a, b in zip(known, cell, strict=True)]
        for name, labels, value in before.counters:
            if name == _REFUSED:
                self._refused[labels[0][1]] += int(value)
            else:
                self._before[name, labels] = value

    def told(
        self, living: Iterable[Snapshot], ended: Iterable[Snapshot] = ()
    ) -> Iterator[Metric]:
        """Return the families of several processes together, this one among them."""
        over = {one.name: one.over for one in self._watched.values()}
        helps = {one.name: one.help for one in self._watched.values()}
        helps[_REFUSED] = "Requests and handshakes that were turned away, and why."
        yield from families(summed(living, ended, over), helps)
        yield InfoMetricFamily(
            "trr_build", "Which version runs.", {"version": version("trr-backend")}
        )


def text(families_: Iterable[Metric], accept: str) -> tuple[bytes, str]:
    """Return families in the format that `accept` asks for, and its media type."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(families_))
    encode, media_type = choose_encoder(accept)
    return encode(registry), media_type


class _Told(Collector):
    """Families that are there already."""

    def __init__(self, told: Iterable[Metric]) -> None:
        self._told = told

    def collect(self) -> Iterator[Metric]:
        yield from self._told


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _most_resident_bytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * _KIB
