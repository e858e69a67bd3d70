"""Several processes that count as one."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from api.metering.figures import Snapshot
from api.metering.sharing import Place
from api.metrics import Metrics

# Takes a place, counts, and is killed there.
_OTHER = """
import sys
from pathlib import Path
from api.metering.sharing import Place
from api.metrics import Metrics

metrics, place = Metrics(), Place(Path(sys.argv[1]))
metrics.go_on_from(place.inherited())
metrics.observe("/a", "GET", 200, 0.1)
metrics.refuse("rate")
metrics.watch("trr_hits", "Hits.", "counter", lambda: 5)
metrics.watch("trr_depth", "Depth.", "max", lambda: 9)
place.write(metrics.snapshot())
print("there", flush=True)
sys.stdin.read()
"""


def counting(folder: Path) -> tuple[Metrics, Place]:
    """Return a process' figures and its place."""
    metrics, place = Metrics(), Place(folder)
    metrics.go_on_from(place.inherited())
    metrics.watch("trr_hits", "Hits.", "counter", lambda: 2)
    metrics.watch("trr_depth", "Depth.", "max", lambda: 1)
    metrics.watch("trr_up", "Up.", "min", lambda: 1)
    return metrics, place


def sums(metrics: Metrics, place: Place) -> dict[str, float]:
    """Return the figures of all processes but those that differ each time."""
    living, ended = place.others()
    return samples(metrics, (metrics.snapshot(), *living), ended)


def samples(
    metrics: Metrics, living: Iterable[Snapshot], ended: Iterable[Snapshot] = ()
) -> dict[str, float]:
    """Return the samples of a scrape by their names."""
    return {
        sample.name: sample.value
        for family in metrics.told(living, ended)
        for sample in family.samples
        if not sample.name.startswith(("trr_process_", "trr_build"))
        and not sample.name.endswith("_bucket")
    }


def test_processes_are_summed_up_and_their_counters_never_fall(tmp_path: Path) -> None:
    """One that is killed stays counted; who takes its place goes on from there."""
    metrics, place = counting(tmp_path)
    metrics.observe("/a", "GET", 200, 0.3)
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        both = sums(metrics, place)
        other.send_signal(signal.SIGKILL)
    assert both == {
        "trr_http_requests_total": 2,
        "trr_http_request_duration_seconds_count": 2,
        "trr_http_request_duration_seconds_sum": 0.4,
        "trr_requests_refused_total": 1,
        "trr_hits_total": 7,
        "trr_processes": 2,
        "trr_depth": 9,
        "trr_up": 1,
    }
    alone = both | {"trr_processes": 1, "trr_depth": 1}
    assert sums(metrics, place) == alone

    successor, its_place = counting(tmp_path)
    its_place.write(successor.snapshot())
    assert sums(metrics, place) == alone | {"trr_processes": 2, "trr_hits_total": 9}
    its_place.leave()
    place.leave()


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    """A file that was cut short costs nobody else's figures."""
    metrics, place = counting(tmp_path)
    (tmp_path / "7.json").write_text(json.dumps({"requests": 1}))
    assert place.others() == ([], [])
    place.write(metrics.snapshot())
    place.leave()
