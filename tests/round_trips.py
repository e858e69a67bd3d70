"""How often clients wait for Postgres, counted by the proxy of the benchmarks."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks._ws_processes import Process, asked, module, said


@dataclass
class Trips:
    """Who counts; `url` leads through. What connecting takes is not among it."""

    url: str
    counter: Process
    taken: int = 0

    def take(self) -> int:
        """Return how many round trips there were since the last call."""
        counts = json.loads(asked(self.counter, "report"))["counts"]
        former, self.taken = self.taken, sum(one.get("trips", 0) for one in counts)
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
