"""What one process has counted, and the sum over processes that answer as one."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct, field

# Upper ends of a histogram's buckets, in seconds: a kept answer takes 0.1 ms, a page of
# the catalogue some milliseconds.
BOUNDS = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    10.0,
)

Over = Literal["counter", "sum", "max", "min"]
Labels = tuple[tuple[str, str], ...]
"""Names and values, as Prometheus writes them in braces."""
Request = tuple[str, str, int]
"""Route, method and status."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure that another part keeps, read when somebody asks.

    `over` says what it is over several processes: a counter goes on where a process
    that died left it; of gauges those of living processes are summed up, or the
    greatest or the least one counts.
    """

    name: str
    help: str
    over: Over
    read: Callable[[], float]
    labels: Labels = ()


class Snapshot(Struct):
    """Requests (seconds taken, then how many fell in each bucket) and other figures."""

    requests: list[tuple[Request, list[float]]] = field(default_factory=list)
    counters: list[tuple[str, Labels, float]] = field(default_factory=list)
    gauges: list[tuple[str, Labels, float]] = field(default_factory=list)


def new_cell() -> list[float]:
    """Return what is kept of requests of one kind before the first of them."""
    return [0.0] * (len(BOUNDS) + 2)


def note(cell: list[float], seconds: float) -> None:
    """Count one request that took `seconds`."""
    cell[0] += seconds
    cell[1 + bisect_left(BOUNDS, seconds)] += 1


def summed(
    living: Iterable[Snapshot], ended: Iterable[Snapshot], over: dict[str, Over]
) -> Snapshot:
    """Return what processes counted together; of those that ended, counters alone."""
    requests: dict[Request, list[float]] = {}
    counters: dict[tuple[str, Labels], float] = {}
    gauges: dict[tuple[str, Labels], list[float]] = {}
    living = list(living)
    for one in (*living, *ended):
        for kind, cell in one.requests:
            known = requests.get(kind) or new_cell()
            requests[kind] = [a + b for a, b in zip(known, cell, strict=True)]
        for name, labels, value in one.counters:
            key = (name, labels)
            counters[key] = counters.get(key, 0.0) + value
    for one in living:
        for name, labels, value in one.gauges:
            gauges.setdefault((name, labels), []).append(value)
    return Snapshot(
        list(requests.items()),
        [(*key, value) for key, value in counters.items()],
        [(*key, _together(over.get(key[0]), all_)) for key, all_ in gauges.items()],
    )


def _together(over: Over | None, values: list[float]) -> float:
    if over == "max":
        return max(values)
    return min(values) if over == "min" else sum(values)
