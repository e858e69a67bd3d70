"""One run of benchmarks/scale.py, in a process of its own: so is its memory.

    python -m benchmarks._scale_run LIST MARK

Imports a list and does every stage of `trr sync all`, with the environment's settings
and TMDb's limit lifted. Prints what each stage did as JSON; MARK is a file whose first
byte says, to whoever counts, which stage it is.
"""

import asyncio
import json
import mmap
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scripts._command import AnyStage
from scripts._options import Request
from scripts._run import run_stages
from scripts._stage import Context, Plan
from scripts.import_lists import import_stage
from scripts.sync_all import STAGES
from trr_backend.config import Settings, load_settings

NAMES = ("", "lists", *(stage.name for stage in STAGES))
"""What each mark stands for; 0: nothing yet, or all at once."""
RATE = 10_000
"""Requests a second: TMDb's limit is no part of what is measured."""


def lifted() -> Settings:
    """Return the settings with a limit that nobody reaches."""
    return load_settings().model_copy(update={"tmdb_rate": RATE})


def peak_mb(pid: str = "self") -> float:
    """Return the most memory that a process has had resident."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the kernel says nothing of the memory of {pid}")


def marking(
    stage: AnyStage, mark: mmap.mmap, planning: defaultdict[str, float]
) -> AnyStage:
    """Return a stage that says when it begins, and how long it plans."""

    async def plan(context: Context) -> Plan[object]:
        mark[0] = NAMES.index(stage.name)
        began = time.monotonic()
        planned = await stage.plan(context)
        planning[stage.name] += time.monotonic() - began
        return planned

    return replace(stage, plan=plan)


async def run(wanted: str, mark: mmap.mmap) -> list[dict[str, object]]:
    """Import the list and sync it; return what each stage did."""
    settings, told = lifted(), []
    planning: defaultdict[str, float] = defaultdict(float)
    commands: dict[str, Sequence[AnyStage]] = {
        "import lists": [import_stage([wanted])],
        "sync all": STAGES,
    }
    for name, stages in commands.items():
        marked = [marking(stage, mark, planning) for stage in stages]
        report = await run_stages(name, marked, Request(), settings, silent=True)
        mark[0] = 0
        if report.exit_code:
            sys.exit(f"not as expected: {json.dumps(report.as_json())[:2000]}")
        told += [
            {
                "stage": one.stage,
                "done": one.done,
                "seconds": one.seconds,
                "planning": planning[one.stage],
                "requests": one.requests,
            }
            for one in report.stages
        ]
    return told


def main() -> None:
    """Run, and print what was done, the CPU it took and the most memory it had."""
    with Path(sys.argv[2]).open("r+b") as file:
        told = asyncio.run(run(sys.argv[1], mmap.mmap(file.fileno(), 1)))
    cpu = time.process_time()
    print(json.dumps({"stages": told, "peak_mb": [peak_mb()], "cpu": cpu}))


if __name__ == "__main__":
    main()
