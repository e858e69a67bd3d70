"""A run of benchmarks/scale.py that workers take from the queues."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import LiteralString

from benchmarks._scale_cost import Cost, Idle, Meter
from benchmarks._scale_place import Place
from benchmarks._scale_run import peak_mb
from benchmarks._ws_processes import cpu_seconds, module

_POLL_SECONDS = 0.5
# Until workers are at rest, and for how long they are watched while they wait.
_SETTLE_SECONDS = 3
_WAIT_SECONDS = 10
_SEATS = "select count(*) from ops.workers"
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
        idle = _idle(where, pids)
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
        return Cost(shows, seconds, cpu, before, Meter.read(where), peaks, idle=idle)


def _idle(where: Place, pids: list[int]) -> Idle:
    """Return what workers cost that wait, once all of them do."""
    while _value(where, _SEATS) != len(pids):
        time.sleep(_POLL_SECONDS)
    time.sleep(_SETTLE_SECONDS)
    before, cpu = Meter.read(where), sum(map(cpu_seconds, pids))
    time.sleep(_WAIT_SECONDS)
    after = Meter.read(where)
    return Idle(
        (after.trips - before.trips) / _WAIT_SECONDS,
        (sum(map(cpu_seconds, pids)) - cpu) / _WAIT_SECONDS,
        (after.server_cpu - before.server_cpu) / _WAIT_SECONDS,
    )


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
    while (outcome := _value(where, _ENDED, run_id)) is None:
        time.sleep(_POLL_SECONDS)
    return str(outcome)


def _value(where: Place, query: LiteralString, *parameters: object) -> object:
    with where.database() as connection:
        row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None
