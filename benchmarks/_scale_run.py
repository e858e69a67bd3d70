"""One run of benchmarks/scale.py in a process of its own, so that its memory is its own.

    python -m benchmarks._scale_run LIST MARK

Imports a list and does every stage of `trr sync all`, with settings from the environment
and TMDb's limit lifted. Prints what each stage did as JSON; MARK is a file whose first
byte says, to whoever counts, which stage it is.
"""

import asyncio
import json
import mmap
import resource
import sys
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


def marking(stage: AnyStage, mark: mmap.mmap) -> AnyStage:
    """Return a stage that says when it begins."""
    plan = stage.plan

    async def marked(context: Context) -> Plan[object]:
        mark[0] = NAMES.index(stage.name)
        return await plan(context)

    return replace(stage, plan=marked)


async def run(wanted: str, mark: mmap.mmap) -> list[dict[str, object]]:
    """Import the list and sync it; return what each stage did."""
    settings = lifted()
    told = []
    for name, stages in (
        ("import lists", [import_stage([wanted])]),
        ("sync all", STAGES),
    ):
        marked = [marking(stage, mark) for stage in stages]
        report = await run_stages(name, marked, Request(), settings, silent=True)
        mark[0] = 0
        if report.exit_code:
            sys.exit(f"not as expected: {json.dumps(report.as_json())[:2000]}")
        told += [
            {
                "stage": one.stage,
                "done": one.done,
                "seconds": one.seconds,
                "requests": one.requests,
            }
            for one in report.stages
        ]
    return told


def main() -> None:
    """Run, and print what was done and how much memory it took at most (MB)."""
    with Path(sys.argv[2]).open("r+b") as file:
        told = asyncio.run(run(sys.argv[1], mmap.mmap(file.fileno(), 1)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"stages": told, "peak_mb": peak}))


if __name__ == "__main__":
    main()
