"""How often clients wait for Postgres, counted by the proxy of the benchmarks."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks._ws_processes import Process, asked, module, said

# How far a run is, and whether an upstream has asked for patience: asked by the clock,
# in one trip each, so that a slow machine asks more often.
_BY_THE_CLOCK = (
    "update ops.runs set progress",
    "select greatest(0, extract(epoch from not_before",
)


@dataclass
class Trips:
    """Who counts; `url` leads through. What connecting takes is not among it."""

    url: str
    counter: Process
    taken: int = 0

    def take(self) -> int:
        """Return how many there were since the last call, but those by the clock."""
        told = json.loads(asked(self.counter, "report"))
        trips = sum(one.get("trips", 0) for one in told["counts"])
        by_the_clock = sum(
            count
            for texts in told["texts"].values()
            for text, count in texts.items()
            if text.startswith(_BY_THE_CLOCK)
        )
        former, self.taken = self.taken, trips - by_the_clock
        return self.taken - former


@contextmanager
def counting_trips(url: str) -> Iterator[Trips]:
    """Yield a proxy before the server of `url`."""
    there = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    with tempfile.NamedTemporaryFile() as mark:
        Path(mark.name).write_bytes(b"\0")
        with module(
            "benchmarks._trips", there["host"], there["port"], mark.name
        ) as counter:
            port = said(counter)
            yield Trips(make_conninfo(url, host="127.0.0.1", port=port), counter)
