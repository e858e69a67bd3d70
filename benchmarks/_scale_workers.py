"""A run of benchmarks/scale.py that workers take from the queues."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack

from benchmarks._scale_cost import Cost, Meter
from benchmarks._scale_place import Place
from benchmarks._scale_run import peak_mb
from benchmarks._ws_processes import cpu_seconds, module

_POLL_SECONDS = 0.5
# Until workers have begun, and for how long they are watched while they wait.
_SETTLE_SECONDS = 8
_WAIT_SECONDS = 10
_ENDED = """
select outcome from ops.runs where id = %s and finished_at is not null
"""


def by_workers(where: Place, shows: int, workers: int) -> Cost:
    """Return what the wanted shows cost when so many workers share them."""
    with ExitStack() as stack:
        working = [
            stack.enter_context(module("benchmarks._scale_worker", **where.environment))
            for _ in range(workers)
        ]
        pids = [one.pid for one in working]
        time.sleep(_SETTLE_SECONDS)
        waiting = Meter.read(where)
        time.sleep(_WAIT_SECONDS)
        before, began = Meter.read(where), time.monotonic()
        cpu = sum(map(cpu_seconds, pids))
        _command(where, "import", "lists", str(where.wanted))
        asked = json.loads(_command(where, "sync", "all", "--detach", "--json"))
        outcome = _ended(where, asked["run_id"])
        if outcome != "done":
            raise RuntimeError(f"the run ended as {outcome}")
        seconds = time.monotonic() - began
        cpu = sum(map(cpu_seconds, pids)) - cpu
        peaks = [peak_mb(str(pid)) for pid in pids]
        after = Meter.read(where)
        idle = (before.trips - waiting.trips) / _WAIT_SECONDS
        return Cost(shows, seconds, cpu, before, after, peaks, idle_trips=idle)


def _command(where: Place, *words: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "scripts.cli", *words],
        env={**os.environ, **where.environment},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return told.stdout


def _ended(where: Place, run_id: str) -> str:
    while True:
        with where.database() as connection:
            row = connection.execute(_ENDED, [run_id]).fetchone()
        if row:
            return str(row[0])
        time.sleep(_POLL_SECONDS)
