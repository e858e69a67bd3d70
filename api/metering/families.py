"""Figures as families of Prometheus' text format."""

from collections.abc import Iterable, Iterator

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from api.metering.figures import BOUNDS, Labels, Snapshot, new_cell

REQUESTS = "trr_http_requests"
SECONDS = "trr_http_request_duration_seconds"
_ENDS = (*(str(bound) for bound in BOUNDS), "+Inf")


def families(figures: Snapshot, helps: dict[str, str]) -> Iterator[Metric]:
    """Return all families; `helps` has a line for each name but those of requests."""
    yield _requests(figures)
    yield _seconds(figures)
    yield from counters(figures.counters, helps)
    yield from gauges(figures.gauges, helps)


def counters(
    figures: Iterable[tuple[str, Labels, float]], helps: dict[str, str]
) -> Iterator[Metric]:
    """Return a family for each name."""
    for name, rows in _by_name(figures).items():
        labels = [key for key, _ in rows[0][0]]
        family = CounterMetricFamily(name, helps[name], labels=labels)
        for values, value in rows:
            family.add_metric([text for _, text in values], value)
        yield family


def gauges(
    figures: Iterable[tuple[str, Labels, float]], helps: dict[str, str]
) -> Iterator[Metric]:
    """Return a family for each name."""
    for name, rows in _by_name(figures).items():
        labels = [key for key, _ in rows[0][0]]
        family = GaugeMetricFamily(name, helps[name], labels=labels)
        for values, value in rows:
            family.add_metric([text for _, text in values], value)
        yield family


def _by_name(
    figures: Iterable[tuple[str, Labels, float]],
) -> dict[str, list[tuple[Labels, float]]]:
    found: dict[str, list[tuple[Labels, float]]] = {}
    for name, labels, value in figures:
        found.setdefault(name, []).append((labels, value))
    return found


def _requests(figures: Snapshot) -> Metric:
    family = CounterMetricFamily(
        REQUESTS,
        "Requests that were answered.",
        labels=["route", "method", "status"],
    )
    for (route, method, status), cell in sorted(figures.requests):
        family.add_metric([route, method, str(status)], sum(cell[1:]))
    return family


def _seconds(figures: Snapshot) -> Metric:
    """Return the times of all statuses of a route together."""
    found: dict[tuple[str, str], list[float]] = {}
    for (route, method, _), cell in sorted(figures.requests):
        known = found.setdefault((route, method), new_cell())
        known[:] = [a + b for a, b in zip(known, cell, strict=True)]
    family = HistogramMetricFamily(
        SECONDS,
        "From the head of a request until the answer begins.",
        labels=["route", "method"],
    )
    for kind, cell in found.items():
        family.add_metric(list(kind), _buckets(cell), cell[0])
    return family


def _buckets(cell: list[float]) -> list[tuple[str, float]]:
    """Return how many took no longer than the end of each bucket."""
    told, so_far = [], 0.0
    for end, count in zip(_ENDS, cell[1:], strict=True):
        so_far += count
        told.append((end, so_far))
    return told
