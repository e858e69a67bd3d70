"""Readers of benchmarks/scale.py: how long pages of shows take, whatever else goes on.

One reader asks for a page every 100 ms, or later where the former took longer: in turn
that of a show, which the API keeps, and its cast, which it reads from the database.
"""

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks._scale_place import Place
from benchmarks._ws_processes import served

KINDS = ("show", "cast")
_INTERVAL_SECONDS = 0.1
_WARM_SECONDS = 2.0


@dataclass(slots=True)
class Waits:
    """Milliseconds that each page took, by what went on meanwhile and its kind."""

    during: str = ""
    found: defaultdict[tuple[str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def p99(self, during: str, kind: str) -> float:
        """Return what one in a hundred took longer than."""
        found = sorted(self.found[during, kind])
        return found[len(found) * 99 // 100] if found else 0.0


@contextmanager
def reading(where: Place) -> Iterator[Waits]:
    """Read pages of the known shows until the block ends."""
    ids = list(where.sizes.show_ids())[: where.known.read_text().count("tt")]
    paths = [
        (kind, f"/api/v1/shows/tmdb:{one}{'/cast' if kind == 'cast' else ''}")
        for one in ids
        for kind in KINDS
    ]
    waits, stop = Waits(), threading.Event()
    with served(where.settings) as (_, port):
        thread = threading.Thread(target=_read, args=(port, paths, waits, stop))
        thread.start()
        # Pages that nobody asked for yet are none of what is measured.
        time.sleep(len(paths) * _INTERVAL_SECONDS + _WARM_SECONDS)
        try:
            yield waits
        finally:
            stop.set()
            thread.join()


def _read(
    port: int,
    paths: Sequence[tuple[str, str]],
    waits: Waits,
    stop: threading.Event,
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    began = 0.0
    for kind, path in cycle(paths):
        if stop.wait(max(0.0, began + _INTERVAL_SECONDS - time.perf_counter())):
            break
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        waits.found[waits.during, kind].append(1000 * (time.perf_counter() - began))
    connection.close()
